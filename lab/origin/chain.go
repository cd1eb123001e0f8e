package origin

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// lengthen adds to a certificate, as a chain's other certificates would, so
// that the chain has that many bytes, or up to four fewer where DER's lengths
// do not come out. Only their number matters: what a server sends before it
// knows its client's address to be real is limited by bytes (RFC 9000 §8.1),
// and so is a first window.
func lengthen(cert *tls.Certificate, size int) error {
	leaf := len(cert.Certificate[0])
	if size == 0 || size == leaf {
		return nil
	}
	missing := size - leaf
	padding := 0
	for {
		der, err := fillers.get(max(0, padding), func() ([]byte, error) { return filler(max(0, padding)) })
		switch {
		case err != nil:
			return fmt.Errorf("origin: no certificate chain: %w", err)
		case padding == 0 && len(der) > missing:
			return fmt.Errorf("origin: a certificate chain of %d bytes is too short: the page's own certificate has %d, and one more at least %d", size, leaf, len(der))
		case padding > 0 && len(der) <= missing || len(der) == missing:
			cert.Certificate = [][]byte{cert.Certificate[0], der} // the page's own is others' too
			return nil
		}
		// A byte of padding is a byte of certificate, and now and then one more
		// for a length.
		padding += missing - len(der)
	}
}

// fillers has those of this process, by their padding.
var fillers once[int, []byte]

// filler is a certificate with so much padding in it.
func filler(padding int) ([]byte, error) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0x18}, ed25519.SeedSize)) // any would do
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "rttlab"},
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA:         true, BasicConstraintsValid: true,
		ExtraExtensions: []pkix.Extension{{
			Id:    asn1.ObjectIdentifier{2, 25, 1}, // of the arc for UUIDs (ITU-T X.667): nobody's
			Value: make([]byte, padding),
		}},
	}
	return x509.CreateCertificate(nil, template, template, key.Public(), key)
}

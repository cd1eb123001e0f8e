package origin

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"rttlab/lab/page"
)

// Certificate makes a self-signed certificate for the names of a page: the same
// one every time, and one whose signatures are of one size, so that the packets
// of a handshake are too. ECDSA's vary by a few bytes. It is made once for all
// pages with these names that a process serves.
func Certificate(pg *page.Page) (tls.Certificate, error) {
	hosts := names(pg)
	return made.get(strings.Join(hosts, " "), func() (tls.Certificate, error) { return certify(hosts) })
}

// made has the certificates of this process, by their names.
var made once[string, tls.Certificate]

// certify makes a certificate for some names, the page's own first.
func certify(hosts []string) (tls.Certificate, error) {
	seed := bytes.Repeat([]byte{0x17}, ed25519.SeedSize) // any would do: it protects nothing
	key := ed25519.NewKeyFromSeed(seed)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: hosts[0]},
		DNSNames:     hosts,
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), // virtual time starts in 2000
		NotAfter:     time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	// Ed25519 draws nothing from the random source.
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("origin: no certificate for %s: %w", hosts[0], err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("origin: no certificate for %s: %w", hosts[0], err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

func names(pg *page.Page) []string {
	var hosts []string
	for i := range pg.Resources {
		if host := pg.Resources[i].Host; !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// ServerTLS is the side of a server of that version with a page's certificate,
// for servers of others; Chain is as in Config.
func ServerTLS(pg *page.Page, version string, chain int) (*tls.Config, error) {
	return serverTLS(&Config{Page: pg, HTTP: "1.1", TLS: version, Chain: chain})
}

// serverTLS is the server's side. Versions are exact: a run is about one.
func serverTLS(cfg *Config) (*tls.Config, error) {
	version, err := tlsVersion(cfg.TLS)
	if err != nil {
		return nil, err
	}
	cert, err := Certificate(cfg.Page)
	if err != nil {
		return nil, err
	}
	if err := lengthen(&cert, cfg.Chain); err != nil {
		return nil, err
	}
	alpn := map[string]string{"1.0": "http/1.0", "1.1": "http/1.1", "2": "h2"}[cfg.HTTP]
	settings := &tls.Config{
		Certificates: []tls.Certificate{cert},
		MinVersion:   version,
		MaxVersion:   version,
		NextProtos:   []string{alpn},
	}
	// Every server of a page can resume a session with another one of it.
	settings.SetSessionTicketKeys([][32]byte{{0x17}}) // any would do: it protects nothing
	return settings, nil
}

// ClientTLS is the browser's side: it trusts this page's certificate and speaks
// that version of TLS only, "1.2" or "1.3".
func ClientTLS(pg *page.Page, version string) (*tls.Config, error) {
	v, err := tlsVersion(version)
	if err != nil {
		return nil, err
	}
	cert, err := Certificate(pg)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	return &tls.Config{RootCAs: roots, MinVersion: v, MaxVersion: v}, nil
}

func tlsVersion(version string) (uint16, error) {
	switch version {
	case "1.2":
		return tls.VersionTLS12, nil
	case "1.3":
		return tls.VersionTLS13, nil
	}
	return 0, fmt.Errorf("origin: no TLS %q: there are 1.2 and 1.3", version)
}

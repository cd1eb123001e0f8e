package dissect

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	_ "crypto/sha256" // of cipher suites
	_ "crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// suite is how a cipher suite encrypts.
type suite struct {
	hash   crypto.Hash
	key    int // bytes
	iv     int // bytes of the nonce that are a secret
	aead   func(key []byte) (cipher.AEAD, error)
	modern bool // of TLS 1.3
}

// suites are those that crypto/tls uses on its own accord: of TLS 1.3 (RFC 8446
// §B.4) and, of 1.2, ECDHE's (RFC 5289, RFC 7905).
var suites = map[uint16]suite{
	0x1301: {crypto.SHA256, 16, 12, gcm, true},
	0x1302: {crypto.SHA384, 32, 12, gcm, true},
	0x1303: {crypto.SHA256, 32, 12, chacha20poly1305.New, true},
	0xc02b: {crypto.SHA256, 16, 4, gcm, false},
	0xc02c: {crypto.SHA384, 32, 4, gcm, false},
	0xc02f: {crypto.SHA256, 16, 4, gcm, false},
	0xc030: {crypto.SHA384, 32, 4, gcm, false},
	0xcca8: {crypto.SHA256, 32, 12, chacha20poly1305.New, false},
	0xcca9: {crypto.SHA256, 32, 12, chacha20poly1305.New, false},
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// session is what both ends of a connection of TLS know.
type session struct {
	secrets        []byte
	client, server []byte // random
	suite          suite
	known          bool // the suite is
}

// hellos takes the randoms and the cipher suite from the first messages.
func (s *session) hellos(up, down []record) {
	const random = 4 + 2 // behind the message's header and the version
	hello := func(all []record, kind byte) []byte {
		if len(all) == 0 || all[0].kind != handshake || len(all[0].payload) < random+33 || all[0].payload[0] != kind {
			return nil
		}
		return all[0].payload
	}
	c, v := hello(up, clientHello), hello(down, serverHello)
	if c == nil || v == nil {
		return
	}
	s.client, s.server = c[random:random+32], v[random:random+32]
	if at := random + 33 + int(v[random+32]); at+2 <= len(v) { // behind the session's ID
		s.suite, s.known = suites[binary.BigEndian.Uint16(v[at:])]
	}
}

// secret is one of the log's, by its label.
func (s *session) secret(label string) []byte {
	for line := range bytes.Lines(s.secrets) {
		f := strings.Fields(string(line))
		if len(f) == 3 && f[0] == label && f[1] == hex.EncodeToString(s.client) {
			secret, _ := hex.DecodeString(f[2]) // nil: there is none
			return secret
		}
	}
	return nil
}

// ciphers are those with which one end encrypts, one after the other.
type ciphers struct {
	*session
	side     string // CLIENT or SERVER
	on       bool
	seq      uint64
	aead     cipher.AEAD
	iv       []byte
	explicit bool // a part of the nonce is in the record
}

func (s *session) end(side string) *ciphers { return &ciphers{session: s, side: side} }

// changed is what ChangeCipherSpec means: in TLS 1.3 nothing (RFC 8446 §D.4).
func (c *ciphers) changed() {
	if c.suite.modern || !c.known || c.on {
		return
	}
	c.on = true
	master := c.secret("CLIENT_RANDOM")
	if master == nil {
		return
	}
	n := c.suite
	block := expand12(n.hash, master, "key expansion", slices.Concat(c.server, c.client), 2*(n.key+n.iv))
	key, iv := block[:n.key], block[2*n.key:][:n.iv]
	if c.side == "SERVER" {
		key, iv = block[n.key:][:n.key], block[2*n.key+n.iv:]
	}
	c.use(key, iv)
	c.explicit = n.iv < 12
}

// said moves on to the next keys of TLS 1.3: the server's begin behind its
// hello, and each end's others behind its Finished.
func (c *ciphers) said(message byte) {
	if !c.suite.modern {
		return
	}
	switch {
	case message == serverHello:
		c.traffic("_HANDSHAKE_TRAFFIC_SECRET")
	case message == clientHello:
		c.traffic("_HANDSHAKE_TRAFFIC_SECRET")
	case message == finished:
		c.traffic("_TRAFFIC_SECRET_0")
	}
}

// traffic derives keys from a secret (RFC 8446 §7.3).
func (c *ciphers) traffic(label string) {
	c.on, c.aead = true, nil
	if secret := c.secret(c.side + label); secret != nil {
		c.use(expand13(c.suite.hash, secret, "key", c.suite.key), expand13(c.suite.hash, secret, "iv", c.suite.iv))
	}
}

func (c *ciphers) use(key, iv []byte) {
	c.seq, c.iv = 0, iv
	c.aead, _ = c.suite.aead(key) // the key is as long as it must be
}

// encrypts says whether a record of that type is encrypted.
func (c *ciphers) encrypts(kind byte) bool {
	return c.on && (kind == applicationData || !c.suite.modern)
}

// open is what is in a record (RFC 8446 §5.2, RFC 5246 §6.2.3.3).
func (c *ciphers) open(r record) (kind byte, payload []byte, ok bool) {
	if c.aead == nil {
		return 0, nil, false
	}
	nonce, sealed := slices.Clone(c.iv), r.payload
	if c.explicit {
		if len(sealed) < 8+c.aead.Overhead() {
			return 0, nil, false
		}
		nonce, sealed = append(nonce, sealed[:8]...), sealed[8:]
	} else {
		var seq [8]byte
		binary.BigEndian.PutUint64(seq[:], c.seq)
		for i, b := range seq {
			nonce[len(nonce)-8+i] ^= b
		}
	}
	with := r.header
	if !c.suite.modern {
		if len(sealed) < c.aead.Overhead() {
			return 0, nil, false
		}
		with = binary.BigEndian.AppendUint64(nil, c.seq)
		with = append(with, r.header[:3]...)
		with = binary.BigEndian.AppendUint16(with, uint16(len(sealed)-c.aead.Overhead()))
	}
	payload, err := c.aead.Open(nil, nonce, sealed, with)
	if err != nil {
		return 0, nil, false
	}
	c.seq++
	if !c.suite.modern {
		return r.kind, payload, true
	}
	payload = bytes.TrimRight(payload, "\x00") // padding
	if len(payload) == 0 {
		return 0, nil, false
	}
	last := len(payload) - 1
	return payload[last], payload[:last], true
}

// expand13 is HKDF-Expand-Label without a context (RFC 8446 §7.1).
func expand13(h crypto.Hash, secret []byte, label string, length int) []byte {
	label = "tls13 " + label
	info := fmt.Sprintf("%c%c%c%s%c", length>>8, length, len(label), label, 0)
	out, _ := hkdf.Expand(h.New, secret, info, length) // fails for more than 255 hashes
	return out
}

// expand12 is TLS 1.2's PRF (RFC 5246 §5).
func expand12(h crypto.Hash, secret []byte, label string, seed []byte, length int) (out []byte) {
	seed = append([]byte(label), seed...)
	sum := func(parts ...[]byte) []byte {
		m := hmac.New(h.New, secret)
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	for a := sum(seed); len(out) < length; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:length]
}

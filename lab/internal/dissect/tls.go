package dissect

import (
	"encoding/binary"
	"fmt"
)

// The content types of records (RFC 8446 §5.1).
const (
	changeCipherSpec = 20
	handshake        = 22
	applicationData  = 23

	recordHeader = 5
)

// handshakes are the names of TLS's messages by their types (RFC 8446 §4, RFC
// 5246 §7.4).
var handshakes = map[byte]string{
	1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 8: "EncryptedExtensions", 11: "Certificate",
	12: "ServerKeyExchange", 13: "CertificateRequest", 14: "ServerHelloDone", 15: "CertificateVerify",
	16: "ClientKeyExchange", 20: "Finished", 22: "CertificateStatus", 24: "KeyUpdate", 25: "CompressedCertificate",
}

const (
	clientHello = 1
	serverHello = 2
	finished    = 20
)

func isTLS(b []byte) bool { return len(b) >= 3 && b[0] == handshake && b[1] == 3 }

// record is one of TLS's.
type record struct {
	kind    byte
	at      int64
	header  []byte
	payload []byte
}

// records are those of a stream, as far as they are whole.
func records(t text) (all []record) {
	b := t.bytes
	for i := 0; i+recordHeader <= len(b); {
		end := i + recordHeader + int(binary.BigEndian.Uint16(b[i+3:]))
		if end > len(b) {
			break
		}
		all = append(all, record{b[i], t.wire(i), b[i : i+recordHeader], b[i+recordHeader : end]})
		i = end
	}
	return all
}

// tls names the messages of a connection's handshake, and those within.
func (d *dissector) tls(up, down text) {
	sent, answered := records(up), records(down)
	s := session{secrets: d.secrets}
	s.hellos(sent, answered)
	inUp := d.opened(&d.up, sent, s.end("CLIENT"))
	inDown := d.opened(&d.down, answered, s.end("SERVER"))
	if len(inUp.bytes) > 0 {
		d.pair(inUp, inDown)
	}
}

// opened names the handshake's messages of one direction and returns what comes
// after them, without its encryption.
func (d *dissector) opened(to *[]Message, all []record, end *ciphers) (within text) {
	var open []byte // of a handshake message that goes on in the next record
	for _, r := range all {
		kind, payload := r.kind, r.payload
		if kind == changeCipherSpec {
			end.changed()
			continue
		}
		if end.encrypts(kind) {
			var ok bool
			if kind, payload, ok = end.open(r); !ok {
				return within
			}
		}
		switch kind {
		case handshake:
			open = append(open, payload...)
			for len(open) >= 4 {
				length := 4 + int(open[1])<<16 + int(open[2])<<8 + int(open[3])
				if len(open) < length {
					break
				}
				name := handshakes[open[0]]
				if name == "" {
					name = fmt.Sprintf("handshake message %d", open[0])
				}
				*to = append(*to, Message{r.at, name})
				end.said(open[0])
				open = open[length:]
			}
		case applicationData:
			within.pieces = append(within.pieces, piece{from: len(within.bytes), at: r.at, record: true})
			within.bytes = append(within.bytes, payload...)
		}
	}
	return within
}

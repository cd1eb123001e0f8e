package dissect

import "encoding/binary"

// What the first message of a PostgreSQL client may be, behind its length (its
// documentation, "Message Formats").
const (
	startup    = 3 << 16
	sslRequest = 1234<<16 | 5679
)

func isPostgres(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	code := binary.BigEndian.Uint32(b[4:])
	return code == sslRequest || code == startup
}

// What PostgreSQL's messages are called, by their types; those that say little
// have no name here.
var (
	fromClient = map[byte]string{'Q': "Query", 'P': "Parse", 'B': "Bind", 'E': "Execute", 'S': "Sync", 'p': "SASL response", 'X': "Terminate"}
	fromServer = map[byte]string{'R': "Authentication", 'T': "RowDescription", 'C': "CommandComplete", 'E': "ErrorResponse", 'Z': "ReadyForQuery", '1': "ParseComplete", '2': "BindComplete"}
)

// postgres names messages. A client that asks for TLS begins anew in it.
func (d *dissector) postgres(up, down text) {
	length := int(binary.BigEndian.Uint32(up.bytes))
	if binary.BigEndian.Uint32(up.bytes[4:]) == sslRequest {
		d.up = append(d.up, Message{up.wire(0), "SSLRequest"})
		if len(down.bytes) == 0 {
			return
		}
		answer := "SSL: no"
		if down.bytes[0] == 'S' {
			answer = "SSL: yes"
		}
		d.down = append(d.down, Message{down.wire(0), answer})
		d.pair(up.rest(8), down.rest(1))
		return
	}
	d.up = append(d.up, Message{up.wire(0), "StartupMessage"})
	d.up = typed(d.up, up.rest(length), fromClient)
	d.down = typed(d.down, down, fromServer)
}

// typed names messages that have a byte for their type and four for their
// length.
func typed(to []Message, t text, names map[byte]string) []Message {
	for i := 0; i+5 <= len(t.bytes); i += 1 + int(binary.BigEndian.Uint32(t.bytes[i+1:])) {
		if name := names[t.bytes[i]]; name != "" {
			to = append(to, Message{t.wire(i), name})
		}
	}
	return to
}

// Package dissect names the messages that the two streams of a TCP connection
// carry: TLS's handshake, the requests and responses of HTTP/1 and HTTP/2,
// PostgreSQL's. What TLS hides it opens with the secrets that TLS has logged.
package dissect

import "bytes"

// Message is where a message begins and what it is: "ClientHello", "GET /a",
// "200 /a".
type Message struct {
	At   int64 // byte of the stream, from 0
	Name string
}

// Streams names the messages of a connection: up is what the client has sent,
// down the server. Secrets are the lines of tls.Config.KeyLogWriter. Where it
// does not understand a stream it says no more of it.
func Streams(up, down, secrets []byte) (sent, answered []Message) {
	d := &dissector{secrets: secrets}
	d.pair(plain(up), plain(down))
	return d.up, d.down
}

// dissector has what was found so far.
type dissector struct {
	secrets  []byte
	up, down []Message
}

// pair finds out what two streams are and names what is in them.
func (d *dissector) pair(up, down text) {
	switch {
	case isTLS(up.bytes):
		d.tls(up, down)
	case bytes.HasPrefix(up.bytes, preface):
		d.http2(up, down)
	case isPostgres(up.bytes):
		d.postgres(up, down)
	default:
		d.http1(up, down)
	}
}

// text is what a stream says, below its encryption.
type text struct {
	bytes  []byte
	pieces []piece // in order; the first begins at 0
}

// piece says where in the stream the bytes from one on lie. They lie there one
// after the other, unless they were encrypted together: what begins in a record
// begins, on the wire, where the record does.
type piece struct {
	from   int
	at     int64
	record bool
}

func plain(b []byte) text { return text{b, []piece{{}}} }

// wire is where in the stream a byte of the text is.
func (t text) wire(i int) int64 {
	var p piece
	for _, next := range t.pieces {
		if next.from > i {
			break
		}
		p = next
	}
	if p.record {
		return p.at
	}
	return p.at + int64(i-p.from)
}

// rest is the text from a byte on.
func (t text) rest(i int) text {
	if i >= len(t.bytes) {
		return text{}
	}
	out := text{bytes: t.bytes[i:], pieces: []piece{{at: t.wire(i)}}}
	for _, p := range t.pieces {
		switch {
		case p.from > i:
			p.from -= i
			out.pieces = append(out.pieces, p)
		default:
			out.pieces[0].record = p.record
		}
	}
	return out
}

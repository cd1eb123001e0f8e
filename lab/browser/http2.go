package browser

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// HTTP/2's limits. Chromium gives a stream a window of 6 MB and a connection 15
// MB (net/http/http_network_session.cc); net/http takes less than 4 MiB for a
// stream and gives a connection 1 GiB, so that a connection is never what holds
// a page up.
const (
	streamWindow = 4<<20 - 1

	// headerTable is room for the header fields of a page's requests (RFC 7541
	// §4.1), as Chromium has it (net/http/http_network_session.cc).
	headerTable = 64 << 10
)

// http2 is HTTP/2 as net/http speaks it: all requests of a host at once on one
// connection, as many as the server allows. Without TLS it is spoken by prior
// knowledge (RFC 9113 §3.3).
func (cfg *Config) http2() *protocol {
	t := transport(func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) })
	t.HTTP2 = &http.HTTP2Config{
		MaxReceiveBufferPerStream: streamWindow,
		MaxEncoderHeaderTableSize: headerTable,
		MaxDecoderHeaderTableSize: headerTable,
	}
	return &protocol{
		name:        "h2",
		perHost:     1,
		multiplexed: true,
		paced:       true,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			cc, err := cfg.clientConn(ctx, t, host, "h2", s, func(c net.Conn) net.Conn {
				c = cfg.watch(c, s)
				if cfg.uploads {
					c = newUnblocked(c, s.spawn, s.clock.settle)
				}
				return newOrderedFields(c)
			})
			if err != nil {
				return nil, err
			}
			return http2Conn{cc}, nil
		},
	}
}

type http2Conn struct{ *http.ClientConn }

func (c http2Conn) more() int { return c.Available() }
func (c http2Conn) reserve()  { _ = c.Reserve() } // where it fails RoundTrip does, and says why

// orderedFields is a connection on which the header fields of HTTP/2's requests
// go out in the order of their names. net/http writes them in the order of a
// map, another one each time, and what HPACK's table evicts, and with it the
// size of what follows, depends on that (RFC 7541 §4.4). The header blocks are
// decoded and encoded again; everything else passes as it is.
//
// A block takes one frame: a browser's is far smaller than the smallest limit
// of 16 kB (RFC 9113 §4.2).
type orderedFields struct {
	net.Conn
	preface int    // bytes that are still to come of the client's preface
	frames  []byte // written, and not yet whole
	out     bytes.Buffer
	decoder *hpack.Decoder
	encoder *hpack.Encoder
	block   bytes.Buffer
}

const frameHeader = 9 // RFC 9113 §4.1

func newOrderedFields(c net.Conn) *orderedFields {
	o := &orderedFields{Conn: c, preface: len(http2.ClientPreface)}
	o.decoder = hpack.NewDecoder(initialTable, nil)
	o.decoder.SetAllowedMaxDynamicTableSize(headerTable)
	o.encoder = hpack.NewEncoder(&o.block)
	o.encoder.SetMaxDynamicTableSizeLimit(headerTable)
	return o
}

// initialTable is the size of HPACK's table until the server says otherwise
// (RFC 9113 §6.5.2).
const initialTable = 4096

// Write writes the frames that p makes whole. net/http does not write to a
// connection from two goroutines at once.
func (o *orderedFields) Write(p []byte) (int, error) {
	o.out.Reset()
	first := min(o.preface, len(p))
	o.out.Write(p[:first])
	o.preface -= first
	o.frames = append(o.frames, p[first:]...)
	whole := 0
	for {
		frame := o.frames[whole:]
		if len(frame) < frameHeader {
			break
		}
		size := frameHeader + int(frame[0])<<16 + int(frame[1])<<8 + int(frame[2])
		if len(frame) < size {
			break
		}
		if err := o.frame(frame[:size]); err != nil {
			return 0, err
		}
		whole += size
	}
	o.frames = append(o.frames[:0], o.frames[whole:]...)
	if o.out.Len() > 0 {
		if _, err := o.Conn.Write(o.out.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (o *orderedFields) frame(f []byte) error {
	flags := http2.Flags(f[4])
	if http2.FrameType(f[3]) != http2.FrameHeaders {
		o.out.Write(f)
		return nil
	}
	if !flags.Has(http2.FlagHeadersEndHeaders) || flags.Has(http2.FlagHeadersPadded) {
		return errors.New("http2: a request's header does not fit one frame")
	}
	before := 0 // the deprecated priority (RFC 9113 §5.3.2)
	if flags.Has(http2.FlagHeadersPriority) {
		before = 5
	}
	block := f[frameHeader+before:]
	o.block.Reset()
	o.resize(block)
	fields, err := o.decoder.DecodeFull(block)
	if err != nil {
		return err
	}
	// Pseudo fields come first (RFC 9113 §8.3), as net/http orders them.
	pseudo := slices.IndexFunc(fields, func(f hpack.HeaderField) bool { return !f.IsPseudo() })
	slices.SortStableFunc(fields[max(pseudo, 0):], func(a, b hpack.HeaderField) int {
		return strings.Compare(a.Name, b.Name)
	})
	for _, field := range fields {
		if err := o.encoder.WriteField(field); err != nil {
			return err
		}
	}
	var header [4]byte
	binary.BigEndian.PutUint32(header[:], uint32(before+o.block.Len()))
	o.out.Write(header[1:])
	o.out.Write(f[3 : frameHeader+before])
	o.out.Write(o.block.Bytes())
	return nil
}

// resize has the encoder's table follow the changes of size that a block begins
// with (RFC 7541 §6.3): 001 and an integer with a prefix of five bits (§5.1).
func (o *orderedFields) resize(block []byte) {
	for len(block) > 0 && block[0]&0xe0 == 0x20 {
		size, used := uint64(block[0]&0x1f), 1
		if size == 0x1f {
			more, n := binary.Uvarint(block[1:])
			size, used = size+more, 1+max(n, 0)
		}
		o.encoder.SetMaxDynamicTableSize(uint32(min(size, headerTable)))
		block = block[used:]
	}
}

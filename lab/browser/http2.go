package browser

import (
	"context"
	"net"
	"net/http"
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
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			cc, err := cfg.clientConn(ctx, t, host, "h2", s, func(c net.Conn) net.Conn {
				if cfg.uploads {
					c = newUnblocked(c, s.spawn)
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

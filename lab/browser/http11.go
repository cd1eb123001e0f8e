package browser

import (
	"context"
	"net"
	"net/http"
)

// http11 is HTTP/1.1 as net/http speaks it: one request at a time on a
// connection, which stays open unless the server says otherwise.
func (cfg *Config) http11() *protocol {
	t := transport(func(p *http.Protocols) { p.SetHTTP1(true) })
	return &protocol{
		name:    "http/1.1",
		perHost: cfg.ConnectionsPerHost,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			cc, err := cfg.clientConn(ctx, t, host, "http/1.1", s, func(c net.Conn) net.Conn { return c })
			if err != nil {
				return nil, err
			}
			return http11Conn{cc}, nil
		},
	}
}

type http11Conn struct{ *http.ClientConn }

func (http11Conn) more() int { return 0 }

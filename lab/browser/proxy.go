package browser

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
)

// reach opens a connection to an address, or to the proxy over which it is
// reached.
func (cfg *Config) reach(ctx context.Context, address string, s *setup) (net.Conn, error) {
	nc, err := s.dial(ctx, "tcp", cmp.Or(cfg.Proxy, address))
	if err != nil {
		return nil, err
	}
	s.server = nc.RemoteAddr().String()
	if _, local, err := net.SplitHostPort(nc.LocalAddr().String()); err == nil {
		s.localPort, _ = strconv.Atoi(local) // 0 for a network whose ports have names
	}
	if cfg.Proxy == "" || cfg.TLS == nil {
		return nc, nil
	}
	if err := tunnel(ctx, nc, address); err != nil {
		_ = nc.Close() // what is wrong is said already
		return nil, err
	}
	return nc, nil
}

// tunnel asks a proxy for a way through to an address.
func tunnel(ctx context.Context, nc net.Conn, address string) error {
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() }) // it ends what waits below
	defer stop()
	if _, err := fmt.Fprintf(nc, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", address, address); err != nil {
		return err
	}
	// The server speaks second, so nothing comes behind the answer.
	res, err := http.ReadResponse(bufio.NewReader(nc), &http.Request{Method: http.MethodConnect})
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("connect to %s through the proxy: %w", address, err)
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("connect to %s through the proxy: %s", address, res.Status)
	}
	return nil
}

// target is how a request names what it is for: to a proxy with its host.
func (cfg *Config) target(u *url.URL) *url.URL {
	if cfg.Proxy != "" && cfg.TLS == nil {
		u.Opaque = "//" + u.Host + u.EscapedPath()
	}
	return u
}

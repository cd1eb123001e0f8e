package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"

	"rttlab/lab/internal/quicnet"
)

// serveTCP takes clients of HTTP/1 and, if they may, of HTTP/2.
func (p *Proxy) serveTCP(ctx context.Context, ln net.Listener) {
	side := &p.cfg.Client
	p.http = &http.Server{
		Handler:     http.HandlerFunc(p.serve),
		Protocols:   new(http.Protocols),
		IdleTimeout: side.IdleTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    quiet,
	}
	p.http.SetKeepAlivesEnabled(!side.Close)
	p.http.Protocols.SetHTTP1(true)
	p.http.Protocols.SetHTTP2(side.HTTP2 && side.TLS != nil)
	p.http.Protocols.SetUnencryptedHTTP2(side.HTTP2 && side.TLS == nil)
	if side.TLS != nil {
		settings := side.TLS.Clone()
		settings.NextProtos = []string{"http/1.1", "http/1.0"}
		if side.HTTP2 {
			settings.NextProtos = slices.Insert(settings.NextProtos, 0, "h2")
		}
		ln = tls.NewListener(ln, settings)
	}
	p.serving.Go(func() {
		if err := p.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			_ = ln.Close() // the listener failed, as it does when its host goes
		}
	})
}

// maxStreams is how many requests a client of HTTP/3 may have under way: as many
// as net/http lets one of HTTP/2 have.
const maxStreams = 250

// serveHTTP3 takes clients of HTTP/3.
func (p *Proxy) serveHTTP3() (err error) {
	side := &p.cfg.Client
	p.http3, err = quicnet.ServeHTTP3(quicnet.HTTP3Config{
		TLS: side.TLS, Streams: maxStreams, Idle: side.IdleTimeout, QLOG: p.cfg.QLOG, Watch: p.cfg.Watch,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			bodiless(req)
			p.serve(w, req)
		}),
	}, side.UDP)
	if err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	return nil
}

// bodiless says of a request that it has no body. quic-go gives every one a body
// whose length is not known, and what has that is not sent twice.
func bodiless(req *http.Request) {
	if req.ContentLength < 0 && (req.Method == http.MethodGet || req.Method == http.MethodHead) {
		req.Body, req.ContentLength = http.NoBody, 0
	}
}

// Reset ends the n-th connection of HTTP/3 that was accepted, from 1, as
// quicnet.HTTP3Server does. It reports whether there is one.
func (p *Proxy) Reset(n int) bool { return p.http3 != nil && p.http3.Reset(n) }

package proxy

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"
)

// transport is the side of a proxy that looks at the servers.
type transport interface {
	http.RoundTripper
	close() // when no request is under way
}

// transport makes that side.
func (cfg *Config) transport(d *dials) transport {
	switch cfg.Upstream.HTTP {
	case "1.0":
		return tcp{http10(cfg.tcp(d))}
	case "3":
		return quic3{cfg.http3(d)}
	}
	return tcp{cfg.tcp(d)}
}

// tcp is net/http's Transport.
type tcp struct{ *http.Transport }

func (t tcp) close() { t.CloseIdleConnections() }

func (cfg *Config) tcp(d *dials) *http.Transport {
	t := &http.Transport{
		DialContext:         d.watch(cfg.Dial, cfg.Upstream.TLS == nil),
		TLSClientConfig:     cfg.Upstream.TLS,
		DisableKeepAlives:   cfg.Upstream.Close,
		DisableCompression:  true,
		MaxIdleConnsPerHost: cfg.Upstream.Pool,
		MaxConnsPerHost:     cfg.Upstream.MaxConns,
		IdleConnTimeout:     cfg.Upstream.IdleTimeout,
		Protocols:           new(http.Protocols),
	}
	if t.MaxIdleConnsPerHost == 0 {
		t.MaxIdleConnsPerHost = 1 << 30
	}
	shared := cfg.Upstream.HTTP == "2"
	t.Protocols.SetHTTP1(!shared)
	t.Protocols.SetHTTP2(shared && cfg.Upstream.TLS != nil)
	t.Protocols.SetUnencryptedHTTP2(shared && cfg.Upstream.TLS == nil)
	return t
}

// roundTripper records what the Transport does.
type roundTripper struct{ *Proxy }

func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	r, ok := req.Context().Value(recorderKey{}).(*recorder)
	if !ok {
		return t.transport.RoundTrip(req)
	}
	if t.cfg.Turn != nil {
		r.turn = func() { t.cfg.Turn(req) }
	}
	if t.cfg.Opened != nil {
		r.opened = func() { t.cfg.Opened(req) }
	}
	res, err := t.transport.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), r.trace(&t.dials))))
	if err != nil {
		return nil, err
	}
	r.set(func(l *Leg) { l.Status, l.Got = res.StatusCode, time.Now() })
	res.Body = watched{res.Body, r}
	if t.cfg.Turn != nil && (t.cfg.Client.HTTP2 || t.cfg.Upstream.HTTP == "2") {
		res.Body = inTurn{res.Body, func() { t.cfg.Turn(req) }}
	}
	return res, nil
}

// watched is an answer's body that says when it came, and why it broke off.
type watched struct {
	io.ReadCloser
	recorder *recorder
}

func (b watched) Read(p []byte) (int, error) {
	begun := time.Now()
	n, err := b.ReadCloser.Read(p)
	b.recorder.set(func(l *Leg) {
		if now := time.Now(); now.After(begun) {
			l.Got = now
		}
		if err != nil && !errors.Is(err, io.EOF) {
			l.Err = err.Error()
		}
	})
	return n, err
}

// inTurn is an answer's body whose parts are passed on in turn.
type inTurn struct {
	io.ReadCloser
	wait func()
}

func (b inTurn) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.wait()
	return n, err
}

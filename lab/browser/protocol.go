package browser

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// protocol is how a browser speaks to a server: one file each.
type protocol struct {
	cfg     *Config // of the browser, as far as it is about this protocol
	name    string  // as timeline.Resource.Protocol has it
	perHost int     // connections that one host may have

	// multiplexed says that the responses on a connection share its windows,
	// so that the order in which they are read shows on the wire.
	multiplexed bool

	// paced says that those who read from a shared connection take turns, so that
	// any number of threads gives the same order.
	paced bool

	buffers sync.Pool // of *[]byte, for reading bodies

	// open dials the host and makes the connection ready for requests. It
	// fills in s as it goes.
	open func(ctx context.Context, host string, s *setup) (conn, error)
}

// conn is one connection, of whatever protocol. The loop alone decides what is
// sent on it.
type conn interface {
	// RoundTrip sends the request and returns when the response's header is
	// there, like http.RoundTripper. It calls the request's
	// httptrace.ClientTrace: WroteRequest and GotFirstResponseByte.
	RoundTrip(*http.Request) (*http.Response, error)

	// more is how many requests may be sent beside those in flight and those for
	// which there is a reserve: that counts one that is about to be sent.
	more() int
	reserve()

	// Err is why the connection can take no more; nil while it can.
	Err() error

	Close() error
}

func (cfg *Config) protocol() (*protocol, error) {
	p, err := cfg.speak()
	if err == nil {
		p.of(cfg)
	}
	return p, err
}

// of makes p that browser's.
func (p *protocol) of(cfg *Config) {
	p.cfg = cfg
	p.buffers.New = func() any { return new(make([]byte, p.piece())) }
}

// piece is how many bytes of a body are read at once. With QUIC, where all
// responses have a reader that waits with a buffer in hand, that is a packet's:
// they come one by one. Elsewhere it is a record of TLS's (RFC 8446 §5.1).
func (p *protocol) piece() int {
	if p.multiplexed && !p.paced {
		return 2 << 10
	}
	return 16 << 10
}

func (cfg *Config) speak() (*protocol, error) {
	switch {
	case cfg.HTTP == "1.1" && cfg.Pipeline:
		return cfg.pipelined(), nil
	case cfg.Pipeline:
		return nil, fmt.Errorf("browser: pipelining needs HTTP/1.1, not HTTP/%s", cfg.HTTP)
	case cfg.HTTP == "1.0":
		return cfg.http10(), nil
	case cfg.HTTP == "1.1":
		return cfg.http11(), nil
	case cfg.HTTP == "2" && cfg.Push:
		return cfg.http2Push(), nil
	case cfg.HTTP == "2":
		return cfg.http2(), nil
	case cfg.HTTP == "3":
		return cfg.http3()
	}
	return nil, fmt.Errorf("browser: no HTTP/%s: there are 1.0, 1.1, 2 and 3", cfg.HTTP)
}

// setup is when the steps of opening a connection were done. The dial's
// goroutine fills it in; the loop reads it when the dial has reported.
type setup struct {
	clock     *clock
	spawn     func(func())                    // runs what the connection needs beside its requests
	promised  func(c conn, host, path string) // is told of what the server pushes
	watch     *watched                        // with HTTP/2
	dial      Dial                            // the network at that time
	udp       Network                         // for HTTP/3
	addr      netip.Addr                      // the host's, from DNS; not valid: the network knows it
	tls       bool                            // there is TLS to be set up after the transport
	begun     time.Duration
	connected time.Duration // the transport's handshake; 0 until it is done
	secured   time.Duration // TLS's; 0 until it is done, and without TLS
	localPort int
	server    string
	transport net.Conn // without TLS; nil for QUIC

	resumed      bool              // TLS went on from an earlier session
	certificates int               // bytes of them that the server sent
	leaf         *x509.Certificate // the server's own; nil without TLS
}

// greeted takes note of what the server showed.
func (s *setup) greeted(state *tls.ConnectionState) {
	s.resumed = state.DidResume
	if len(state.PeerCertificates) > 0 {
		s.leaf = state.PeerCertificates[0]
	}
	if s.resumed {
		return
	}
	for _, c := range state.PeerCertificates {
		s.certificates += len(c.Raw)
	}
}

// dial opens a transport connection to the host and, where the browser has TLS,
// secures it.
func (cfg *Config) dial(ctx context.Context, host, alpn string, s *setup) (net.Conn, error) {
	to := host
	if s.addr.IsValid() {
		to = s.addr.String()
	}
	nc, err := cfg.reach(ctx, cfg.address(to), s)
	if err != nil {
		return nil, err
	}
	s.connected, s.transport = s.clock.now(), nc
	if cfg.TLS == nil {
		return nc, nil
	}
	settings := cfg.TLS.Clone()
	settings.ServerName = host
	settings.NextProtos = []string{alpn}
	secure := tls.Client(nc, settings)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = nc.Close() // the handshake's error says it all
		return nil, err
	}
	s.secured = s.clock.now()
	state := secure.ConnectionState()
	s.greeted(&state)
	return secure, nil
}

// clientConn hands a connection that is open already to net/http, as wrap makes
// it. With it come the rules of the protocol; which requests it gets is ours to
// say. To net/http it has no TLS: that is done.
func (cfg *Config) clientConn(ctx context.Context, t *http.Transport, host, alpn string, s *setup, wrap func(net.Conn) net.Conn) (*http.ClientConn, error) {
	nc, err := cfg.dial(ctx, host, alpn, s)
	if err != nil {
		return nil, err
	}
	cc, err := t.NewClientConn(context.WithValue(ctx, dialled{}, wrap(nc)), "http", cfg.address(host))
	if err != nil {
		_ = nc.Close() // NewClientConn's error says it all
		return nil, err
	}
	return cc, nil
}

// dialled is the context key under which a connection goes to its transport.
type dialled struct{}

// transport is what clientConn needs: its dials return what was dialled before.
func transport(protocols func(*http.Protocols)) *http.Transport {
	given := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return ctx.Value(dialled{}).(net.Conn), nil
	}
	t := &http.Transport{
		DialContext:        given,
		DisableCompression: true,
		Protocols:          new(http.Protocols),
		HTTP2:              &http.HTTP2Config{},
	}
	protocols(t.Protocols)
	return t
}

func (cfg *Config) scheme() string {
	if cfg.TLS != nil {
		return "https"
	}
	return "http"
}

func (cfg *Config) address(host string) string {
	if cfg.TLS != nil {
		return net.JoinHostPort(host, "443")
	}
	return net.JoinHostPort(host, "80")
}

package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"rttlab/lab/internal/quicnet"
)

// Config is what a proxy is like. Dial is required, and for a reverse proxy
// Upstreams.
type Config struct {
	// Dial opens connections to the upstream side, as netem.Host.DialContext
	// does.
	Dial Dial

	// Upstreams are the servers behind a reverse proxy, "host:port", which take
	// requests in turn. None: a forward proxy, which goes where the client says.
	Upstreams []string

	Client   ClientSide
	Upstream UpstreamSide

	// Think is how long the proxy works on a request before it answers it or
	// sends it on.
	Think time.Duration

	Cache Cache
	Retry Retry

	// Via is the name that it adds to the header Via (RFC 9110 §7.6.3); empty:
	// it adds none.
	Via string

	// Turn, when set, is called with every request before the proxy acts on it,
	// after it has thought, when it has waited for a connection, and before it
	// passes on a part of the answer where connections are shared (HTTP/2): the
	// place to put what happens at one instant into an order.
	Turn func(*http.Request)

	// Opened, when set, is the same for a connection that was dialled for a
	// request: when it is open and may be used, by that request or by another.
	Opened func(*http.Request)

	// Record, when set, is told of every request that came, when its answer has
	// been passed on or it has failed; by one goroutine at a time. The request is
	// as the client sent it, and its body is gone.
	Record func(*http.Request, Leg)

	// Of the clients' connections of HTTP/3: QLOG, when set, opens logs, and Watch,
	// when set, notes what they send.
	QLOG  quicnet.Open
	Watch *quicnet.Watch
}

// Dial opens a connection, as net.Dialer's DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// ClientSide is how a proxy treats its clients.
type ClientSide struct {
	TLS         *tls.Config   // nil: none
	HTTP2       bool          // as well as HTTP/1; without TLS by prior knowledge
	Close       bool          // hang up after every answer
	IdleTimeout time.Duration // hang up on a client that is silent for so long; zero: never

	// UDP, when set, is where it speaks HTTP/3, with TLS. The proxy closes it.
	UDP net.PacketConn

	// AltSvc is the header of all answers over other versions than that (RFC 7838);
	// "": none.
	AltSvc string
}

// UpstreamSide is how a proxy treats the servers behind it.
type UpstreamSide struct {
	TLS         *tls.Config   // nil: none
	HTTP        string        // "1.0", which uses no connection twice; "1.1" or ""; "2"; "3", which needs TLS and UDP
	Close       bool          // HTTP/1.1: send Connection: close, and use no connection twice
	Pool        int           // idle connections that are kept to a server; zero: any number
	MaxConns    int           // connections to a server at once, beyond which requests wait; zero: any number
	IdleTimeout time.Duration // close a connection that is idle for so long; zero: never
	UDP         Network       // for HTTP/3
}

// Network is what HTTP/3 needs beside Config.Dial.
type Network struct {
	// ListenPacket opens a UDP socket, as net.ListenPacket does.
	ListenPacket func(network, address string) (net.PacketConn, error)

	// Lookup gives a host's address.
	Lookup func(host string) (netip.Addr, error)
}

// Cache is what a proxy answers itself.
type Cache struct {
	// Content answers for what is in the cache; nil: there is no cache.
	Content http.Handler

	// Hit says whether a request's answer is there.
	Hit func(*http.Request) bool
}

func (c Cache) has(req *http.Request) bool {
	return c.Content != nil && c.Hit != nil && c.Hit(req)
}

// Retry is which requests are sent again, once, when the connection that they
// were sent on had been closed by the server meanwhile.
type Retry int

const (
	// RetryIdempotent sends again what may be sent twice (RFC 9110 §9.2.2): GET,
	// not POST. nginx does that (proxy_next_upstream), and net/http's Transport.
	RetryIdempotent Retry = iota

	// RetryNone sends nothing again: HAProxy without retry-on.
	RetryNone

	// RetryAll sends everything again: nginx with proxy_next_upstream
	// non_idempotent.
	RetryAll
)

func (cfg *Config) check() error {
	if cfg.Dial == nil {
		return errors.New("proxy: no Dial: a proxy needs a network to dial on")
	}
	for _, u := range cfg.Upstreams {
		if _, _, err := net.SplitHostPort(u); err != nil {
			return fmt.Errorf("proxy: upstream %q is not a host and a port: %w", u, err)
		}
	}
	for _, f := range []struct {
		name string
		d    time.Duration
	}{{"Think", cfg.Think}, {"Client.IdleTimeout", cfg.Client.IdleTimeout}, {"Upstream.IdleTimeout", cfg.Upstream.IdleTimeout}} {
		if f.d < 0 {
			return fmt.Errorf("proxy: %s is negative: %v", f.name, f.d)
		}
	}
	if cfg.Upstream.Pool < 0 || cfg.Upstream.MaxConns < 0 {
		return fmt.Errorf("proxy: a pool of %d with %d connections at most: none may be negative", cfg.Upstream.Pool, cfg.Upstream.MaxConns)
	}
	switch u := &cfg.Upstream; u.HTTP {
	case "", "1.0", "1.1", "2":
	case "3":
		if u.TLS == nil || u.UDP.ListenPacket == nil || u.UDP.Lookup == nil || len(cfg.Upstreams) == 0 {
			return errors.New("proxy: HTTP/3 to the servers needs TLS, UDP, and to know the servers")
		}
	default:
		return fmt.Errorf("proxy: no HTTP/%s to the servers: there are 1.0, 1.1, 2 and 3", u.HTTP)
	}
	if cfg.Client.UDP != nil && cfg.Client.TLS == nil {
		return errors.New("proxy: HTTP/3 to the clients needs TLS")
	}
	if cfg.Retry < RetryIdempotent || cfg.Retry > RetryAll {
		return fmt.Errorf("proxy: no Retry %d", cfg.Retry)
	}
	return nil
}

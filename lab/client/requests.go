package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/page"
)

// Requests is a program that makes requests with net/http's client. Dial, Page and
// HTTP are required.
type Requests struct {
	// Dial opens connections, as netem.Host.DialContext does.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	Page   *page.Page // what is asked for, in the order of its resources
	Groups []Group    // of those, one after another; nil: all are one group

	HTTP string      // "1.1", or "2"
	TLS  *tls.Config // nil: none

	// Pool is how many connections the client keeps to a host that nobody uses
	// (http.Transport's MaxIdleConnsPerHost); 0: 2, as in http.DefaultTransport.
	Pool int

	// MaxConns is how many connections it may have to a host, beyond which requests
	// wait for one (http.Transport's MaxConnsPerHost); 0: any number.
	MaxConns int

	// IdleTimeout is how long the client keeps a connection that it does not use
	// (http.Transport's IdleConnTimeout); 0: 90 s, as in http.DefaultTransport.
	IdleTimeout time.Duration

	// Timeout is how long it waits for the whole of an answer (http.Client's
	// Timeout); 0: for ever.
	Timeout time.Duration

	// Proxy is the address of a forward proxy over which everything goes,
	// "host:port"; "": none.
	Proxy string

	RealTime bool // as in browser.Config

	// Poll, when set, is called before each request, and Progress is told of every
	// finished one: by one goroutine at a time.
	Poll     func()
	Progress func(done, total int)
}

// Group is requests that Callers make at once, each one after the other, in the
// order in which the callers come to them. Each is made not before At, and After the
// end of its caller's one before; a caller's first After the end of the group
// before.
type Group struct {
	Count, Callers int // 0 callers: 1
	At, After      time.Duration

	// Header is fields that they have beside the client's own; nil: none. net/http
	// makes a POST again that meets a FIN if it has an Idempotency-Key.
	Header []page.Field
}

// callers is how many there are that have something to ask.
func (g *Group) callers() int { return min(max(g.Callers, 1), g.Count) }

// defaultIdle is http.DefaultTransport's IdleConnTimeout.
const defaultIdle = 90 * time.Second

// Run makes the requests and returns when the last has its answer, or ctx ends:
// then the rest are not made, and the error is its cause. A request that fails is
// in the Result with its error, and the others go on.
func (cfg Requests) Run(ctx context.Context) (*Result, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Groups == nil {
		cfg.Groups = []Group{{Count: len(cfg.Page.Resources)}}
	}
	r := newRequests(cfg)
	out := &Result{}
	before := ended{id: -1}
	for i := range cfg.Groups {
		if ctx.Err() != nil {
			break
		}
		before = r.group(ctx, &cfg.Groups[i], before, out)
	}
	out.Total = before.at
	if !r.real {
		pace.Samples.Wait() // what ended with the last request has been noted then
	}
	out.Connections = r.dials.all()
	r.transport.CloseIdleConnections()
	return out, context.Cause(ctx)
}

func (cfg *Requests) check() error {
	switch {
	case cfg.Dial == nil:
		return errors.New("client: no Dial: a client needs a network to dial on")
	case cfg.Page == nil:
		return errors.New("client: no Page: it says what is asked for")
	case cfg.HTTP != "1.1" && cfg.HTTP != "2":
		return fmt.Errorf("client: no HTTP/%s: net/http's client speaks 1.1 and 2", cfg.HTTP)
	case cfg.IdleTimeout < 0 || cfg.Timeout < 0:
		return fmt.Errorf("client: an idle timeout of %v and a timeout of %v: none may be negative", cfg.IdleTimeout, cfg.Timeout)
	case cfg.Pool < 0 || cfg.MaxConns < 0:
		return fmt.Errorf("client: a pool of %d and %d connections at most: none may be negative", cfg.Pool, cfg.MaxConns)
	}
	count := 0
	for _, g := range cfg.Groups {
		if g.Count < 1 || g.Callers < 0 || g.At < 0 || g.After < 0 {
			return fmt.Errorf("client: %d requests by %d callers, at %v and %v after another: a group has one at least, and nothing is negative", g.Count, g.Callers, g.At, g.After)
		}
		count += g.Count
	}
	if cfg.Groups != nil && count != len(cfg.Page.Resources) {
		return fmt.Errorf("client: the groups have %d requests, and the page %d", count, len(cfg.Page.Resources))
	}
	return nil
}

// protocol is what connections speak, as ALPN names it.
func (cfg *Requests) protocol() string {
	return map[string]string{"1.1": "http/1.1", "2": "h2"}[cfg.HTTP]
}

func (cfg *Requests) transport(dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	t := &http.Transport{
		DialContext:        dial,
		TLSClientConfig:    cfg.TLS,
		DisableCompression: true,
		IdleConnTimeout:    cfg.IdleTimeout,

		MaxIdleConnsPerHost: cfg.Pool,
		MaxConnsPerHost:     cfg.MaxConns,
		Protocols:           new(http.Protocols),
	}
	if cfg.Proxy != "" {
		t.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: cfg.Proxy})
	}
	if t.IdleConnTimeout == 0 {
		t.IdleConnTimeout = defaultIdle
	}
	t.Protocols.SetHTTP1(cfg.HTTP == "1.1")
	t.Protocols.SetHTTP2(cfg.HTTP == "2" && cfg.TLS != nil)
	t.Protocols.SetUnencryptedHTTP2(cfg.HTTP == "2" && cfg.TLS == nil)
	return t
}

// Package browser fetches a page the way a browser does: the HTML first, what
// it names as the bytes that name it arrive, on as many connections as a
// browser opens, and it notes when everything happened.
//
// # Connections
//
// A request takes whichever connection of its host is free first: an idle one,
// else it asks for a new one if the host may have another, else it waits. While
// the new one is being set up, the request takes any other that becomes free;
// the new one then serves the next in the queue. (Chromium's socket pool calls
// this late binding.) HTTP/2 and a pipeline have one connection per host.
//
// # Order
//
// One goroutine, the loop in load.go, owns all state. Every request and every
// dial runs in a goroutine of its own that only reports to the loop. In virtual
// time no two things that could race happen at the same nanosecond: see
// package pace.
//
// # Files
//
// load.go has the loop, pool.go which connection a request takes, fetch.go a
// request's way through it and its repeats, request.go what is sent.
// protocol.go opens connections; http1.go, http2.go, push.go (HTTP/2 with server
// push) and http3.go speak on them. ahead.go is what servers send or name before
// they are asked, dns.go names, memory.go what is kept for later loads, migrate.go
// a change of network, owntime.go the time that the browser itself takes, order.go
// the order of requests in real time.
package browser

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// Config is how a browser behaves. Dial and HTTP are required.
type Config struct {
	// Dial opens a transport connection, as net.Dialer's DialContext does.
	Dial Dial

	UDP Network // for HTTP/3 and DNS

	HTTP      string      // "1.0", "1.1", "2" or "3"
	KeepAlive bool        // HTTP/1.0: ask for it. In HTTP/1.1 it is the server that hangs up
	Pipeline  bool        // HTTP/1.1: send the requests of a host back to back on one connection
	Push      bool        // HTTP/2: take what the server pushes
	TLS       *tls.Config // nil: none. The server's name and the protocols are filled in

	// Servers are those to which the browser speaks otherwise than HTTP, KeepAlive
	// and TLS say, by their names.
	Servers map[string]Server

	// Migration, when set, changes the network while the page loads.
	Migration *Migration

	// Memory is what the browser has kept from loads before, and keeps of this
	// one; nil: nothing. With it TLS resumes sessions, and HTTP/3 sends its
	// first requests without waiting for a handshake.
	Memory *Memory

	// KeepOpen leaves connections open for the next load with the same Memory,
	// which has to be closed in the end.
	KeepOpen bool

	// AltSvc has the browser believe servers that say they speak HTTP/3 too (RFC
	// 7838): what it has learnt in a load it uses in those that come after. It
	// needs a Memory, TLS and UDP.
	AltSvc bool

	ConnectionsPerHost int // HTTP/1.x; 0: 6, as browsers have it

	// Coalesce uses a connection of HTTP/2 or 3 for other names that its
	// server's certificate is for, as browsers do.
	Coalesce bool

	// Resolver answers for names, at the port where it takes queries over UDP;
	// not valid: the network knows all names, and nothing is asked. The answers
	// of loads before are used as long as they are valid.
	Resolver netip.AddrPort

	// Preconnect says that the HTML names the hosts of all its files at its
	// beginning, in preconnect links: a connection to each is opened at once.
	Preconnect bool

	// Proxy is the address of a forward proxy over which everything goes, "host:port":
	// absolute URLs without TLS (RFC 9112 §3.2.2), and with it a tunnel (CONNECT, RFC
	// 9110 §9.3.6), for which HTTP/2 needs TLS. "": none. Names are looked up there.
	Proxy string

	OwnTime OwnTime // what the browser itself takes; the zero OwnTime: nothing

	// RealTime leaves out the steps of a few nanoseconds that keep things in
	// order in virtual time. In real time they would take far longer and help
	// nothing.
	RealTime bool

	// Shares says that Result.Shares is wanted, for which the frames of HTTP/2
	// are followed.
	Shares bool

	// Headers says that those of requests and responses are wanted.
	Headers bool

	// QLOG, when set, opens logs of what HTTP/3's connections do.
	QLOG quicnet.Open

	// Watch, when set, notes what they send.
	Watch *quicnet.Watch

	// Poll, when set, is called again and again while the load runs, also when
	// no time passes, in any goroutine. It must not block. It is for ending
	// Load's context when what is outside of a bubble of virtual time, whose
	// channels cannot be waited for inside, says so.
	Poll func()

	// Progress, when set, is told of every finished resource, in the goroutine
	// that called Load. It must not block.
	Progress func(done, total int)

	uploads bool // requests of the page have bodies
}

// Server is how the browser speaks to one server. Its fields are as in Config.
type Server struct {
	HTTP      string
	KeepAlive bool
	TLS       *tls.Config
}

// Dial opens a connection, as net.Dialer's DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// defaultPerHost is how many HTTP/1.x connections a browser opens to one host:
// Chromium's kDefaultMaxSocketsPerGroup and Firefox's
// network.http.max-persistent-connections-per-server.
const defaultPerHost = 6

// Result is what a load gave.
type Result struct {
	Total       time.Duration         // from the start to the last byte of the last resource
	Resources   []timeline.Resource   // in the order in which the browser knew of them
	Connections []timeline.Connection // in the order in which they were opened
	Err         error                 // why the load is not complete; nil if it is

	// Shares are those of the connections of HTTP/2, by their IDs, where Config
	// asks for them.
	Shares map[int]timeline.Shares
}

// Load fetches the page and returns when its last resource is there or has
// failed, and all that it started has ended. A resource that fails makes
// Result.Err; when ctx ends, what was under way fails with its cause. The error
// that Load returns is about cfg and pg.
func Load(ctx context.Context, cfg Config, pg *page.Page) (*Result, error) {
	if err := check(&cfg, pg); err != nil {
		return nil, err
	}
	proto, err := cfg.protocol()
	if err != nil {
		return nil, err
	}
	l := newLoad(ctx, cfg, pg, proto)
	if cfg.AltSvc {
		if l.alternative, err = cfg.http3(); err != nil {
			return nil, err
		}
		l.alternative.of(&cfg)
	}
	if l.others, err = cfg.others(); err != nil {
		return nil, err
	}
	l.loop()
	l.hangUp()
	cfg.Memory.loaded()
	return l.result(), nil
}

func check(cfg *Config, pg *page.Page) error {
	if cfg.Dial == nil {
		return errors.New("browser: no Dial: a browser needs a network to dial on")
	}
	if cfg.ConnectionsPerHost < 0 {
		return fmt.Errorf("browser: %d connections per host: at least 1 is needed", cfg.ConnectionsPerHost)
	}
	if cfg.ConnectionsPerHost == 0 {
		cfg.ConnectionsPerHost = defaultPerHost
	}
	cfg.TLS = cfg.remembering(cfg.TLS)
	if cfg.AltSvc && cfg.Memory == nil {
		return errors.New("browser: what is learnt from Alt-Svc is of use to later loads: set Memory")
	}
	if cfg.Resolver.IsValid() && cfg.UDP.ListenPacket == nil {
		return errors.New("browser: a resolver is asked over UDP, and there is none: set UDP.ListenPacket")
	}
	if len(pg.Resources) == 0 {
		return errors.New("browser: the page is empty: its first resource is the page itself")
	}
	for i := range pg.Resources {
		r := &pg.Resources[i]
		switch {
		case r.ID != i:
			return fmt.Errorf("browser: resource %d of the page has the ID %d: an ID is the index", i, r.ID)
		case r.Parent >= i || r.Parent < -1 || (r.Parent == -1) != (i == 0):
			return fmt.Errorf("browser: resource %d of the page is named by resource %d: only the first is named by none (-1), and every other by one before it", i, r.Parent)
		case cfg.Push && r.Upload > 0:
			return fmt.Errorf("browser: resource %d of the page sends a body, and the browser that takes pushes sends none", i)
		}
		if err := r.Check(); err != nil {
			return fmt.Errorf("browser: %w", err)
		}
		cfg.uploads = cfg.uploads || r.Upload > 0
	}
	return nil
}

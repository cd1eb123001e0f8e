package replay

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	gonet "net"
	"net/http"
	"sync"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/origin"
	"rttlab/lab/page"
	"rttlab/lab/proxy"
	"rttlab/lab/setup"
)

// proxyPort is where a forward proxy listens, as Squid does.
const proxyPort = "3128"

// relay is a running proxy.
type relay struct {
	*proxy.Proxy
	host     *setup.Host
	listener *origin.Listener // nil: all its clients speak HTTP/3

	mu    sync.Mutex
	index page.Index
	went  []went
	taken time.Time // the microsecond of the last request
}

// went is a request that has passed, and whose it was; -1: of no resource. A tunnel
// is a connection's, which the port of its other end tells.
type went struct {
	id   int
	port int
	leg  proxy.Leg
}

// Close closes the proxy.
func (r *relay) Close() error {
	if r.listener != nil {
		r.listener.Hush()
	}
	return r.Proxy.Close()
}

// id is the number of the resource that a request is for; -1: none.
func (r *relay) id(req *http.Request) int {
	if res := r.index.Find(req); res != nil {
		return res.ID
	}
	return -1
}

func (r *relay) record(req *http.Request, leg proxy.Leg) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.went = append(r.went, went{r.id(req), portOf(req.RemoteAddr), leg})
}

// spread sleeps until a microsecond that no other request at this proxy has: those
// that go on in the same one leave together, and what answers them comes back in
// the same one. Who calls it first goes first.
func (r *relay) spread() {
	r.mu.Lock()
	now := time.Now()
	tick := now.Truncate(pace.Tick)
	if !tick.After(r.taken) {
		tick = r.taken.Add(pace.Tick)
	}
	r.taken = tick
	r.mu.Unlock()
	if tick.After(now) {
		time.Sleep(tick.Add(now.Sub(now.Truncate(pace.Tick))).Sub(now)) // at its instant of that one
	}
}

// retries are the kinds of requests that a proxy may send again.
var retries = map[string]proxy.Retry{"": proxy.RetryIdempotent, "idempotent": proxy.RetryIdempotent, "none": proxy.RetryNone, "all": proxy.RetryAll}

// startProxy starts the proxy of a host.
func startProxy(s *setup.Setup, h *setup.Host, net *Network, opt Options) (io.Closer, error) {
	r := &relay{host: h, index: s.Page.Index()}
	cfg := proxy.Config{
		Dial:     net.hosts[h.Name].DialContext,
		Client:   proxy.ClientSide{HTTP2: h.Server.HTTP == "2", Close: h.Server.Close, IdleTimeout: h.Server.KeepAliveTimeout},
		QLOG:     net.qlog,
		Watch:    net.Watch,
		Upstream: proxy.UpstreamSide{Close: h.Proxy.Close, Pool: h.Proxy.Pool, MaxConns: h.Proxy.MaxConns, IdleTimeout: h.Proxy.IdleTimeout},
		Think:    h.Proxy.Think,
		Retry:    retries[h.Proxy.Retry],
		Via:      h.Proxy.Role,
		Record:   r.record,
	}
	if !opt.RealTime {
		n := len(s.Page.Resources) + 1
		turns := pace.NewTurns(2*n, pace.Relays, 1)
		cfg.Turn = func(req *http.Request) {
			turns.Begin(r.id(req) + 1)
			r.spread()
		}
		cfg.Opened = func(req *http.Request) {
			turns.Begin(n + r.id(req) + 1)
			r.spread()
		}
	}
	port := "80"
	var err error
	switch {
	case len(h.Proxy.Upstreams) == 0:
		port = proxyPort
	case h.Server.TLS != "":
		port = "443"
		if cfg.Client.TLS, err = origin.ServerTLS(s.Page, h.Server.TLS, h.Server.Chain); err != nil {
			return nil, err
		}
	}
	if err := behind(&cfg, s, h, net); err != nil {
		return nil, err
	}
	if h.Proxy.Cache {
		content, err := origin.Content(s.Page, opt.RealTime)
		if err != nil {
			return nil, err
		}
		cfg.Cache = proxy.Cache{Content: content, Hit: func(req *http.Request) bool {
			id := r.id(req)
			return id >= 0 && h.Proxy.Has(id)
		}}
	}
	if err := r.start(cfg, net, port, opt); err != nil {
		return nil, err
	}
	net.relays = append(net.relays, r)
	return r, nil
}

// start starts the proxy where its clients are to find it.
func (r *relay) start(cfg proxy.Config, net *Network, port string, opt Options) (err error) {
	host, quic := net.hosts[r.host.Name], r.host.Server.HTTP == "3"
	if quic || r.host.Server.AltSvc {
		if cfg.Client.UDP, err = host.ListenPacket("udp", ":"+port); err != nil {
			return err
		}
	}
	if quic {
		if r.Proxy, err = proxy.Start(cfg, nil); err == nil {
			net.resets[r.host.Name] = r.Reset
		}
		return err
	}
	if r.host.Server.AltSvc {
		cfg.Client.AltSvc = altSvc
	}
	ln, err := host.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	r.listener = origin.NewListener(ln, cfg.Client.HTTP2 && !opt.RealTime)
	net.resets[r.host.Name] = r.listener.Reset
	r.Proxy, err = proxy.Start(cfg, r.listener)
	return err
}

// behind is the side of a proxy that looks at the servers.
func behind(cfg *proxy.Config, s *setup.Setup, h *setup.Host, net *Network) error {
	port := "80"
	if own := s.PageServer().Server; len(h.Proxy.Upstreams) == 0 && own.HTTP == "1.0" {
		cfg.Upstream.HTTP = own.HTTP // what is not tunnelled goes on as it came
	}
	for i, name := range h.Proxy.Upstreams {
		server := s.Host(name)
		if server == nil || server.Server == nil {
			return fmt.Errorf("%q is behind the proxy %q, and there is no such server", name, h.Name)
		}
		if i == 0 {
			cfg.Upstream.HTTP = server.Server.HTTP
			cfg.Upstream.UDP = proxy.Network{ListenPacket: net.hosts[h.Name].ListenPacket, Lookup: net.Lookup}
		}
		if i == 0 && server.Server.TLS != "" {
			port = "443"
			settings, err := origin.ClientTLS(s.Page, server.Server.TLS)
			if err != nil {
				return err
			}
			settings.ServerName = s.Page.Resources[0].Host // the certificate is for the page's names
			settings.ClientSessionCache = tls.NewLRUClientSessionCache(0)
			cfg.Upstream.TLS = settings
		}
		cfg.Upstreams = append(cfg.Upstreams, gonet.JoinHostPort(name, port))
	}
	return nil
}

// warm has proxies open connections before the load, those next to the servers
// first.
func warm(ctx context.Context, s *setup.Setup, net *Network, opt Options) {
	warmed := false
	for i := len(net.relays) - 1; i >= 0; i-- {
		if r := net.relays[i]; r.host.Proxy.Warm > 0 {
			r.Warm(ctx, r.host.Proxy.Warm, s.Page.Resources[0].Host, "/", pace.Tick)
			warmed = true
		}
	}
	if warmed && !opt.RealTime {
		align()
	}
}

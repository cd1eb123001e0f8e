package setup

import (
	"time"

	"rttlab/netem"
)

// Proxy is what stands between the browser and a server, for a Host. What it is
// to its clients the host's Server says; to the servers behind it, it speaks what
// theirs say.
type Proxy struct {
	Role      string   // "proxy", "cdn", "load_balancer"
	Upstreams []string // the names of the hosts behind it, which take requests in turn; none: a forward proxy

	Close       bool          // it uses no connection to a server twice
	Pool        int           // idle connections that it keeps to a server; 0: any number
	MaxConns    int           // connections to a server at once; 0: any number
	IdleTimeout time.Duration // when it hangs up on a server; 0: never
	Warm        int           // connections that it has open to each server before the load
	Think       time.Duration // per request

	Cache bool    // it answers for what it has
	Hit   float64 // the share of the files that it has, 0 to 1

	Retry string // what it sends again: "idempotent" or "", "none", "all"
}

// Has says whether the cache has a resource, by its ID: as evenly as can be, and
// so that the share of Hit is kept from the page itself on.
func (p *Proxy) Has(id int) bool {
	const rounding = 1e-9 // 0.1 ten times is one, whatever floating point makes of it
	return p.Cache && int(p.Hit*float64(id+1)+rounding) > int(p.Hit*float64(id)+rounding)
}

// Chain is the hosts through which a request of the browser's for a name goes, in
// their order: the proxies, and the first of the servers behind them at the end.
func (s *Setup) Chain(name string) (all []*Host) {
	host := s.Host(name)
	if proxy := s.Host(s.Browser.Proxy); proxy != nil && s.Browser.Proxy != "" {
		all = append(all, proxy)
	}
	for host != nil {
		all = append(all, host)
		if host.Proxy == nil || len(host.Proxy.Upstreams) == 0 {
			break
		}
		host = s.Host(host.Proxy.Upstreams[0])
	}
	return all
}

// Way is the way on which the browser, at a host, has a connection to a name's
// server: to a forward proxy, for what is not secured, or through it.
func (s *Setup) Way(from, server *Host) netem.Path {
	proxy := s.Host(s.Browser.Proxy)
	if s.Browser.Proxy == "" || proxy == nil {
		return s.Path(from, server)
	}
	way := s.Path(from, proxy)
	if server.Server.TLS != "" {
		way.RTT += s.Path(proxy, server).RTT
	}
	return way
}

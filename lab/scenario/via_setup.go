package scenario

import (
	"cmp"

	"rttlab/lab/setup"
)

// addHops adds a host for each hop and for the servers behind the last. The first
// that is no forward proxy has the page's names.
func (r *Run) addHops(s *setup.Setup) {
	names := r.common(s)
	named := false // the page's names are given away
	from := setup.BrowserName
	host := func(name string, h setup.Host) setup.Host {
		h.Name = name
		if !named {
			h.Name, h.Aliases, named = names[0], names[1:], true
		}
		return h
	}
	var servers []setup.Host
	for i := range r.Via[len(r.Via)-1].Servers {
		servers = append(servers, setup.Host{Name: setup.OriginName(i + 1)})
	}
	if len(r.Via) == 1 && r.Via[0].Role == ForwardProxy {
		servers = []setup.Host{host("", setup.Host{})}
	}
	for i := range r.Via {
		hop := &r.Via[i]
		h := setup.Host{
			Name: setup.HopName(i + 1), Role: setup.ProxyHost, Proxy: r.proxy(i),
			Server: &setup.Server{HTTP: hop.HTTP, TLS: hop.TLS, Chain: r.TLS.Chain, Close: !hop.KeepAlive, KeepAliveTimeout: hop.IdleTimeout},
		}
		if hop.Role == ForwardProxy {
			s.Browser.Proxy = h.Name
		} else {
			h.Server.AltSvc = r.AltSvc && !named
			h = host(h.Name, h)
			h.Proxy.Upstreams = r.behind(i, servers)
		}
		s.Hosts = append(s.Hosts, h)
		s.Paths = append(s.Paths, setup.Path{From: from, To: h.Name, Path: hop.path()})
		from = h.Name
	}
	for _, h := range servers {
		h.Role = setup.ServerHost
		h.Server = r.server(&OtherServer{Server: r.Server, HTTP: r.HTTP, KeepAlive: r.Keeps(), TLS: r.TLS})
		h.Server.AltSvc = false // that is of whom the browser asks
		s.Hosts = append(s.Hosts, h)
		s.Paths = append(s.Paths, setup.Path{From: from, To: h.Name, Path: r.Network.Path()})
	}
}

// behind is who is behind the i-th hop.
func (r *Run) behind(i int, servers []setup.Host) (names []string) {
	if i+1 < len(r.Via) {
		return []string{setup.HopName(i + 2)}
	}
	for _, h := range servers {
		names = append(names, h.Name)
	}
	return names
}

// proxy is what the i-th hop is towards the server.
func (r *Run) proxy(i int) *setup.Proxy {
	h := &r.Via[i]
	p := &setup.Proxy{
		Role: string(h.Role), Close: !h.UpstreamKeepAlive,
		Pool: h.Pool.Size, MaxConns: h.MaxConns, IdleTimeout: h.UpstreamIdleTimeout,
		Think: h.Think, Cache: h.Cache.Is, Hit: h.Cache.Hit, Retry: string(h.Retry),
	}
	if h.Pool.Warm {
		p.Warm = cmp.Or(h.Pool.Size, h.MaxConns, r.Browser.ConnectionsPerHost)
		if r.next(i) >= "2" {
			p.Warm = 1
		}
	}
	return p
}

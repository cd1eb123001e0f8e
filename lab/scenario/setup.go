package scenario

import (
	"slices"

	"rttlab/lab/setup"
	"rttlab/netem"
)

// Setup compiles the run into what is played: the hosts, the paths between them,
// the page and its browser.
func (r *Run) Setup() *setup.Setup {
	s := &setup.Setup{
		Name: r.Name, Seed: r.Seed, TCP: r.TCP.Settings(),
		Page: r.Page.Build(r.Server.Think),
		Browser: setup.Browser{
			Pipeline: r.Pipeline, ConnectionsPerHost: r.Browser.ConnectionsPerHost, Coalesce: r.Browser.Coalesce,
			Resume: r.TLS.Resume,
		},
		Visits: r.Visits, Pause: r.Pause,
		Network: r.Network.line(), Notes: r.notes(),
	}
	if r.Browser.Like != "none" {
		s.Browser.Like = r.Browser.Like
	}
	s.Hosts = []setup.Host{{Name: setup.BrowserName, Role: setup.BrowserHost, Link: r.Network.Link()}}
	r.addServers(s)
	r.addChange(s)
	r.addResolver(s)
	if r.Reset.At > 0 {
		s.Reset = setup.Reset{At: r.Reset.At, Host: PageHost, Connection: r.Reset.Connection}
	}
	return s
}

// addServers adds the host that has all names of the page.
func (r *Run) addServers(s *setup.Setup) {
	names := s.Page.Hosts()
	s.Hosts = append(s.Hosts, setup.Host{
		Name: names[0], Aliases: slices.Clone(names[1:]), Role: setup.ServerHost,
		Server: &setup.Server{
			HTTP: r.HTTP, TLS: r.TLS.Version, Chain: r.TLS.Chain, Close: !r.KeepAlive, AltSvc: r.AltSvc,
			KeepAliveTimeout: r.Server.KeepAliveTimeout, MaxRequests: r.Server.MaxRequests,
		},
	})
	s.Paths = append(s.Paths, setup.Path{From: setup.BrowserName, To: names[0], Path: r.Network.Path()})
}

// addChange adds the browser's second host: a host has one address, and one
// access link.
func (r *Run) addChange(s *setup.Setup) {
	m := &r.Migrate
	if m.At == 0 {
		return
	}
	s.Change = setup.Change{At: m.At, Host: setup.AfterName, Network: m.Network.line()}
	s.Hosts = append(s.Hosts, setup.Host{Name: setup.AfterName, Role: setup.BrowserHost, Link: m.Network.Link()})
	s.Paths = append(s.Paths, setup.Path{From: setup.AfterName, To: PageHost, Path: m.Network.Path()})
}

// addResolver adds a host that knows the page's names, and paths to it that are
// like those to the servers in all but length.
func (r *Run) addResolver(s *setup.Setup) {
	dns := &r.Browser.DNS
	if dns.RTT == 0 && dns.Think == 0 {
		return
	}
	s.Hosts = append(s.Hosts, setup.Host{
		Name: setup.ResolverName, Role: setup.ResolverHost,
		Resolver: &setup.Resolver{Think: dns.Think, TTL: dns.TTL},
	})
	from := func(host string, n Network) {
		n.RTT, n.DialDelay, n.Drop = dns.RTT, 0, Drop{}
		s.Paths = append(s.Paths, setup.Path{From: host, To: setup.ResolverName, Path: n.Path()})
	}
	from(setup.BrowserName, r.Network)
	if r.Migrate.At > 0 {
		from(setup.AfterName, r.Migrate.Network)
	}
}

// Link is the browser's access link.
func (n *Network) Link() netem.Link {
	return netem.Link{Down: n.Down, Up: n.Up, DownTrace: n.Trace.Down, UpTrace: n.Trace.Up, Queue: n.Queue}
}

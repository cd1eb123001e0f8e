package scenario

import (
	"slices"

	"rttlab/lab/setup"
	"rttlab/netem"
)

// Setup compiles the run into what is played: the hosts, the paths between them,
// the page and its browser.
func (r *Run) Setup() *setup.Setup {
	s := r.bare()
	s.Events = r.events(s)
	return s
}

// bare is the setup without its events.
func (r *Run) bare() *setup.Setup {
	s := &setup.Setup{
		Name: r.Name, Seed: r.Seed, TCP: r.TCP.Settings(),
		Page: r.build(),
		Browser: setup.Browser{
			Pipeline: r.Pipeline, ConnectionsPerHost: r.Browser.ConnectionsPerHost, Coalesce: r.Browser.Coalesce,
			Preconnect: r.Browser.Preconnect, Speed: r.Browser.Speed, Warm: r.Browser.Warm,
			Resume: r.TLS.Resume,
		},
		Visits: r.Visits, Pause: r.Pause, Draws: r.draws(),
		Network: r.Network.line(), Notes: r.notes(),
	}
	if len(r.Requests) > 0 {
		s.Requests = &setup.Requests{
			Groups: r.schedule(), Pool: r.Client.Pool, MaxConns: r.Client.MaxConns,
			IdleTimeout: r.Client.IdleTimeout, Timeout: r.Client.Timeout, KeepAlive: r.Client.keepAlive(),
		}
	}
	if r.Browser.Like != "none" {
		s.Browser.Like = r.Browser.Like
	}
	s.Hosts = []setup.Host{{Name: setup.BrowserName, Role: setup.BrowserHost, Link: r.Network.Link()}}
	if len(r.Via) > 0 {
		s.Network = r.viaLine()
		r.addHops(s)
	}
	r.addServers(s)
	if r.Users.Count > 0 {
		s.Users = &setup.Users{Count: r.Users.Count, Over: r.Users.Over, Patience: r.Users.Patience}
	}
	if r.Queries.Count > 0 {
		r.addDatabase(s)
	}
	r.addChange(s)
	r.addResolver(s)
	return s
}

// addServers adds a host for each server of its own, and one that has all other
// names of the page; the page's own server first.
func (r *Run) addServers(s *setup.Setup) {
	common := r.common(s)
	for _, name := range s.Page.Hosts() {
		other := r.other(name)
		switch {
		case other != nil:
			s.Hosts = append(s.Hosts, setup.Host{Name: name, Role: setup.ServerHost, Link: other.Network.serverLink(), Server: r.server(other)})
			s.Paths = append(s.Paths, setup.Path{From: setup.BrowserName, To: name, Path: other.Network.Path()})
		case len(r.Via) > 0: // the names of the first hop
		case name == common[0]:
			s.Hosts = append(s.Hosts, setup.Host{
				Name: name, Aliases: common[1:], Role: setup.ServerHost,
				Server: r.server(&OtherServer{Server: r.Server, HTTP: r.HTTP, KeepAlive: r.Keeps(), TLS: r.TLS}),
			})
			s.Paths = append(s.Paths, setup.Path{From: setup.BrowserName, To: name, Path: r.Network.Path()})
		}
	}
}

// common are the page's names that no server has for itself.
func (r *Run) common(s *setup.Setup) []string {
	return slices.DeleteFunc(slices.Clone(s.Page.Hosts()), func(name string) bool { return r.other(name) != nil })
}

// server is what one of the run's answers with.
func (r *Run) server(s *OtherServer) *setup.Server {
	return &setup.Server{
		HTTP: s.HTTP, TLS: s.TLS.Version, Chain: s.TLS.Chain, Close: !s.KeepAlive,
		AltSvc:           r.AltSvc && s.HTTP == r.HTTP && s.TLS.Version == r.TLS.Version,
		KeepAliveTimeout: s.Server.KeepAliveTimeout, MaxRequests: s.Server.MaxRequests, Descriptors: s.Server.FileDescriptors, Like: s.Server.Like,
	}
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
	for _, p := range s.Paths {
		if p.From != setup.BrowserName {
			continue
		}
		n := m.Network
		if other := r.other(p.To); other != nil {
			n = other.Network
			n.RTT = max(0, n.RTT+m.Network.RTT-r.nearest().RTT)
		}
		s.Paths = append(s.Paths, setup.Path{From: setup.AfterName, To: p.To, Path: n.Path()})
	}
}

// nearest is the network between the browser and whom it asks.
func (r *Run) nearest() Network {
	if len(r.Via) == 0 {
		return r.Network
	}
	n := r.Via[0].Network
	n.Down, n.Up, n.Queue, n.Trace = r.Network.Down, r.Network.Up, r.Network.Queue, r.Network.Trace
	return n
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
	from(setup.BrowserName, r.nearest())
	if r.Migrate.At > 0 {
		from(setup.AfterName, r.Migrate.Network)
	}
}

// Link is the browser's access link.
func (n *Network) Link() netem.Link {
	return netem.Link{Down: n.Down, Up: n.Up, DownTrace: n.Trace.Down, UpTrace: n.Trace.Up, Queue: n.Queue}
}

// serverLink is a server's own access link.
func (n *Network) serverLink() netem.Link { return netem.Link{Down: n.Up, Up: n.Down, Queue: n.Queue} }

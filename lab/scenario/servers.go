package scenario

import (
	"slices"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
	"rttlab/netem"
)

// OtherServer is a server that is not where the others are, or not like them: a
// CDN's nearby beside an origin far away.
type OtherServer struct {
	Name      string  // of the host
	Network   Network // the path to it; Down, Up and Queue are of the server's own link, and have the directions of the browser's
	Server    Server
	HTTP      string
	KeepAlive bool
	TLS       TLS
}

// maxServers is how many there may be beside the page's own.
const maxServers = 100

var otherSection = &yaml.Section[OtherServer]{
	Name: "other_server", Where: "under servers, in an entry", Inner: true,
	Doc:     "A server that is elsewhere, or another. What is not said is as for the others.",
	Example: "{rtt: 10ms}",
	Keys: []yaml.Key[OtherServer]{
		yaml.Field("rtt", yaml.Span(maxTime), func(s *OtherServer) *time.Duration { return &s.Network.RTT },
			"The round-trip time between it and the browser. After a change of network it is longer by as much as that of the others is.", yaml.Such("10ms")),
		yaml.Field("jitter", yaml.Span(maxTime), func(s *OtherServer) *time.Duration { return &s.Network.Jitter },
			"At most this much more delay, each way, drawn for each packet.", yaml.Such("5ms")),
		yaml.Either(yaml.Percent(0, 100), lossSection, func(s *OtherServer) *Network { return &s.Network },
			func(n *Network, loss float64) { n.LossDown, n.LossUp = loss, loss }, []string{"down", "up"},
			"The share of packets lost on the way to it and from it.", yaml.Such("1%")),
		yaml.Field("down", rate(), func(s *OtherServer) *netem.BitRate { return &s.Network.Down },
			"The speed of the server's own link towards the browser.", yaml.Default("unlimited"), yaml.Such("100Mbps")),
		yaml.Field("up", rate(), func(s *OtherServer) *netem.BitRate { return &s.Network.Up },
			"The speed of the server's own link from the browser.", yaml.Default("unlimited"), yaml.Such("100Mbps")),
		yaml.Field("think", yaml.Span(maxTime), func(s *OtherServer) *time.Duration { return &s.Server.Think },
			"The time from the whole request to the first byte of the answer, unless the file has one of its own.", yaml.Such("20ms")),
		yaml.Field("http", httpVersion(), func(s *OtherServer) *string { return &s.HTTP },
			"The version of HTTP.", yaml.Such("2")),
		yaml.Field("tls", tlsVersion(), func(s *OtherServer) *string { return &s.TLS.Version },
			"The version of TLS. HTTP/3 always has 1.3.", yaml.Such("1.3")),
		yaml.Field("keep_alive", yaml.Boolean(), func(s *OtherServer) *bool { return &s.KeepAlive },
			"Whether a connection is used again after a file."),
		yaml.Field("keep_alive_timeout", yaml.Span(maxTTL), func(s *OtherServer) *time.Duration { return &s.Server.KeepAliveTimeout },
			"How long a connection may be idle before the server hangs up.", yaml.Such("5s")),
		yaml.Field("max_requests", yaml.Count(1, MaxFiles), func(s *OtherServer) *int { return &s.Server.MaxRequests },
			"How many requests a connection of HTTP/1.x may have before the server hangs up.", yaml.Such(100)),
	},
}

// serversKey is a run's servers. It has to come after what they have in common.
func serversKey() yaml.Key[Run] {
	return yaml.Keyed("servers", hostName(), otherSection, maxServers,
		func(r *Run, name string) OtherServer {
			s := OtherServer{Name: name, Network: r.Network, Server: r.Server, HTTP: r.HTTP, KeepAlive: r.Keeps(), TLS: r.TLS}
			s.Network.Down, s.Network.Up, s.Network.Queue, s.Network.Trace = 0, 0, netem.Queue{}, Trace{}
			return s
		},
		func(r *Run, s OtherServer) { r.Servers = append(r.Servers, s) },
		"Servers that are elsewhere or not like the others, by the names of their hosts, as in servers: {cdn.example.test: {rtt: 10ms}}. Each has an address and an access link of its own.")
}

// finishServers fills in what depends on other keys.
func (d *decoder) finishServers(r *Run) {
	for i := range r.Servers {
		s := &r.Servers[i]
		said := func(key string) bool {
			_, said := d.Given("servers." + s.Name + "." + key)
			return said
		}
		if !said("keep_alive") {
			s.KeepAlive = r.Keeps()
			if said("http") {
				s.KeepAlive = s.HTTP != "1.0"
			}
		}
		if !said("tls") {
			s.TLS = r.TLS
			if s.HTTP == "3" {
				s.TLS.Version = "1.3"
			}
		}
	}
	for i := range r.Page.Assets {
		group := &r.Page.Assets[i]
		if s := r.other(group.Host); s != nil && group.Think == unsaid {
			group.Think = s.Server.Think
		}
	}
}

// other is the server of that name, nil if it is not one of its own.
func (r *Run) other(name string) *OtherServer {
	i := slices.IndexFunc(r.Servers, func(s OtherServer) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Servers[i]
}

// build makes the page.
func (r *Run) build() *page.Page {
	think := r.Server.Think
	if s := r.other(PageHost); s != nil {
		think = s.Server.Think
	}
	if r.Queries.Count > 0 {
		return r.Queries.asks()
	}
	if len(r.Requests) > 0 {
		return r.asked(think)
	}
	return r.Page.Build(think)
}

// checkServers looks for servers that nobody asks, and for what cannot be.
func (d *decoder) checkServers(r *Run, in string, at func(...string) yaml.Place) {
	if len(r.Servers) == 0 || r.Page.Files() > MaxFiles {
		return
	}
	names := r.build().Hosts()
	for i := range r.Servers {
		s := &r.Servers[i]
		path := "servers." + s.Name
		switch {
		case !slices.Contains(names, s.Name):
			d.Errorf(at(path), "%sno file of the page is at %s: %s", in, s.Name, Hint(s.Name, names, "the page has"))
		case s.Name == PageHost && at(path+".http", path+".tls", path+".keep_alive").Known():
			d.Errorf(at(path+".http", path+".tls", path+".keep_alive"), "%sthis is the page's own server: say http, tls and keep_alive outside of servers", in)
		case s.HTTP == "3" && s.TLS.Version != "1.3":
			d.Errorf(at(path+".tls", path+".http", path), "%sHTTP/3 has TLS 1.3 built in: set tls: \"1.3\" here, or leave it out", in)
		case s.HTTP >= "2" && !s.KeepAlive:
			d.Errorf(at(path+".keep_alive", path+".http", path), "%sHTTP/%s always keeps its connection: set keep_alive: true here, or leave it out", in, s.HTTP)
		case s.HTTP >= "2" && at(path+".max_requests").Known():
			d.Errorf(at(path+".max_requests"), "%sHTTP/%s has no max_requests here: leave it out", in, s.HTTP)
		}
	}
}

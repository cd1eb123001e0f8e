package diagnose

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"rttlab/lab/har"
	"rttlab/lab/setup"
	"rttlab/netem"
)

// Setup is the load as recorded: the page over the network that was estimated.
func (s *Site) Setup(name string) *setup.Setup {
	e := s.Estimate
	out := &setup.Setup{
		Name: name, Seed: 1, Page: s.Page,
		Browser: setup.Browser{Like: "chromium", Coalesce: true, Warm: s.warm(), Speed: s.Speed},
		Hosts: []setup.Host{{
			Name: setup.BrowserName, Role: setup.BrowserHost,
			Link: netem.Link{Down: netem.BitRate(e.Down), Up: netem.BitRate(e.Up), Queue: s.queue()},
		}},
		Network: s.network(),
	}
	for i := range e.Hosts {
		h := &e.Hosts[i]
		if s.root(h.Host) != h.Host || !s.has(h.Host) {
			continue
		}
		host := setup.Host{Name: s.names.of(h.Host), Role: setup.ServerHost, Server: s.server(h)}
		for k := range e.Hosts {
			if other := e.Hosts[k].Host; other != h.Host && s.root(other) == h.Host && s.has(other) {
				host.Aliases = append(host.Aliases, s.names.of(other))
			}
		}
		out.Hosts = append(out.Hosts, host)
		out.Paths = append(out.Paths, setup.Path{From: setup.BrowserName, To: host.Name, Path: path(h.RTT)})
	}
	if e.DNS > 0 {
		out.Hosts = append(out.Hosts, setup.Host{
			Name: setup.ResolverName, Role: setup.ResolverHost, Resolver: &setup.Resolver{TTL: time.Hour},
		})
		out.Paths = append(out.Paths, setup.Path{From: setup.BrowserName, To: setup.ResolverName, Path: path(e.DNS)})
	}
	return out
}

// warm reports whether the page's request waited for its connection: the
// browser began at once.
func (s *Site) warm() bool { return s.Load.Fetches[0].Phases.SetUp() > 0 }

// queue is as deep as the recording shows, in bandwidth-delay products: one that
// is so many times as fast, or as far away, has as many times the room.
func (s *Site) queue() netem.Queue {
	e := s.Estimate
	if e.Queue == 0 || e.Hosts[0].RTT == 0 {
		return netem.Queue{}
	}
	return netem.Queue{BDPs: float64(e.Queue) / float64(e.Hosts[0].RTT)}
}

func path(rtt time.Duration) netem.Path {
	return netem.Path{RTT: rtt.Round(time.Microsecond)}
}

// has reports whether the page has a file of a host, or of one that shares its
// connections.
func (s *Site) has(host string) bool {
	for _, f := range s.Fetches {
		if s.root(f.Host) == s.root(host) {
			return true
		}
	}
	return false
}

// versions are HTTP's, by how recordings are read.
var versions = map[string]string{"http/1.0": "1.0", "http/1.1": "1.1", "h2": "2", "h3": "3"}

func (s *Site) server(h *har.HostEstimate) *setup.Server {
	out := &setup.Server{HTTP: cmp.Or(versions[h.Protocol], "1.1"), TLS: h.TLS, Close: h.Close}
	if out.HTTP == "3" {
		out.TLS = "1.3"
	}
	return out
}

// network is the estimate in one line.
func (s *Site) network() string {
	e := s.Estimate
	parts := []string{fmt.Sprintf("%v RTT", e.Hosts[0].RTT.Round(100*time.Microsecond))}
	if e.Down > 0 {
		parts = append(parts, fmt.Sprintf("%.3g Mbps down, %.3g Mbps up", e.Down/1e6, e.Up/1e6))
	}
	return strings.Join(parts, ", ")
}

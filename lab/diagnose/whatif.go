package diagnose

import (
	"slices"
	"time"

	"rttlab/lab/page"
	"rttlab/lab/setup"
)

// WhatIf is a change of the load as recorded.
type WhatIf struct {
	Name string // as in the report's JSON
	What string // in words: "every connection is kept and used again"

	change func(*Site, *setup.Setup)
}

// Edge is how far away the CDN is that `cdn` puts everything on.
const Edge = 10 * time.Millisecond

// WhatIfs lists the changes, the smallest first.
func WhatIfs() []WhatIf {
	return []WhatIf{
		{"close", "HTTP/1.1, and servers hang up after every answer", func(_ *Site, s *setup.Setup) {
			servers(s, func(v *setup.Server) { v.HTTP, v.Close = "1.1", true })
		}},
		{"keep-alive", "HTTP/1.1, and connections are kept", func(_ *Site, s *setup.Setup) {
			servers(s, func(v *setup.Server) { v.HTTP, v.Close = "1.1", false })
		}},
		{"tls", "everything is encrypted, by TLS 1.3", func(_ *Site, s *setup.Setup) {
			servers(s, func(v *setup.Server) { v.TLS = "1.3" })
		}},
		{"http2", "HTTP/2 everywhere, with TLS 1.3", func(_ *Site, s *setup.Setup) {
			servers(s, func(v *setup.Server) { v.HTTP, v.TLS, v.Close = "2", "1.3", false })
		}},
		{"http3", "HTTP/3 everywhere", func(_ *Site, s *setup.Setup) {
			servers(s, func(v *setup.Server) { v.HTTP, v.TLS, v.Close = "3", "1.3", false })
		}},
		{"half-rtt", "everything is half as far away", func(_ *Site, s *setup.Setup) {
			distance(s, func(rtt time.Duration) time.Duration { return rtt / 2 })
		}},
		{"double-rate", "the link is twice as fast, both ways", func(_ *Site, s *setup.Setup) {
			link := &s.BrowserHost().Link
			link.Down, link.Up = 2*link.Down, 2*link.Up
		}},
		{"one-host", "everything is at the page's own host", oneHost},
		{"cdn", "everything comes from 10 ms away", func(_ *Site, s *setup.Setup) {
			distance(s, func(rtt time.Duration) time.Duration { return min(rtt, Edge) })
		}},
		{"preconnect", "connections to all hosts begin to be opened with the page's HTML", func(_ *Site, s *setup.Setup) {
			s.Browser.Preconnect = true
		}},
	}
}

func servers(s *setup.Setup, change func(*setup.Server)) {
	for i := range s.Hosts {
		if v := s.Hosts[i].Server; v != nil {
			change(v)
		}
	}
}

// distance changes the paths to the servers; that to the resolver stays.
func distance(s *setup.Setup, change func(time.Duration) time.Duration) {
	for i := range s.Paths {
		if s.Paths[i].To != setup.ResolverName {
			s.Paths[i].RTT = change(s.Paths[i].RTT)
		}
	}
}

// oneHost moves all files to the page's host. It leaves the site's page alone.
func oneHost(site *Site, s *setup.Setup) {
	s.Page = &page.Page{Resources: slices.Clone(site.Page.Resources)}
	own := s.Page.Resources[0].Host
	for i := range s.Page.Resources {
		s.Page.Resources[i].Host = own
	}
	server := s.Host(own).Name
	s.Hosts = slices.DeleteFunc(s.Hosts, func(h setup.Host) bool { return h.Server != nil && h.Name != server })
	s.Paths = slices.DeleteFunc(s.Paths, func(p setup.Path) bool { return p.To != server && p.To != setup.ResolverName })
}

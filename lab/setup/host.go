package setup

import (
	"slices"
	"time"

	"rttlab/netem"
)

// Host is a computer behind its access link.
type Host struct {
	Name    string
	Aliases []string // other names of it
	Role    Role
	Link    netem.Link

	Server   *Server   // what answers for the page's files; nil: nothing does
	Database *Database // what answers in place of a web server, with Server.HTTP Postgres; nil: none does
	Proxy    *Proxy    // where Server has its answers from; nil: the page itself
	Resolver *Resolver // what answers for names; nil: nothing does
}

// Role is what a host is there for.
type Role int

// The roles. A browser that changes networks has a host for each.
const (
	Other Role = iota
	BrowserHost
	ServerHost
	ResolverHost
	ProxyHost
)

// Server is a web server. The zero Server speaks nothing: HTTP is required.
type Server struct {
	HTTP   string // "1.0", "1.1", "2", "3"
	TLS    string // "" for none, "1.2", "1.3"
	Chain  int    // bytes of the certificate chain; 0: one small certificate
	Close  bool   // it hangs up after every response, and HTTP/1.0 does not ask for more
	AltSvc bool   // HTTP/2: it says that it speaks HTTP/3 too, and is believed

	KeepAliveTimeout time.Duration // how long a connection may be idle; 0: for ever, or 30 s with HTTP/3
	MaxRequests      int           // on a connection of HTTP/1.x; 0: any number
	Descriptors      int           // file descriptors of TCP's server (ulimit -n); 0: any number
	Like             string        // the kind of server in Likes that it says and does the rest as; "": none
}

// Resolver is a server of DNS that knows all names of the network.
type Resolver struct {
	Think time.Duration // what it takes to find out
	TTL   time.Duration // how long an answer may be kept, in whole seconds
}

// Path is the way between two hosts, by their names. From's packets go There.
type Path struct {
	From, To string
	netem.Path
}

// Named says whether the host has that name.
func (h *Host) Named(name string) bool {
	return h.Name == name || slices.Contains(h.Aliases, name)
}

// Host is the host that has a name; nil if none has.
func (s *Setup) Host(name string) *Host {
	i := slices.IndexFunc(s.Hosts, func(h Host) bool { return h.Named(name) })
	if i < 0 {
		return nil
	}
	return &s.Hosts[i]
}

// BrowserHost is the host on which the browser begins; nil if there is none.
func (s *Setup) BrowserHost() *Host { return s.first(BrowserHost) }

// Resolver is the host that answers for names; nil: the browser knows them all.
func (s *Setup) Resolver() *Host { return s.first(ResolverHost) }

func (s *Setup) first(role Role) *Host {
	i := slices.IndexFunc(s.Hosts, func(h Host) bool { return h.Role == role })
	if i < 0 {
		return nil
	}
	return &s.Hosts[i]
}

// PageServer is the server of the page itself; nil if the page has none.
func (s *Setup) PageServer() *Host { return s.Host(s.Page.Resources[0].Host) }

// Path is the way between two hosts as seen from the first; the zero Path where
// there is none.
func (s *Setup) Path(from, to *Host) netem.Path {
	for _, p := range s.Paths {
		switch {
		case from.Named(p.From) && to.Named(p.To):
			return p.Path
		case from.Named(p.To) && to.Named(p.From):
			p.There, p.Back = p.Back, p.There
			return p.Path
		}
	}
	return netem.Path{}
}

// Program says whether a program asks, in place of a browser that loads a page.
func (s *Setup) Program() bool { return s.Requests != nil || s.Queries != nil }

// QUIC says whether anybody speaks it.
func (s *Setup) QUIC() bool {
	return slices.ContainsFunc(s.Hosts, func(h Host) bool { return h.Server != nil && (h.Server.HTTP == "3" || h.Server.AltSvc) })
}

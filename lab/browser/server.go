package browser

import (
	"crypto/tls"
	"fmt"

	"rttlab/lab/page"
)

// others makes the protocols of the servers that are spoken to in their own way,
// by name.
func (cfg *Config) others() (map[string]*protocol, error) {
	all := make(map[string]*protocol, len(cfg.Servers))
	for name, s := range cfg.Servers {
		own := *cfg
		own.HTTP, own.KeepAlive, own.TLS = s.HTTP, s.KeepAlive, cfg.remembering(s.TLS)
		own.Pipeline, own.Push = cfg.Pipeline && s.HTTP == "1.1", false
		proto, err := own.protocol()
		if err != nil {
			return nil, fmt.Errorf("%w, which %s is to speak", err, name)
		}
		all[name] = proto
	}
	return all, nil
}

// remembering is TLS that keeps its sessions where the browser does; nil stays
// nil.
func (cfg *Config) remembering(settings *tls.Config) *tls.Config {
	if settings == nil {
		return nil
	}
	settings = settings.Clone()
	settings.ClientSessionCache = newSessions() // browsers ask for tickets, whatever comes of them
	if cfg.Memory != nil {
		settings.ClientSessionCache = cfg.Memory.sessions
	}
	return settings
}

// usual is the protocol that a host speaks when it has not offered another. Any
// goroutine may ask.
func (l *load) usual(host string) *protocol {
	if p := l.others[host]; p != nil {
		return p
	}
	return l.proto
}

// scheme is "http" or "https", as a resource's server has it.
func (l *load) scheme(r *page.Resource) string { return l.usual(r.Host).cfg.scheme() }

package har

import "strings"

// The protocols, as Entry.Protocol has them.
const (
	http10 = "http/1.0"
	http11 = "http/1.1"
	http2  = "h2"
	http3  = "h3"
)

// multiplexed reports whether a connection of this protocol carries many
// requests at once.
func multiplexed(protocol string) bool { return protocol == http2 || protocol == http3 }

// protocolOf understands how recordings spell a version of HTTP; "" if it is
// none. SPDY counts as HTTP/2, which it became, and Google's QUIC as HTTP/3.
func protocolOf(spelled text) string {
	s := strings.ToLower(string(spelled))
	switch {
	case strings.Contains(s, "quic"), strings.HasPrefix(s, "h3"):
		return http3
	case strings.HasPrefix(s, "spdy"), s == "h2", s == "h2c":
		return http2
	}
	switch strings.TrimPrefix(s, "http/") {
	case "1.0", "0.9":
		return http10
	case "1.1":
		return http11
	case "2", "2.0":
		return http2
	case "3", "3.0":
		return http3
	}
	return ""
}

// guessProtocols fills in the protocols that the entries do not name: that of
// another entry on the same connection, then of another with the same host,
// then HTTP/1.1.
func (b *builder) guessProtocols() {
	byConnection, byHost := map[string]string{}, map[string]string{}
	for i := range b.rec.Entries {
		e := &b.rec.Entries[i]
		if e.Protocol == "" {
			continue
		}
		if e.Connection != "" {
			byConnection[e.Connection] = e.Protocol
		}
		byHost[e.Host] = e.Protocol
	}
	for i := range b.rec.Entries {
		e := &b.rec.Entries[i]
		if e.Protocol != "" {
			continue
		}
		basis := "another entry of the same connection"
		e.Protocol = byConnection[e.Connection]
		if e.Protocol == "" {
			basis = "another entry of the same host"
			e.Protocol = byHost[e.Host]
		}
		if e.Protocol == "" {
			basis = "nothing says otherwise"
			e.Protocol = http11
		}
		if !e.Cached {
			b.notes.entry(e.Index, "request.httpVersion is not known: taken as "+e.Protocol+", "+basis)
		}
	}
}

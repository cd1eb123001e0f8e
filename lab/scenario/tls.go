package scenario

import (
	"github.com/goccy/go-yaml/token"
)

var tlsSection = &section[TLS]{
	name: "tls", where: "under tls",
	doc:     "TLS with what its handshake depends on.",
	example: `tls: {version: "1.3", chain: 4KB}`,
	keys: []key[TLS]{
		field("version", tlsVersion(), func(t *TLS) *string { return &t.Version },
			"The version of TLS. HTTP/3 always has 1.3.", such("1.3")),
		field("chain", size(), func(t *TLS) *int { return &t.Chain },
			"How many bytes the server's certificate chain has. Default: one small certificate. Those of real sites have 2KB to 6KB.", such("4KB")),
		field("resume", boolean(), func(t *TLS) *bool { return &t.Resume },
			"Whether the browser has been there before and resumes its sessions. HTTP/3 then sends its first requests without waiting for a handshake (0-RTT).", byDefault(false)),
	},
}

// tlsKey is a run's tls: a version alone, or a mapping.
func tlsKey() key[Run] {
	k := tlsVersion()
	version := k.schema
	return key[Run]{
		name: "tls",
		schema: &schema{
			Description: `The version of TLS, or {version: "1.3", chain: 4KB, resume: true}. HTTP/2 without TLS uses prior knowledge; HTTP/3 always has 1.3.`,
			AnyOf:       []schema{version, *ref(tlsSection.name)}, Default: "none", Examples: []any{"1.3"},
		},
		apply: func(d *decoder, path string, layers []entry, to *Run) {
			for _, e := range layers {
				if d.isMapping(e) {
					if m := tlsSection.open(d, e.value, e.name); m != nil {
						tlsSection.fill(d, path+".", []*mapping{m}, &to.TLS)
					}
				} else if v, ok := read(d, e, k); ok {
					to.TLS.Version = v
					d.given[path+".version"] = e
				}
			}
		},
	}
}

// The largest chain is what crypto/tls takes (maxHandshakeCertificateMsg), with
// room for what is around it; the smallest has room for the page's own
// certificate and another.
const (
	minChain = 1000
	maxChain = 250_000
)

func (d *decoder) checkTLS(r *Run, in string, at func(...string) *token.Token) {
	switch chain := r.TLS.Chain; {
	case r.TLS.Version == "" && r.TLS.Resume:
		d.errorAt(at("tls.resume", "tls"), "%swithout TLS there is nothing to resume: give tls a version, or leave resume out", in)
	case r.TLS.Version == "" && chain > 0:
		d.errorAt(at("tls.chain", "tls"), "%swithout TLS there are no certificates: give tls a version, or leave chain out", in)
	case chain != 0 && (chain < minChain || chain > maxChain):
		d.errorAt(at("tls.chain"), "%sa certificate chain of %d bytes does not work: it has %d to %d", in, chain, minChain, maxChain)
	}
}

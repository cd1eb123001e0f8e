package scenario

import (
	yaml "rttlab/lab/internal/strictyaml"
)

var tlsSection = &yaml.Section[TLS]{
	Name: "tls", Where: "under tls",
	Doc:     "TLS with what its handshake depends on.",
	Example: `tls: {version: "1.3", chain: 4KB}`,
	Keys: []yaml.Key[TLS]{
		yaml.Field("version", tlsVersion(), func(t *TLS) *string { return &t.Version },
			"The version of TLS. HTTP/3 always has 1.3.", yaml.Such("1.3")),
		yaml.Field("chain", size(), func(t *TLS) *int { return &t.Chain },
			"How many bytes the server's certificate chain has. Default: one small certificate. Those of real sites have 2KB to 6KB.", yaml.Such("4KB")),
		yaml.Field("resume", yaml.Boolean(), func(t *TLS) *bool { return &t.Resume },
			"Whether the browser has been there before and resumes its sessions. HTTP/3 then sends its first requests without waiting for a handshake (0-RTT).", yaml.Default(false)),
	},
}

// tlsKey is a run's tls: a version alone, or a mapping.
func tlsKey() yaml.Key[Run] {
	return yaml.Either(tlsVersion(), tlsSection, func(r *Run) *TLS { return &r.TLS },
		func(t *TLS, version string) { *t = TLS{Version: version} }, []string{"version"},
		`The version of TLS, or {version: "1.3", chain: 4KB, resume: true}. HTTP/2 without TLS uses prior knowledge; HTTP/3 always has 1.3.`,
		yaml.Default("none"), yaml.Such("1.3"))
}

// The largest chain is what crypto/tls takes (maxHandshakeCertificateMsg), with
// room for what is around it; the smallest has room for the page's own
// certificate and another.
const (
	minChain = 1000
	maxChain = 250_000
)

func (d *decoder) checkTLS(r *Run, in string, at func(...string) yaml.Place) {
	switch chain := r.TLS.Chain; {
	case r.TLS.Version == "" && r.TLS.Resume:
		d.Errorf(at("tls.resume", "tls"), "%swithout TLS there is nothing to resume: give tls a version, or leave resume out", in)
	case r.TLS.Version == "" && chain > 0:
		d.Errorf(at("tls.chain", "tls"), "%swithout TLS there are no certificates: give tls a version, or leave chain out", in)
	case chain != 0 && (chain < minChain || chain > maxChain):
		d.Errorf(at("tls.chain"), "%sa certificate chain of %d bytes does not work: it has %d to %d", in, chain, minChain, maxChain)
	}
}

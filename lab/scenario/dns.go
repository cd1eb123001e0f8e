package scenario

import (
	"time"

	yaml "rttlab/lab/internal/strictyaml"
)

// DNS is what the browser asks for the names that are new to it. The zero DNS is
// a browser that knows all names.
type DNS struct {
	RTT   time.Duration // between the browser and the resolver
	Think time.Duration // what the resolver takes to find out
	TTL   time.Duration // how long an answer may be kept
}

// maxTTL is what fits (RFC 2181 §8), and more than anybody visits a page.
const maxTTL = 24 * time.Hour

var dnsSection = &yaml.Section[DNS]{
	Name: "dns", Where: "under browser, in dns",
	Doc:     "The resolver that the browser asks for names that are new to it, with a query over UDP for each.",
	Example: "dns: {rtt: 30ms}",
	Inner:   true,
	Keys: []yaml.Key[DNS]{
		yaml.Field("rtt", yaml.Span(maxTime), func(d *DNS) *time.Duration { return &d.RTT },
			"The round-trip time to the resolver.", yaml.Default("0ms"), yaml.Such("30ms")),
		yaml.Field("think", yaml.Span(maxTime), func(d *DNS) *time.Duration { return &d.Think },
			"The time that the resolver takes to find out, as one does that has to ask others.", yaml.Default("0ms"), yaml.Such("100ms")),
		yaml.Field("ttl", yaml.Span(maxTTL), func(d *DNS) *time.Duration { return &d.TTL },
			"How long the browser may keep an answer, for later visits. It keeps each for a minute at least, as Chromium does.", yaml.Default("0s"), yaml.Such("5m")),
	},
}

// dnsKey is browser's dns: the resolver's round-trip time alone, or a mapping.
func dnsKey() yaml.Key[Browser] {
	return yaml.Either(yaml.Span(maxTime), dnsSection, func(b *Browser) *DNS { return &b.DNS },
		func(d *DNS, rtt time.Duration) { *d = DNS{RTT: rtt} }, []string{"rtt"},
		"The round-trip time to the resolver that the browser asks for each new name, over UDP and behind the same access link, or {rtt: 30ms, think: 100ms}. A query that is lost is sent again after 1 s, as Chromium does. 0ms: the browser knows all names.",
		yaml.Default("0ms"), yaml.Such("30ms"))
}

func (d *decoder) checkDNS(r *Run, in string, at func(...string) yaml.Place) {
	dns := &r.Browser.DNS
	ttl := at("browser.dns.ttl")
	switch {
	case ttl.Known() && dns.RTT == 0 && dns.Think == 0:
		d.Errorf(ttl, "%swithout a resolver there are no answers to keep: give dns an rtt, as in dns: {rtt: 30ms}, or leave ttl out", in)
	case ttl.Known() && dns.TTL%time.Second != 0:
		d.Errorf(ttl, "%sa ttl of %v does not work: DNS counts whole seconds", in, dns.TTL)
	}
}

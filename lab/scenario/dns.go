package scenario

import (
	"time"

	"github.com/goccy/go-yaml/token"
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

var dnsSection = &section[DNS]{
	name: "dns", where: "under browser, in dns",
	doc:     "The resolver that the browser asks for names that are new to it, with a query over UDP for each.",
	example: "dns: {rtt: 30ms}",
	keys: []key[DNS]{
		field("rtt", span(maxTime), func(d *DNS) *time.Duration { return &d.RTT },
			"The round-trip time to the resolver.", byDefault("0ms"), such("30ms")),
		field("think", span(maxTime), func(d *DNS) *time.Duration { return &d.Think },
			"The time that the resolver takes to find out, as one does that has to ask others.", byDefault("0ms"), such("100ms")),
		field("ttl", span(maxTTL), func(d *DNS) *time.Duration { return &d.TTL },
			"How long the browser may keep an answer, for later visits. It keeps each for a minute at least, as Chromium does.", byDefault("0s"), such("5m")),
	},
}

// dnsKey is browser's dns: the resolver's round-trip time alone, or a mapping.
func dnsKey() key[Browser] {
	k := span(maxTime)
	rtt := k.schema
	return key[Browser]{
		name: "dns",
		schema: &schema{
			Description: "The round-trip time to the resolver that the browser asks for each new name, over UDP and behind the same access link, or {rtt: 30ms, think: 100ms}. A query that is lost is sent again after 1 s, as Chromium does. 0ms: the browser knows all names.",
			AnyOf:       []schema{rtt, *ref(dnsSection.name)}, Default: "0ms", Examples: []any{"30ms"},
		},
		apply: func(d *decoder, path string, layers []entry, to *Browser) {
			for _, e := range layers {
				if d.isMapping(e) {
					if m := dnsSection.open(d, e.value, e.name); m != nil {
						dnsSection.fill(d, path+".", []*mapping{m}, &to.DNS)
					}
				} else if rtt, ok := read(d, e, k); ok {
					to.DNS.RTT = rtt
				}
			}
		},
	}
}

func (d *decoder) checkDNS(r *Run, in string, at func(...string) *token.Token) {
	dns := &r.Browser.DNS
	ttl := at("browser.dns.ttl")
	switch {
	case ttl != nil && dns.RTT == 0 && dns.Think == 0:
		d.errorAt(ttl, "%swithout a resolver there are no answers to keep: give dns an rtt, as in dns: {rtt: 30ms}, or leave ttl out", in)
	case ttl != nil && dns.TTL%time.Second != 0:
		d.errorAt(ttl, "%sa ttl of %v does not work: DNS counts whole seconds", in, dns.TTL)
	}
}

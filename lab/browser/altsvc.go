package browser

import (
	"strconv"
	"strings"
	"time"
)

// defaultMaxAge is how long an alternative service may be used when the server
// does not say (RFC 7838 §3.1).
const defaultMaxAge = 24 * time.Hour

// http3Offer reads an Alt-Svc header (RFC 7838 §3): whether the server offers
// HTTP/3 at the usual port of its own name, and for how long. Offers elsewhere
// are none: the browser knows of no other place.
func http3Offer(header string) (maxAge time.Duration, ok bool) {
	for offer := range strings.SplitSeq(header, ",") {
		service, parameters, _ := strings.Cut(offer, ";")
		protocol, authority, _ := strings.Cut(strings.TrimSpace(service), "=")
		if protocol != "h3" || authority != `":443"` {
			continue
		}
		maxAge = defaultMaxAge
		for parameter := range strings.SplitSeq(parameters, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if name != "ma" {
				continue
			}
			seconds, err := strconv.ParseUint(value, 10, 31)
			if err != nil {
				return 0, false
			}
			maxAge = time.Duration(seconds) * time.Second
		}
		return maxAge, maxAge > 0
	}
	return 0, false
}

// protocolFor is what the browser speaks on connections that it opens to a host:
// HTTP/3 where it has learnt in an earlier load that it can.
func (l *load) protocolFor(host string) *protocol {
	if l.alternative != nil && l.cfg.Memory.offered(host) {
		return l.alternative
	}
	return l.proto
}

package har

import (
	"fmt"
	"slices"
	"time"
)

// A handshake of TLS has one round trip in version 1.3 (RFC 8446 §2) and two in
// 1.2 (RFC 5246 §7.3), and computing at both ends.
const (
	// secondTrip is how many round trips it has to take to count as two: somewhat
	// less than that, since the round trip is an estimate.
	secondTrip = 1.8
	// computing is what it takes beyond the round trip, where a recording does not
	// show more: what Chromium recorded on two slow cores, with one small
	// certificate.
	computing = 12 * time.Millisecond
	// slower is how many times that one handshake may take.
	slower = 1.5
)

// tls13 is when version 1.3 was published (RFC 8446).
var tls13 = time.Date(2018, time.August, 1, 0, 0, 0, 0, time.UTC)

// estimateTLS tells the hosts' versions: as the recording says, otherwise by how
// long the quickest handshake took, since waiting and computing only make it
// longer. Of a host that is near, computing looks like another round trip, and
// what it takes is learned from those that are far.
func (e *Estimate) estimateTLS(l *Load) {
	groups := byHost(l.Fetches)
	took := make([]time.Duration, len(groups)) // 0: no handshake shows
	var beyond []time.Duration
	for i, fetches := range groups {
		if all := samplesOf(fetches, l, &Estimate{}).tls; len(all) > 0 {
			took[i] = slices.Min(all)
		}
		rtt := e.Hosts[i].RTT
		if took[i] > rtt && took[i] < trips(rtt) {
			beyond = append(beyond, took[i]-rtt)
		}
	}
	most := time.Duration(slower * float64(max(computing, median(beyond))))
	if l.own {
		most = 0 // it computes in no time
	}
	for i, fetches := range groups {
		e.Hosts[i].estimateTLS(fetches, took[i], most)
	}
}

// trips is how long two round trips are at the least.
func trips(rtt time.Duration) time.Duration { return time.Duration(secondTrip * float64(rtt)) }

// estimateTLS is Estimate's, of one host: its quickest handshake took that long,
// with so much computing at the most.
func (h *HostEstimate) estimateTLS(fetches []*Fetch, took, computing time.Duration) {
	if h.Scheme != "https" {
		return
	}
	said := map[string]int{}
	for _, f := range fetches {
		if f.TLS != "" {
			said[f.TLS]++
		}
	}
	h.TLS = "1.3"
	switch {
	case len(said) > 0:
		h.TLS, h.TLSBasis = most(said), "the recording says so"
	case h.Protocol == http3:
		h.TLSBasis = "HTTP/3 has no other"
	case took == 0 || h.RTT == 0:
		h.TLSBasis = "a guess: no handshake shows"
	case took < trips(h.RTT):
		h.TLSBasis = fmt.Sprintf("its handshake took %s, one round trip", short(took))
	case took > h.RTT+computing:
		h.TLS = "1.2"
		h.TLSBasis = fmt.Sprintf("its handshake took %s, two round trips or more", short(took))
	case fetches[0].Begin.Before(tls13):
		h.TLS = "1.2"
		h.TLSBasis = fmt.Sprintf("its handshake took %s, two round trips or one and computing, and version 1.3 came later", short(took))
	default:
		h.TLSBasis = fmt.Sprintf("a guess, as most have it: its handshake took %s, one round trip and computing or two", short(took))
	}
}

package har

import (
	"fmt"
	"time"
)

// noise is the part of a round trip, and the time, below which a wait is not
// told from the network's and the browser's own.
const (
	noiseShare = 0.2
	noiseTime  = 5 * time.Millisecond
)

// estimateThink puts down to the server what an answer took longer than a round
// trip and than the link was busy with other answers meanwhile.
func (e *Estimate) estimateThink(l *Load) {
	e.thinks = make([]time.Duration, len(l.Fetches))
	flows := e.flows(l)
	byHost := map[string][]time.Duration{}
	for i, f := range l.Fetches {
		h := e.Host(f.Host)
		busy := 0.0
		for k := range flows {
			busy += flows[k].within(f.Sent, f.First)
		}
		think := f.First - f.Sent - h.RTT
		if e.Down > 0 {
			queued := time.Duration(busy / e.Down * float64(time.Second))
			if h != &e.Hosts[0] { // the page's host waited in the same queue
				if over, ok := waited(l, &e.Hosts[0], f.Sent, f.First); ok {
					queued = min(queued, over)
				}
			}
			think -= queued
		}
		if think < max(noiseTime, time.Duration(noiseShare*float64(h.RTT))) {
			think = 0
		}
		e.thinks[i] = think
		byHost[f.Host] = append(byHost[f.Host], think)
	}
	for i := range e.Hosts {
		e.Hosts[i].Think = median(byHost[e.Hosts[i].Host])
	}
	if len(e.Hosts) == 0 {
		return
	}
	page := &e.Hosts[0]
	e.Think = page.Think
	e.ThinkBasis = fmt.Sprintf("wait less a round trip, and less what the link was busy meanwhile; the median of %d answers of %s", len(byHost[page.Host]), page.Host)
	if page.Low == 0 {
		e.NotToldApart = true
		e.ThinkBasis = "the recording has no handshake with " + page.Host + ", so the server's time cannot be told from the distance: it is in the RTT"
	}
}

// estimateDNS takes the median of the lookups that show.
func (e *Estimate) estimateDNS(l *Load) {
	var all []time.Duration
	for _, f := range l.Fetches {
		if f.Phases.DNS >= time.Millisecond {
			all = append(all, f.Phases.DNS)
		}
	}
	e.DNS = median(all)
	switch len(all) {
	case 0:
		e.DNSBasis = "no lookup shows"
	case 1:
		e.DNSBasis = "the one lookup that shows"
	default:
		e.DNSBasis = fmt.Sprintf("the median of %d lookups", len(all))
	}
}

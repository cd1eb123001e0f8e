package har

import (
	"fmt"
	"slices"
	"time"
)

// fullLink is the part of a handshake's time in which the link has to have been
// busy for its queue to be taken as part of it.
const fullLink = 0.7

// withoutQueues corrects the distances of the hosts but the page's own: a
// handshake on a full link waits in its queue, as the answers of the page's
// host did at that time. What those took longer than a round trip is taken off.
func (e *Estimate) withoutQueues(l *Load) {
	if len(e.Hosts) < 2 || e.Down == 0 || e.Hosts[0].RTT == 0 {
		return
	}
	own := &e.Hosts[0]
	flows := e.flows(l)
	for i := range e.Hosts[1:] {
		h := &e.Hosts[i+1]
		if h.Low == 0 {
			continue // it is not from handshakes
		}
		var shorter []time.Duration
		corrected := false
		for _, f := range l.Fetches {
			if f.Host != h.Host || f.Phases.Connect <= 0 {
				continue
			}
			from := f.Asked - f.Phases.SetUp()
			till := from + f.Phases.Connect
			queued, _ := waited(l, own, from, till)
			busy := 0.0
			for k := range flows {
				busy += flows[k].within(from, till)
			}
			if busy < fullLink*e.Down*(till-from).Seconds() {
				queued = 0
			}
			corrected = corrected || queued > 0
			shorter = append(shorter, max(f.Phases.Connect-queued, f.Phases.Connect/2))
		}
		if rtt := median(shorter); corrected && rtt < h.RTT {
			h.Basis += fmt.Sprintf("; less the queue of the full link, in which answers of %s waited meanwhile", own.Host)
			h.RTT, h.Low = rtt, min(h.Low, slices.Min(shorter))
		}
	}
}

// waited is what the answers of a host took longer than a round trip, of those
// that were waited for between two times: their median. Not ok: there was none.
func waited(l *Load, h *HostEstimate, from, till time.Duration) (over time.Duration, ok bool) {
	var all []time.Duration
	for _, f := range l.Fetches {
		if f.Host == h.Host && f.Sent < till && f.First > from {
			all = append(all, max(0, f.First-f.Sent-h.RTT))
		}
	}
	return median(all), len(all) > 0
}

// queueSamples is how many answers have to have waited on a full link for the
// depth of its queue to be told from them.
const queueSamples = 5

// leastTimeout is the shortest after which TCP sends again what nobody has
// acknowledged (Linux' TCP_RTO_MIN, include/net/tcp.h).
const leastTimeout = 200 * time.Millisecond

// estimateQueue takes for the depth of the link's queue the longest that answers
// waited in it on a full link, but for the longest twentieth: those were lost on
// the way. Answers of HTTP/2 and 3 wait for each other as well. A queue that
// was never full is deeper than that: it was full if something was lost.
func (e *Estimate) estimateQueue(l *Load) {
	if e.Down == 0 {
		return
	}
	flows := e.flows(l)
	lost := false
	var all []time.Duration
	for _, f := range l.Fetches {
		if multiplexed(f.Protocol) {
			continue
		}
		// Its bytes with a sixth of the link, and a timeout.
		took := time.Duration(browserLimit * float64(f.Bytes()) * packets * 8 / e.Down * float64(time.Second))
		lost = lost || f.End-f.First > took+leastTimeout
		h := e.Host(f.Host)
		over := f.First - f.Sent - h.RTT
		if over <= 0 || e.thinks[f.ID] > 0 {
			continue
		}
		busy := 0.0
		for k := range flows {
			busy += flows[k].within(f.Sent, f.First)
		}
		if busy >= fullLink*e.Down*(f.First-f.Sent).Seconds() {
			all = append(all, over)
		}
	}
	if !lost || len(all) < queueSamples {
		return
	}
	slices.Sort(all)
	e.Queue = all[(len(all)-1)*19/20]
	e.QueueBasis = fmt.Sprintf("it was full, since packets were lost: the longest that %d answers waited on a full link beyond a round trip, without the longest twentieth", len(all))
}

package har

import (
	"cmp"
	"slices"
	"time"
)

// Facts are what a load shows of itself, without a model.
type Facts struct {
	Total       time.Duration // as Load.Total
	Requests    int
	Bytes       int64
	Connections int
	Reused      int           // requests that found a connection open
	Handshakes  time.Duration // of TCP, TLS and QUIC, as far as requests waited for them
	Fetching    time.Duration // of all requests together, side by side or not

	// Waited are the fetches that waited for one of the connections that a
	// browser opens to a host over HTTP/1.x, as long as Waiting together.
	Waited  []*Fetch
	Waiting time.Duration

	// Held are the fetches that waited although a connection was free or could
	// have been opened: the browser held them back.
	Held []*Fetch

	Hosts   []HostFacts // the most expensive first
	Slowest []Slow      // the longest phases, the longest first
}

// HostFacts is what a host cost.
type HostFacts struct {
	Host        string
	Protocols   map[string]int // requests by protocol
	Requests    int
	Bytes       int64
	Connections int
	Handshakes  time.Duration
	Fetching    time.Duration // of its requests together: its cost
}

// Slow is a phase that took long.
type Slow struct {
	*Fetch
	Phase string
	Took  time.Duration
}

// leastWait is how long a request has to wait for a connection to count as
// waiting: less is the browser's own time.
const leastWait = 5 * time.Millisecond

// leastHold is the same of one that the browser holds back: it has to make a
// request ready, and dozens at once.
const leastHold = 40 * time.Millisecond

// slowest is how many of the longest phases are listed.
const slowest = 8

// Facts looks at the load.
func (l *Load) Facts() *Facts {
	f := &Facts{Total: l.Total(), Requests: len(l.Fetches), Connections: len(l.Connections)}
	for _, group := range byHost(l.Fetches) {
		f.Hosts = append(f.Hosts, hostFacts(group, l))
	}
	for i := range f.Hosts {
		f.Handshakes += f.Hosts[i].Handshakes
		f.Fetching += f.Hosts[i].Fetching
		f.Bytes += f.Hosts[i].Bytes
	}
	slices.SortStableFunc(f.Hosts, func(a, b HostFacts) int { return cmp.Compare(b.Fetching, a.Fetching) })
	for _, x := range l.Fetches {
		if x.Phases.SetUp() == 0 {
			f.Reused++
		}
		switch l.Wait(x) {
		case WaitLimit:
			f.Waited = append(f.Waited, x)
			f.Waiting += max(0, x.Phases.Blocked)
		case WaitHeld:
			f.Held = append(f.Held, x)
		}
		for _, p := range []Slow{
			{x, "blocked", x.Phases.Blocked},
			{x, "dns", x.Phases.DNS},
			{x, "connect", x.Phases.Connect},
			{x, "tls", x.Phases.TLS},
			{x, "send", x.Phases.Send},
			{x, "wait", x.Phases.Wait},
			{x, "receive", x.Phases.Receive},
		} {
			if p.Took > 0 {
				f.Slowest = append(f.Slowest, p)
			}
		}
	}
	slices.SortStableFunc(f.Slowest, func(a, b Slow) int { return cmp.Compare(b.Took, a.Took) })
	f.Slowest = f.Slowest[:min(slowest, len(f.Slowest))]
	return f
}

func hostFacts(group []*Fetch, l *Load) HostFacts {
	h := HostFacts{Host: group[0].Host, Protocols: map[string]int{}, Requests: len(group)}
	for _, f := range group {
		h.Protocols[f.Protocol]++
		h.Bytes += f.Bytes()
		h.Handshakes += f.Phases.SetUp()
		h.Fetching += f.End - f.Start
	}
	for _, c := range l.Connections {
		if c.Host == h.Host {
			h.Connections++
		}
	}
	return h
}

// Waiting is why a request was not sent at once.
type Waiting int

// The reasons.
const (
	WaitNothing Waiting = iota // it was, or waited for a name, a handshake or the browser's own work
	WaitLimit                  // HTTP/1.x: all connections to its host were in use, and the browser opens no more
	WaitHeld                   // a connection was free, or one more could have been opened
)

// Limit is how many connections of HTTP/1.x to one host at a time the browser
// allows: Chromium six, others as many as the load shows, if requests waited.
func (l *Load) Limit(host string) int {
	if seen := l.atOnce(host); seen > 1 && seen < browserLimit && !l.chrome {
		return seen
	}
	return browserLimit
}

// atOnce is how many connections of HTTP/1.x to a host were in use together.
func (l *Load) atOnce(host string) int {
	most := 0
	for _, c := range l.Connections {
		if c.Host == host && !multiplexed(c.Protocol) {
			most = max(most, l.busy(host, c.Fetches[0].Asked))
		}
	}
	return most
}

// Wait says why a request was not sent at once.
func (l *Load) Wait(f *Fetch) Waiting {
	if f.Phases.Blocked < leastWait {
		return WaitNothing
	}
	if multiplexed(f.Protocol) {
		if f.Asked-f.Connection.Ready() < leastWait || f == f.Connection.Fetches[0] {
			return WaitNothing // for the handshake that another request had begun
		}
		return held(f)
	}
	if f == l.Fetches[0] {
		return WaitNothing
	}
	limit := l.Limit(f.Host)
	// Just before, the last of them was in use, or it took the browser a while to
	// notice that it was free.
	for at := f.Asked - leastHold; at < f.Asked; at += leastWait {
		if at > f.Start && l.busy(f.Host, at) >= limit {
			return WaitLimit
		}
	}
	return held(f)
}

func held(f *Fetch) Waiting {
	if f.Phases.Blocked < leastHold {
		return WaitNothing
	}
	return WaitHeld
}

// busy is how many connections of HTTP/1.x to a host are in use or being opened
// at some time.
func (l *Load) busy(host string, at time.Duration) int {
	n := 0
	for _, c := range l.Connections {
		if c.Host != host || multiplexed(c.Protocol) {
			continue
		}
		for _, x := range c.Fetches {
			if x.Asked-x.Phases.SetUp() <= at && at < x.End {
				n++
				break
			}
		}
	}
	return n
}

package timeline

import (
	"fmt"
	"strings"
	"time"
)

// Ledger counts the round trips on a run's critical path.
type Ledger struct {
	Connect   int // TCP's handshakes, or QUIC's
	TLS       int
	Waves     int // requests that were answered before the next could go
	SlowStart int // rounds more that a response took because the window was still small

	RTT   time.Duration
	Total time.Duration // the run's
}

// Ledger counts the round trips on the critical path. It is zero when the run
// has no RTT.
func (r *Run) Ledger() Ledger {
	if r.RTT <= 0 {
		return Ledger{}
	}
	l := Ledger{RTT: r.RTT, Total: r.Total}
	w := newWalk(r)
	for _, step := range r.CriticalPath() {
		rounds := l.rounds(step.Length())
		switch step.Phase {
		case Connect:
			l.Connect += rounds
		case TLS:
			l.TLS += rounds
		case Wait:
			if rounds > 0 {
				l.Waves++
				l.SlowStart += r.slowStart(w.of(step), step, r.RTT)
			}
		case Receive:
			l.SlowStart += r.slowStart(w.of(step), step, 0)
		}
	}
	return l
}

// RoundTrips is their sum.
func (l Ledger) RoundTrips() int { return l.Connect + l.TLS + l.Waves + l.SlowStart }

// Time is what the round trips took. The rest of Total went into sending
// bytes, the server's thinking, queues and name look-ups.
func (l Ledger) Time() time.Duration { return time.Duration(l.RoundTrips()) * l.RTT }

// String is the ledger in one line: "TCP 1, TLS 2, 17 waves, slow start 2 = 22
// RTT".
func (l Ledger) String() string {
	waves := "%d waves"
	if l.Waves == 1 {
		waves = "%d wave"
	}
	var parts []string
	for _, p := range []struct {
		format string
		n      int
	}{{"TCP %d", l.Connect}, {"TLS %d", l.TLS}, {waves, l.Waves}, {"slow start %d", l.SlowStart}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.format, p.n))
		}
	}
	if len(parts) == 0 {
		return "no round trips"
	}
	return fmt.Sprintf("%s = %d RTT", strings.Join(parts, ", "), l.RoundTrips())
}

// rounds is how many whole round trips fit into d. A tenth of one may be
// missing: a resource may have been named when the handshake that it waits for
// had already begun, and phases are cut where the browser sees them.
func (l Ledger) rounds(d time.Duration) int {
	return int((max(d, 0) + l.RTT/10) / l.RTT)
}

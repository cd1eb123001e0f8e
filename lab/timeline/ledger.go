package timeline

import (
	"fmt"
	"math/bits"
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

// initialWindow is what a connection may send before its first ACK: ten
// segments of 1448 bytes (RFC 6928).
const initialWindow = 14480

// Ledger counts the round trips on the critical path. It is zero when the run
// has no RTT.
func (r *Run) Ledger() Ledger {
	if r.RTT <= 0 {
		return Ledger{}
	}
	l := Ledger{RTT: r.RTT, Total: r.Total}
	w := newWalk(r)
	spare := w.slowStartRounds()
	for _, step := range r.CriticalPath() {
		rounds := l.rounds(step.Length())
		switch step.Phase {
		case Connect:
			l.Connect += rounds
		case TLS:
			l.TLS += rounds
		case Wait, Receive:
			if step.Phase == Wait && rounds > 0 {
				l.Waves++
			}
			res := &r.Resources[w.byID[step.Resource]]
			extra := l.rounds(step.Length() - r.transfer(step.From, step.To))
			if step.Phase == Wait {
				extra = l.rounds(step.Length()-r.transfer(step.From, step.To)-res.Think) - 1
			}
			extra = max(min(extra, spare[res.Connection]), 0)
			spare[res.Connection] -= extra
			l.SlowStart += extra
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
	var parts []string
	for _, p := range []struct {
		format string
		n      int
	}{{"TCP %d", l.Connect}, {"TLS %d", l.TLS}, {"%d waves", l.Waves}, {"slow start %d", l.SlowStart}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.format, p.n))
		}
	}
	if len(parts) == 0 {
		return "no round trips"
	}
	return fmt.Sprintf("%s = %d RTT", strings.Join(parts, ", "), l.RoundTrips())
}

// rounds is how many whole round trips fit into d. A hundredth of one may be
// missing: sending and receiving are cut into phases at the browser, a little
// to one side or the other of the packet's own time.
func (l Ledger) rounds(d time.Duration) int {
	return int((max(d, 0) + l.RTT/100) / l.RTT)
}

// transfer is how long the access link needs for the bytes that arrived from
// from to to, when every body arrives evenly over its Receive; 0 without a
// limit.
func (r *Run) transfer(from, to time.Duration) time.Duration {
	if r.Down <= 0 {
		return 0
	}
	var bytes float64
	for i := range r.Resources {
		res := &r.Resources[i]
		end := res.End()
		begin := end - res.Receive
		if begin == end {
			if from < end && end <= to {
				bytes += float64(res.Bytes)
			}
			continue
		}
		if overlap := min(end, to) - max(begin, from); overlap > 0 {
			bytes += float64(res.Bytes) * float64(overlap) / float64(end-begin)
		}
	}
	return time.Duration(bytes * 8 / float64(r.Down) * float64(time.Second))
}

// slowStartRounds is, by Connection.ID, how many rounds after the first a
// connection needs at most for its bytes while its window doubles from ten
// segments: k rounds carry initialWindow (2^k - 1) bytes.
func (w *walk) slowStartRounds() map[int]int {
	bytes := make(map[int]int64, len(w.conns))
	for i := range w.run.Resources {
		bytes[w.run.Resources[i].Connection] += w.run.Resources[i].Bytes
	}
	rounds := make(map[int]int, len(bytes))
	for id, n := range bytes {
		if n > 0 {
			rounds[id] = bits.Len64(uint64((n-1)/initialWindow+1)) - 1
		}
	}
	return rounds
}

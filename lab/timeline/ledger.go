package timeline

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Ledger counts the round trips on a run's critical path.
type Ledger struct {
	Transport string // whose handshakes Connect counts: "TCP", "QUIC", or "TCP/QUIC" for both

	Connect   int // TCP's handshakes, or QUIC's
	TLS       int
	Waves     int // requests that were answered before the next could go
	SlowStart int // rounds more that a response took because the window was still small

	RTT   time.Duration // of the network that the run began on
	Took  time.Duration // what the round trips took, each at the RTT that was in force when its wait began
	Total time.Duration // the run's
}

// Ledger counts the round trips on the critical path. It is zero when no
// path of the run has an RTT. A handshake counts as many as its protocol has, if it took that
// long: what it took beyond them, it waited for retransmissions, for a slow
// link or in a queue.
func (r *Run) Ledger() Ledger {
	if !r.anyRTT() || len(r.Resources) == 0 {
		return Ledger{}
	}
	l := Ledger{Transport: r.transport(), RTT: r.RTT, Total: r.Total}
	w := newWalk(r)
	for _, step := range r.CriticalPath() {
		var conn *Connection
		if step.Resource >= 0 {
			conn = w.conns[w.of(step).Connection]
		}
		rtt := r.rttAt(conn, step.From)
		fit := rounds(step.Length(), rtt)
		n := 0
		switch step.Phase {
		case Connect:
			n = min(fit, conn.dialogue(fit, connectTrips(conn)))
			l.Connect += n
		case TLS:
			n = min(fit, conn.dialogue(fit, r.tlsTrips(conn)))
			l.TLS += n
		case Wait:
			if fit > 0 {
				more := r.slowStart(w.of(step), conn, step, rtt)
				waves := conn.dialogue(rounds(step.Length()-w.of(step).Think, rtt), 1)
				l.Waves += waves
				l.SlowStart += more
				n = waves + more
			}
		case Receive:
			n = r.slowStart(w.of(step), conn, step, 0)
			l.SlowStart += n
		}
		l.Took += time.Duration(n) * rtt
	}
	return l
}

// RoundTrips is their sum.
func (l Ledger) RoundTrips() int { return l.Connect + l.TLS + l.Waves + l.SlowStart }

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
	}{{l.Transport + " %d", l.Connect}, {"TLS %d", l.TLS}, {waves, l.Waves}, {"slow start %d", l.SlowStart}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.format, p.n))
		}
	}
	if len(parts) == 0 {
		return "no round trips"
	}
	return fmt.Sprintf("%s = %d RTT", strings.Join(parts, ", "), l.RoundTrips())
}

// dialogue is how many round trips a step in which both ends talk has: all of its
// time, on a connection to a database, whose start-up, password and SSLRequest
// are questions and answers. Others have known.
func (c *Connection) dialogue(fit, known int) int {
	if c != nil && c.Protocol == "postgres" {
		return fit
	}
	return known
}

// connectTrips is how many round trips the handshake of a connection's
// transport has: one, and for QUIC perhaps one more. A server may send three
// times what the client has sent until it has validated the address (RFC 9000
// §8.1), which is 3600 bytes after a first datagram of 1200 (§14.1): larger
// certificates may have to wait for the client's answer.
func connectTrips(c *Connection) int {
	if c != nil && c.Protocol == "h3" && c.Certificates > 3*1200 {
		return 2
	}
	return 1
}

// tlsTrips is how many round trips TLS over TCP has: one in 1.3 (RFC 8446 §2),
// and in 1.2 two, or one when it resumes (RFC 5246 §7.3); and one more for each
// initial window that the certificates fill, and its doubles.
func (r *Run) tlsTrips(c *Connection) int {
	n := 1
	if c == nil {
		return n
	}
	if cmp.Or(c.TLSVersion, r.TLS) == "1.2" && !c.Resumed {
		n = 2
	}
	window := int(segment) * r.windowOf(c)
	for left := c.Certificates; left > window; window *= 2 {
		left -= window
		n++
	}
	return n
}

// transport is what carried the run's connections.
func (r *Run) transport() string {
	tcp, quic := false, false
	for i := range r.Connections {
		tcp = tcp || r.Connections[i].Protocol != "h3"
		quic = quic || r.Connections[i].Protocol == "h3"
	}
	switch {
	case tcp && quic:
		return "TCP/QUIC"
	case quic:
		return "QUIC"
	}
	return "TCP"
}

// rounds is how many whole round trips fit into d. A tenth of one may be
// missing: a resource may have been named when the handshake that it waits for
// had already begun, and phases are cut where the browser sees them.
func rounds(d, rtt time.Duration) int {
	if rtt <= 0 {
		return 0
	}
	return int((max(d, 0) + rtt/10) / rtt)
}

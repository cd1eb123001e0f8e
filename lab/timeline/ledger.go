package timeline

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Ledger counts the round trips that the end of a run waited for.
type Ledger struct {
	Transport string // whose handshakes Connect counts: "TCP", "QUIC", or "TCP/QUIC" for both

	Connect   int // TCP's handshakes, or QUIC's
	TLS       int
	Login     int // of a database
	Waves     int // requests that were answered before the next could go
	SlowStart int // rounds more that a response took because the window was still small

	RTT   time.Duration // of the network that the run began on
	Took  time.Duration // what the causes tcp, tls, quic, login, request and slow_start took together
	Total time.Duration // the run's
}

// Ledger counts the round trips in the run's Pieces. Where nobody looked for
// causes it counts those that the phases of the critical path have room for, and
// knows of no slow start. It is zero when no path of the run has an RTT.
//
// A handshake counts as many as its protocol has, if it took that long, and a
// request one: what they took beyond that was a slow link, or a queue. Slow start
// counts the rounds in which it held the response back; the rest of a round's
// time is the window's bytes on the link.
func (r *Run) Ledger() Ledger {
	if !r.anyRTT() || len(r.Resources) == 0 {
		return Ledger{}
	}
	l := Ledger{Transport: r.transport(), RTT: r.RTT, Total: r.Total}
	w := newWalk(r)
	pieces := r.Pieces
	if pieces == nil {
		pieces = w.guess()
	}
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].Resource == pieces[0].Resource {
			n++
		}
		w.count(&l, pieces[:n])
		pieces = pieces[n:]
	}
	return l
}

// count adds the round trips of one resource, whose pieces they are.
func (w *walk) count(l *Ledger, pieces []Piece) {
	var conn *Connection
	if i, ok := w.byID[pieces[0].Resource]; ok {
		conn = w.conns[w.run.Resources[i].Connection]
	}
	fits := func(causes ...Cause) int {
		var sum, rtt time.Duration
		for _, p := range pieces {
			for _, c := range causes {
				if p.Cause == c {
					rtt = cmp.Or(rtt, w.run.rttAt(conn, p.From)) // that in force when it began
					sum += p.Length()
				}
			}
		}
		l.Took += sum
		return rounds(sum, rtt)
	}
	fit := fits(TCP, QUIC)
	l.Connect += min(fit, connectTrips(conn))
	fit = fits(TLSSetUp)
	l.TLS += min(fit, conn.dialogue(fit, w.run.tlsTrips(conn)))
	l.Login += fits(Login)
	fit = fits(Asking)
	l.Waves += min(fit, conn.dialogue(fit, 1))
	fits(SlowStart)
	l.SlowStart += w.run.slowStart(conn, pieces)
}

// slowStart counts the rounds of slow start. Each leaves the link idle once: for
// a round trip less what its window takes to send, and for longer only where the
// link takes no time and one round's idle time joins the next one's. Other bytes
// can divide it, so that a round trip counts once, however often it is idle.
func (r *Run) slowStart(conn *Connection, pieces []Piece) int {
	n, counted := 0, time.Duration(-1)
	for _, p := range pieces {
		rtt := r.rttAt(conn, p.From)
		if p.Cause != SlowStart || rtt <= 0 {
			continue
		}
		if at := max(p.From, counted); p.To-at > rtt/10 {
			more := max(1, rounds(p.To-at, rtt))
			n += more
			counted = at + time.Duration(more)*rtt
		}
	}
	return n
}

// RoundTrips is their sum.
func (l Ledger) RoundTrips() int { return l.Connect + l.TLS + l.Login + l.Waves + l.SlowStart }

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
	}{{l.Transport + " %d", l.Connect}, {"TLS %d", l.TLS}, {"login %d", l.Login}, {waves, l.Waves}, {"slow start %d", l.SlowStart}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.format, p.n))
		}
	}
	if len(parts) == 0 {
		return "no round trips"
	}
	return fmt.Sprintf("%s = %d RTT", strings.Join(parts, ", "), l.RoundTrips())
}

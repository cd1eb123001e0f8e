package timeline

import (
	"cmp"
	"time"
)

const (
	initialWindow = 10   // segments that a connection may send before its first ACK (RFC 6928)
	segment       = 1448 // bytes in each, of 1500, when it carries a timestamp (RFC 7323)
)

// guess makes pieces of the phases of the critical path, for a run of which
// nobody has looked for causes: as many round trips as a phase has room for, and
// what is left is nobody's.
func (w *walk) guess() (pieces []Piece) {
	for _, step := range w.path() {
		add := func(c Cause, length time.Duration) {
			pieces = append(pieces, Piece{Cause: c, Resource: step.Resource, From: step.From, To: step.From + min(max(length, 0), step.Length())})
		}
		if step.Resource < 0 {
			continue
		}
		res := w.of(step)
		conn := w.conns[res.Connection]
		rtt := w.run.rttAt(conn, step.From)
		fit := rounds(step.Length(), rtt)
		trips := func(known int) time.Duration { return time.Duration(conn.dialogue(fit, known)) * rtt }
		switch step.Phase {
		case Connect:
			cause := TCP
			if res.Protocol == "h3" {
				cause = QUIC
			}
			first := time.Duration(connectTrips(conn)) * rtt
			add(cause, first)
			if conn != nil && conn.Login > 0 {
				pieces = append(pieces, Piece{Cause: Login, Resource: step.Resource, From: min(step.From+first, step.To), To: step.To})
			}
		case TLS:
			add(TLSSetUp, trips(w.run.tlsTrips(conn)))
		case Wait:
			add(Asking, min(step.Length()-res.Think, trips(1)))
		}
	}
	return pieces
}

// dialogue is how many round trips a step in which both ends talk has: all of its
// time, on a connection to a database, whose SSLRequest and preparing are
// questions and answers. Others have known.
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
	window := segment * r.windowOf(c)
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

package tcp

import "time"

// Proportional rate reduction: during recovery the window comes down as data
// is delivered, so that sending neither stalls nor bursts (RFC 6937;
// tcp_input.c: tcp_cwnd_reduction).

type prr struct {
	prior     int // window before the reduction
	delivered int
	out       int // sent since
}

func (q *sender) startReduction(c *Conn) {
	q.highSeq = c.sndNxt
	q.tlpHigh = 0
	q.cwndCount = 0
	q.prr = prr{prior: q.cwnd}
	q.cutFrom = max(q.cutFrom, q.cwnd)
	q.threshold = q.cc.ssthresh(q)
}

func (q *sender) reduce(delivered, lost int, f ackFlag) {
	if delivered <= 0 || q.prr.prior == 0 {
		return
	}
	p := &q.prr
	flight := q.board.inFlight()
	delta := q.threshold - flight
	p.delivered += delivered
	var n int
	if delta < 0 {
		n = (q.threshold*p.delivered+p.prior-1)/p.prior - p.out
	} else {
		n = max(p.delivered-p.out, delivered)
		if f&ackProgress != 0 && lost == 0 {
			n++
		}
		n = min(delta, n)
	}
	if p.out == 0 {
		n = max(n, 1) // the fast retransmit itself
	}
	q.cwnd = flight + max(n, 0)
}

// endReduction settles on the threshold (tcp_end_cwnd_reduction).
func (q *sender) endReduction(c *Conn, now time.Duration) {
	if q.rates != nil {
		return
	}
	if q.threshold < infinite && (q.undoMarker > 0 || q.state == caCWR) {
		q.cwnd = q.threshold
		q.usedStamp = now
	}
	q.cc.event(q, c, now, eventRecovered)
}

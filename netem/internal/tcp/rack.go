package tcp

import "time"

// RACK: a segment is lost when one sent sufficiently later has been delivered
// (RFC 8985; tcp_recovery.c).

const (
	timerSlack    = 2 * time.Millisecond // TCP_TIMEOUT_MIN_US
	rackThreshold = 16                   // TCP_RACK_RECOVERY_THRESH
)

// ticks rounds up to the kernel's ticks, as its timers do: without that the
// reordering timer would often beat the third duplicate ACK.
func ticks(d time.Duration) time.Duration { return (d + jiffy - 1) / jiffy * jiffy }

type rack struct {
	at        time.Duration // when the most recently sent of the delivered was sent
	end       int64
	rtt       time.Duration
	advanced  bool
	dsack     bool // a duplicate was reported
	reordered bool
	steps     uint8 // the window in quarters of the least round trip
	persist   uint8 // recoveries until the window shrinks again
	adapted   int64 // delivered when it last widened
}

func sentAfter(t1, t2 time.Duration, seq1, seq2 int64) bool {
	return t1 > t2 || t1 == t2 && seq1 > seq2
}

// advance takes a delivered segment (tcp_rack_advance).
func (r *rack) advance(q *sender, now time.Duration, e *sent) {
	rtt := now - e.at
	if rtt < q.rtt.min.get() && e.marks&markEver != 0 {
		return // it may be the original that was acknowledged
	}
	r.advanced = true
	r.rtt = rtt
	if sentAfter(e.at, r.at, e.end, r.end) {
		r.at, r.end = e.at, e.end
	}
}

// window is how much reordering is tolerated (tcp_rack_reo_wnd).
func (r *rack) window(q *sender) time.Duration {
	if !r.reordered && (q.state >= caRecovery || q.board.sacked >= q.reordering) {
		return 0
	}
	return min(q.rtt.min.get()>>2*time.Duration(max(1, r.steps)), q.rtt.smoothed())
}

// adapt widens the window after a DSACK, once a round trip
// (tcp_rack_update_reo_wnd).
func (r *rack) adapt(q *sender) {
	switch {
	case r.dsack && q.delivered > r.adapted:
		r.steps = min(255, max(1, r.steps)+1)
		r.dsack = false
		r.adapted = q.delivered + int64(q.board.inFlight())
		r.persist = rackThreshold
	case r.persist == 0:
		r.steps = 1
	}
}

// detect marks what is lost and says when to look again; 0 for not at all
// (tcp_rack_detect_loss).
func (r *rack) detect(q *sender, now time.Duration) (wait time.Duration) {
	reo := r.window(q)
	for i := q.board.oldest; i != none; {
		e := q.board.at(i)
		next := e.next
		if e.marks&markLost != 0 && e.marks&markAgain == 0 {
			i = next
			continue
		}
		if !sentAfter(r.at, e.at, r.end, e.end) {
			break
		}
		if left := r.rtt + reo - (now - e.at); left <= 0 {
			q.lose(i)
			q.board.unlink(i)
		} else {
			wait = max(wait, left)
		}
		i = next
	}
	return wait
}

// identify looks for losses after an ACK (tcp_identify_packet_loss,
// tcp_rack_mark_lost).
func (q *sender) identify(c *Conn, now time.Duration, n *ackNews) {
	if q.board.len() == 0 {
		return
	}
	if !c.sack {
		q.renoLoss(n)
		return
	}
	if !q.rack.advanced {
		return
	}
	q.rack.advanced = false
	again := q.board.again
	if wait := q.rack.detect(q, now); wait > 0 {
		c.setTimer(timerReorder, now+ticks(wait+timerSlack))
		n.flags &^= ackSetTimer
	}
	if q.board.again < again {
		n.flags |= ackLostAgain
	}
}

// lose marks an entry lost and counts it.
func (q *sender) lose(i uint32) {
	m := q.board.at(i).marks
	if m&markSacked == 0 && (m&markLost == 0 || m&markAgain != 0) {
		q.lostEver++
	}
	q.board.markLost(i)
}

// renoLoss is what can be told without SACK: three duplicate ACKs, or in
// recovery an ACK that stops short (RFC 6582; tcp_newreno_mark_lost).
func (q *sender) renoLoss(n *ackNews) {
	if q.state < caRecovery && q.board.sacked >= q.reordering || q.state == caRecovery && n.flags&ackProgress != 0 {
		if m := q.board.at(q.board.head).marks; m&markLost == 0 {
			q.lose(q.board.head)
			q.renoLimit()
		}
	}
}

// reorderTimeout: what was given time to arrive has not (tcp_rack_reo_timeout).
func (c *Conn) reorderTimeout(now time.Duration) {
	q := c.snd
	if q == nil || q.board.len() == 0 {
		return
	}
	before, lost := q.board.inFlight(), q.lostEver
	q.rack.detect(q, now)
	if q.board.inFlight() != before {
		if q.state != caRecovery {
			q.enterRecovery(c, now)
			if q.rates == nil {
				q.reduce(1, int(q.lostEver-lost), 0)
			}
		}
		q.retransmit = true
	}
	if c.rtx != timerRTO {
		c.rearm(now)
	}
}

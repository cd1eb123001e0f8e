package tcp

import "time"

// Tail loss probe: when no ACK comes for two round trips, send something that
// will bring one, so that RACK finds what was lost without a timeout (RFC 8985
// §7; tcp_output.c: tcp_schedule_loss_probe, tcp_send_loss_probe).

// armLoss starts the timer that watches over what is in flight: the probe's
// where that is allowed, else the retransmission timer (tcp_set_xmit_timer).
func (c *Conn) armLoss(now time.Duration) {
	if !c.armTail(now, true) {
		c.rearm(now)
	}
}

// armTail starts the probe's timer. anew: the retransmission timer counts from
// now, not from when the head was sent.
func (c *Conn) armTail(now time.Duration, anew bool) bool {
	q := c.snd
	if !c.sack || q.board.len() == 0 || q.state != caOpen && q.state != caCWR {
		return false
	}
	wait := initialRTO
	if q.rtt.srtt > 0 {
		wait = q.rtt.srtt >> 2 // twice the smoothed round trip
		if q.board.len() == 1 {
			wait += q.rtt.floor // the receiver may delay the ACK
		} else {
			wait += timerSlack
		}
	}
	left := q.timeout()
	if !anew {
		left = q.timeoutLeft(now)
	}
	if left > 0 {
		wait = min(wait, left)
	}
	c.setTimer(timerTail, now+wait)
	return true
}

// tailTimeout asks for a probe: a new segment if there is one, else the last
// again.
func (c *Conn) tailTimeout(now time.Duration) {
	q := c.snd
	if q == nil || q.board.len() == 0 {
		return
	}
	if q.tlpHigh > 0 { // one is out already
		c.rearm(now)
		return
	}
	q.tailDue = true
}

// nextTail sends the probe.
func (c *Conn) nextTail(now time.Duration, s *Segment) bool {
	q := c.snd
	q.tailDue = false
	if q.board.len() == 0 {
		return false
	}
	q.tlpResent = false
	if !c.sendNew(now, s, true) {
		c.resend(now, s, q.board.tail-1)
		q.tlpResent = true
	}
	s.Probe, s.Timer = true, true
	q.tlpHigh = c.sndNxt
	c.setTimer(timerNone, Never)
	c.rearm(now)
	return true
}

// tailAck draws the conclusion from an ACK while a probe is out: a lost tail
// costs a window reduction even when the probe repaired it
// (tcp_process_tlp_ack).
func (q *sender) tailAck(c *Conn, now time.Duration, ack int64, n *ackNews) {
	switch {
	case ack < q.tlpHigh:
	case !q.tlpResent, n.flags&ackTailDup != 0:
		q.tlpHigh = 0
	case ack > q.tlpHigh:
		q.startReduction(c)
		q.state = caCWR
		q.endReduction(c, now)
		q.keepOpen(c)
	case n.flags&(ackProgress|ackNotDup|ackSacked) == 0:
		q.tlpHigh = 0
	}
}

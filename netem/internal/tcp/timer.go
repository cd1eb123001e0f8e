package tcp

import "time"

// timer is what the retransmission timer is running for: only one at a time,
// as in Linux (inet_connection_sock.icsk_pending).
type timer uint8

const (
	timerNone timer = iota
	timerSYN
	timerRTO
	timerTail    // tail loss probe
	timerReorder // RACK's reordering window
	timerWindow  // zero-window probe
)

func (c *Conn) setTimer(t timer, at time.Duration) { c.rtx, c.rtxAt = t, at }

// Deadline is when Timer wants to be called; Never when nothing is pending.
func (c *Conn) Deadline() time.Duration {
	end, send := c.Deadlines()
	return min(end, send)
}

// Deadlines is the same in two: of the timers that may end the connection, and
// of those that do nothing but send.
func (c *Conn) Deadlines() (end, send time.Duration) {
	send = c.ack.at
	if c.snd != nil {
		send = min(send, c.snd.pacing.wake)
	}
	return min(c.rtxAt, c.keepAt), send
}

// Timer does what is due. It may be called early or late.
func (c *Conn) Timer(now time.Duration) {
	if now >= c.ack.at {
		c.ack.timeout(c, now)
	}
	if c.snd != nil && now >= c.snd.pacing.wake {
		c.snd.pacing.wake = Never
	}
	if now >= c.rtxAt {
		t := c.rtx
		c.rtxAt = Never
		if t != timerTail && t != timerReorder {
			c.rtx = timerNone
		}
		switch t {
		case timerSYN:
			c.synTimeout(now)
		case timerRTO:
			c.retransmissionTimeout(now)
		case timerTail:
			c.tailTimeout(now)
		case timerReorder:
			c.reorderTimeout(now)
		case timerWindow:
			c.windowProbe(now)
		}
	}
	if now >= c.keepAt {
		c.keepTimeout(now)
	}
}

// sentNew arms the timers for a segment sent for the first time.
func (c *Conn) sentNew(now time.Duration, first bool) {
	if first || c.rtx == timerTail {
		c.rearm(now)
	}
	c.armTail(now, false)
}

// rearm starts the retransmission timer anew, or stops it when nothing is out.
// After a tail loss probe's or reordering timer it counts from when the head
// was sent (tcp_rearm_rto).
func (c *Conn) rearm(now time.Duration) {
	q := c.snd
	if q.board.len() == 0 {
		c.setTimer(timerNone, Never)
		return
	}
	wait := q.timeout()
	if c.rtx == timerTail || c.rtx == timerReorder {
		wait = max(q.timeoutLeft(now), time.Microsecond)
	}
	c.armRTO(now + wait)
}

// timeoutLeft is what is left of the timeout that began when the head was last
// sent (tcp_rto_delta_us).
func (s *sender) timeoutLeft(now time.Duration) time.Duration {
	return s.board.at(s.board.head).at + s.timeout() - now
}

// timeout is the retransmission timeout with its backoff.
func (s *sender) timeout() time.Duration {
	if s.backoff > 20 {
		return maxRTO
	}
	return min(s.rtt.rto<<s.backoff, maxRTO)
}

var (
	userPatience   = giveUpAfter(minRTO, retries2)
	orphanPatience = giveUpAfter(minRTO, orphanRetries)
)

// patience is how long a peer may acknowledge nothing (tcp_write_timeout).
func (c *Conn) patience() time.Duration {
	if c.closed {
		return orphanPatience
	}
	return userPatience
}

func (c *Conn) armRTO(at time.Duration) {
	c.setTimer(timerRTO, min(at, c.snd.firstLost+c.patience()))
}

// retransmissionTimeout is the last resort (tcp_timer.c: tcp_retransmit_timer).
// Linux gives up at the first timeout past 924.6 s without progress, or 102.2 s
// when the user has closed; here it is exactly then, whatever the round trip.
func (c *Conn) retransmissionTimeout(now time.Duration) {
	q := c.snd
	if q == nil || q.board.len() == 0 {
		return
	}
	if now >= q.firstLost+c.patience() {
		c.fail(now, endTimeout)
		return
	}
	q.enterLoss(c, now)
	q.retransmit, q.timedOut = true, true
	q.retries = min(q.retries+1, 250)
	q.backoff++
	c.armRTO(now + q.timeout())
}

// giveUpAfter is how long n retransmissions take that start with rto
// (tcp_model_timeout): 924.6 s for 15 from 200 ms.
func giveUpAfter(rto time.Duration, n int) time.Duration {
	var sum time.Duration
	for range n + 1 {
		sum += rto
		rto = min(2*rto, maxRTO)
	}
	return sum
}

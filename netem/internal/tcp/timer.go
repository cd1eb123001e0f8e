package tcp

import "time"

// timer is what the retransmission timer is running for: only one at a time,
// as in Linux (inet_connection_sock.icsk_pending).
type timer uint8

const (
	timerNone timer = iota
	timerSYN
	timerRTO
	timerWindow // zero-window probe
)

func (c *Conn) setTimer(t timer, at time.Duration) { c.rtx, c.rtxAt = t, at }

// Deadline is when Timer wants to be called; Never when nothing is pending.
func (c *Conn) Deadline() time.Duration { return min(c.rtxAt, c.keepAt, c.ack.at) }

// Timer does what is due. It may be called early or late.
func (c *Conn) Timer(now time.Duration) {
	if now >= c.ack.at {
		c.ack.timeout(c, now)
	}
	if now >= c.rtxAt {
		t := c.rtx
		c.setTimer(timerNone, Never)
		switch t {
		case timerSYN:
			c.synTimeout(now)
		case timerRTO:
			c.retransmissionTimeout(now)
		case timerWindow:
			c.windowProbe(now)
		}
	}
	if now >= c.keepAt {
		c.keepTimeout(now)
	}
}

// sentNew arms the timer for a segment sent for the first time.
func (c *Conn) sentNew(now time.Duration, first bool) {
	if first {
		c.rearm(now)
	}
}

// rearm starts the retransmission timer anew, or stops it when nothing is out.
func (c *Conn) rearm(now time.Duration) {
	q := c.snd
	if q.board.len() == 0 {
		c.setTimer(timerNone, Never)
		return
	}
	c.setTimer(timerRTO, now+q.timeout())
}

// timeout is the retransmission timeout with its backoff.
func (s *sender) timeout() time.Duration {
	if s.backoff > 20 {
		return maxRTO
	}
	return min(s.rtt.rto<<s.backoff, maxRTO)
}

// retransmissionTimeout is the last resort (tcp_timer.c: tcp_retransmit_timer).
func (c *Conn) retransmissionTimeout(now time.Duration) {
	q := c.snd
	if q == nil || q.board.len() == 0 {
		return
	}
	if now-q.firstLost >= giveUpAfter(c.cfg.minRTO(), retries2) {
		c.fail(now, endTimeout)
		return
	}
	q.enterLoss(c, now)
	q.retries++
	q.backoff++
	c.setTimer(timerRTO, now+q.timeout())
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

package tcp

import "time"

// Zero-window probes (tcp_timer.c: tcp_probe_timer; RFC 9293 §3.8.6.1).

// armProbe starts probing a window that leaves no room, unless something on
// its way will bring an ACK.
func (c *Conn) armProbe(now time.Duration) {
	q := c.snd
	if q.board.len() > 0 || c.rtx != timerNone {
		return
	}
	c.setTimer(timerWindow, now+q.timeout())
}

func (c *Conn) windowProbe(now time.Duration) {
	q := c.snd
	if q == nil || q.board.len() > 0 || c.sndNxt >= c.out.end && !c.finWritten {
		return
	}
	most := uint8(retries2)
	if c.closed {
		most = orphanRetries
	}
	if c.unanswered >= most || c.closed && q.timeout() == maxRTO {
		c.fail(now, endTimeout)
		return
	}
	c.unanswered++
	q.backoff = min(q.backoff+1, 20)
	c.todo |= sendProbe
	c.setTimer(timerWindow, now+q.timeout())
}

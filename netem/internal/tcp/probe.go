package tcp

import "time"

// Zero-window probes (tcp_timer.c: tcp_probe_timer; RFC 9293 §3.8.6.1),
// keepalive, and the ends of FIN-WAIT-2 and TIME-WAIT.

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
	if c.unanswered >= retries2 {
		c.fail(now, endTimeout)
		return
	}
	c.unanswered++
	q.backoff = min(q.backoff+1, 20)
	c.todo |= sendProbe
	c.setTimer(timerWindow, now+q.timeout())
}

// keepTimeout is the slow timer (sk_timer): what it means depends on the state.
func (c *Conn) keepTimeout(now time.Duration) {
	c.keepAt = Never
	switch c.state {
	case TimeWait, FinWait2:
		c.enter(now, Closed)
		return
	case Established, CloseWait, FinWait1, Closing, LastAck:
	default:
		return
	}
	k := c.cfg.KeepAlive
	if !k.On {
		return
	}
	silent := now - c.heardAt
	if silent < k.idle() || c.snd != nil && c.snd.board.len() > 0 {
		c.keepAt = max(c.heardAt+k.idle(), now+k.interval())
		return
	}
	if int(c.unanswered) >= k.count() {
		c.fail(now, endTimeout)
		return
	}
	c.unanswered++
	c.todo |= sendProbe
	c.keepAt = now + k.interval()
}

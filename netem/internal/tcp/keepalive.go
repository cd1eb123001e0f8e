package tcp

import "time"

// KeepAlive is when a silent peer is probed and given up (RFC 9293 §3.8.4).
// Zero fields mean Linux's 2 h, 75 s and 9 probes.
type KeepAlive struct {
	Idle     time.Duration // silence before the first probe
	Interval time.Duration // between probes
	Count    int           // unanswered probes before giving up
}

func (k *KeepAlive) idle() time.Duration {
	if k.Idle > 0 {
		return k.Idle
	}
	return 2 * time.Hour
}

func (k *KeepAlive) interval() time.Duration {
	if k.Interval > 0 {
		return k.Interval
	}
	return 75 * time.Second
}

func (k *KeepAlive) count() int {
	if k.Count > 0 {
		return k.Count
	}
	return 9
}

// SetKeepAlive has an idle peer probed, or, with nil, not. k is shared: it is
// never changed.
func (c *Conn) SetKeepAlive(now time.Duration, k *KeepAlive) {
	c.keep = k
	if !c.probes() {
		return // not begun, or keepAt is another timer by now
	}
	c.keepAt, c.unanswered = Never, 0
	if k != nil {
		c.keepAt = max(now, c.heardAt+k.idle())
	}
}

// probes reports whether keepAt is the keepalive timer: it is until the end of
// the connection is only a matter of time.
func (c *Conn) probes() bool {
	switch c.state {
	case Established, CloseWait, FinWait1, Closing, LastAck:
		return true
	case FinWait2:
		return !c.closed
	}
	return false
}

// keepTimeout is the slow timer (sk_timer): what it means depends on the state
// (tcp_timer.c: tcp_keepalive_timer). While something waits for its
// acknowledgement the retransmission timer looks after the peer.
func (c *Conn) keepTimeout(now time.Duration) {
	c.keepAt = Never
	if c.state == TimeWait || c.state == FinWait2 && c.closed {
		c.enter(now, Closed)
		return
	}
	k := c.keep
	if k == nil || !c.probes() {
		return
	}
	heard := c.heardAt + k.idle()
	switch {
	case c.buffered() > 0 || c.snd != nil && c.snd.board.len() > 0:
		c.keepAt = now + k.idle()
	case now < heard:
		c.keepAt = heard
	case int(c.unanswered) >= k.count():
		c.fail(now, endTimeout)
		c.todo = sendRST
	default:
		c.unanswered++
		c.todo |= sendProbe
		c.keepAt = now + k.interval()
	}
}

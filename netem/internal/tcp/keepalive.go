package tcp

import "time"

// SetKeepAlive changes when an idle peer is probed, in place of what Config
// says.
func (c *Conn) SetKeepAlive(now time.Duration, k KeepAlive) {
	cfg := *c.cfg
	cfg.KeepAlive = k
	c.cfg = &cfg
	if c.state != Established && c.state != CloseWait {
		return // not begun, or keepAt is another timer by now
	}
	c.keepAt, c.unanswered = Never, 0
	if k.On {
		c.keepAt = max(now, c.heardAt+k.idle())
	}
}

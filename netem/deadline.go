package netem

import (
	"os"
	"time"
)

var errDeadline = os.ErrDeadlineExceeded

// longPast is a deadline before the network began.
const longPast = -1

// since turns a deadline into the network's time: 0 for none, never for one that
// is further away than a Duration reaches.
func (n *Network) since(t time.Time, now time.Duration) time.Duration {
	if t.IsZero() {
		return 0
	}
	left := time.Until(t)
	if left >= never-now {
		return never
	}
	if now+left <= 0 {
		return longPast
	}
	return now + left
}

// SetDeadline sets the read and the write deadline. Reads and writes fail with
// os.ErrDeadlineExceeded once it has passed, until another is set; those that
// wait are woken. The zero time means none.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.rd, &c.wr) }

// SetReadDeadline sets the deadline of Read alone.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.rd) }

// SetWriteDeadline sets the deadline of Write alone.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.wr) }

func (c *Conn) setDeadlines(t time.Time, ws ...*waiter) error {
	return c.set(func(now time.Duration) {
		for _, w := range ws {
			w.setDeadline(c.net().since(t, now), now)
		}
		c.reschedule()
	})
}

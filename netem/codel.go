package netem

import (
	"math"
	"time"
)

// CoDel's constants (RFC 8289 §4.2, §4.3).
const (
	codelTarget   = 5 * time.Millisecond   // a standing queue of less does no harm
	codelInterval = 100 * time.Millisecond // how long the queue may stand
)

// codel drops packets as they leave a queue in which packets have waited too
// long, more and more often until they do not (RFC 8289 §5).
type codel struct {
	mtu        int           // a queue of less is left alone
	firstAbove time.Duration // when the queue will have stood for an interval; 0: it does not stand
	dropNext   time.Duration
	count      int // drops since it began to drop
	lastCount  int
	dropping   bool
}

// dequeue takes the next packet from the link's queue, dropping on the way.
func (c *codel) dequeue(l *link, now time.Duration) *packet {
	p, late := c.take(l, now)
	if c.dropping {
		if !late {
			c.dropping = false
		}
		for c.dropping && now >= c.dropNext {
			l.drop(p, now, Managed)
			c.count++
			if p, late = c.take(l, now); !late {
				c.dropping = false
			} else {
				c.dropNext = c.after(c.dropNext)
			}
		}
		return p
	}
	if late {
		l.drop(p, now, Managed)
		p, _ = c.take(l, now)
		c.dropping = true
		// A link that has just been at it starts where it left off.
		delta := c.count - c.lastCount
		c.count = 1
		if delta > 1 && now-c.dropNext < 16*codelInterval {
			c.count = delta
		}
		c.dropNext = c.after(now)
		c.lastCount = c.count
	}
	return p
}

// take takes a packet and says whether it may be dropped: the queue has stood
// for an interval.
func (c *codel) take(l *link, now time.Duration) (p *packet, late bool) {
	p = l.queue.pop()
	if p == nil || now-p.at < codelTarget || l.queue.bytes <= c.mtu {
		c.firstAbove = 0
		return p, false
	}
	if c.firstAbove == 0 {
		c.firstAbove = now + codelInterval
		return p, false
	}
	return p, now >= c.firstAbove
}

// after is the control law: drops come closer with the square root of their
// number.
func (c *codel) after(t time.Duration) time.Duration {
	return t + time.Duration(float64(codelInterval)/math.Sqrt(float64(c.count)))
}

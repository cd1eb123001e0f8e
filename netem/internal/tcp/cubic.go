package tcp

import (
	"math"
	"time"
)

// CUBIC as Linux computes it (RFC 9438; tcp_cubic.c): in integers, with time
// in jiffies of a kernel built with CONFIG_HZ=250, as distributions are.

const (
	hz    = 250
	jiffy = time.Second / hz

	cubicBeta   = 717                                             // of 1024: the window after a loss
	cubicScale  = 41 * 10                                         // C = 0.4, times 1024
	cubicFactor = 1 << 40 / cubicScale                            // of the curve's flat part
	renoScale   = 8 * (1024 + cubicBeta) / 3 / (1024 - cubicBeta) // Reno's climb with CUBIC's beta, times 8
	firstClimb  = 20                                              // no loss yet: at least a segment for 20
)

type cubic struct {
	count      int   // segments to acknowledge for one more in the window
	lastMax    int   // window at the last loss; 0: none yet
	lastWindow int   // when count was last computed
	lastTime   int64 // likewise, jiffies
	origin     int   // window at the curve's flat part
	k          int64 // time until then, 1/1024 s
	epoch      int64 // when this climb began, jiffies; 0: it has not
	ackCount   int
	renoWindow int           // what Reno would have
	least      time.Duration // least delay seen; 0: none
	hystart    hystart
}

// jiffies counts ticks; never 0, which means no time.
func jiffies(t time.Duration) int64 { return int64(t/jiffy) + 1 }

func (u *cubic) ssthresh(s *sender) int {
	u.epoch = 0
	if s.cwnd < u.lastMax { // fast convergence: leave room to newcomers
		u.lastMax = s.cwnd * (1024 + cubicBeta) / (2 * 1024)
	} else {
		u.lastMax = s.cwnd
	}
	return max(s.cwnd*cubicBeta/1024, 2)
}

func (u *cubic) avoid(s *sender, now time.Duration, acked int) {
	if !s.cwndLimited() {
		return
	}
	if s.inSlowStart() {
		if acked = s.slowStart(acked); acked == 0 {
			return
		}
	}
	u.update(s.cwnd, jiffies(now), acked)
	s.increase(u.count, acked)
}

// update computes count from the curve (bictcp_update).
func (u *cubic) update(cwnd int, now int64, acked int) {
	u.ackCount += acked
	if u.lastWindow == cwnd && now-u.lastTime <= hz/32 {
		return
	}
	if u.epoch == 0 || now != u.lastTime {
		u.climb(cwnd, now, acked)
	}
	u.friendly(cwnd)
	u.count = max(u.count, 2)
}

func (u *cubic) climb(cwnd int, now int64, acked int) {
	u.lastWindow, u.lastTime = cwnd, now
	if u.epoch == 0 {
		u.epoch = now
		u.ackCount = acked
		u.renoWindow = cwnd
		if u.lastMax <= cwnd {
			u.k, u.origin = 0, cwnd
		} else {
			u.k = int64(math.Cbrt(float64(cubicFactor * (u.lastMax - cwnd))))
			u.origin = u.lastMax
		}
	}
	t := now - u.epoch + int64((u.least+jiffy-1)/jiffy)
	t = t<<10/hz - u.k
	off := max(t, -t)
	target := u.origin
	if delta := int(cubicScale * off * off * off >> 40); t < 0 {
		target -= delta
	} else {
		target += delta
	}
	if target > cwnd {
		u.count = cwnd / (target - cwnd)
	} else {
		u.count = 100 * cwnd
	}
	if u.lastMax == 0 {
		u.count = min(u.count, firstClimb)
	}
}

// friendly is never slower than Reno would be with the same beta (RFC 9438
// §4.3).
func (u *cubic) friendly(cwnd int) {
	for per := cwnd * renoScale >> 3; u.ackCount > per; {
		u.ackCount -= per
		u.renoWindow++
	}
	if ahead := u.renoWindow - cwnd; ahead > 0 {
		u.count = min(u.count, cwnd/ahead)
	}
}

func (u *cubic) acked(s *sender, c *Conn, now, rtt time.Duration) {
	if rtt < 0 || u.epoch > 0 && jiffies(now)-u.epoch < hz {
		return // right after recovery delays mean nothing
	}
	rtt = max(rtt, time.Microsecond)
	if u.least == 0 || rtt < u.least {
		u.least = rtt
	}
	if !u.hystart.found && s.inSlowStart() {
		u.hystart.update(s, c, now, rtt, u.least)
	}
}

func (u *cubic) event(s *sender, c *Conn, now time.Duration, e event) {
	switch e {
	case eventTxStart: // idle time does not count as climbing
		if idle := jiffies(now) - jiffies(s.lastSent); u.epoch > 0 && idle > 0 {
			u.epoch = min(u.epoch+idle, jiffies(now))
		}
	case eventLoss:
		*u = cubic{}
		u.hystart.reset(c, now)
	}
}

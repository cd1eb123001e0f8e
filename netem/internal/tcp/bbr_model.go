package tcp

import "time"

// BBR's phases, and the rate and window that follow from its model
// (tcp_bbr.c: bbr_check_full_bw_reached, bbr_update_cycle_phase, bbr_set_cwnd).

// checkFull: the rate has stopped growing by a quarter a round.
func (u *bbr) checkFull(rs *rateSample) {
	if u.full || !u.roundStart || rs.limited {
		return
	}
	if bw := u.bw.get(); bw >= u.fullBW*5/4 {
		u.fullBW, u.fullCount = bw, 0
		return
	}
	u.fullCount++
	u.full = u.fullCount >= fullRounds
}

// checkDrain lets the queue that startup built drain.
func (u *bbr) checkDrain(q *sender, c *Conn, now time.Duration) {
	if u.mode == bbrStartup && u.full {
		u.mode = bbrDrain
		q.threshold = u.inflight(q, c, u.bw.get(), bbrUnit)
	}
	if u.mode == bbrDrain && u.inNetwork(q, c, now, q.board.inFlight()) <= u.inflight(q, c, u.bw.get(), bbrUnit) {
		u.probeBW(now, q.rates.deliveredAt)
	}
}

// probeBW starts cycling the gain, at a phase that differs between connections
// but never the one that drains.
func (u *bbr) probeBW(now, delivered time.Duration) {
	u.mode = bbrProbeBW
	u.cycle = 7 - uint8(now/time.Microsecond%7)
	u.advance(delivered)
}

func (u *bbr) advance(delivered time.Duration) {
	u.cycle = (u.cycle + 1) & 7
	u.cycleAt = delivered
}

func (u *bbr) updateCycle(q *sender, c *Conn, now time.Duration, rs *rateSample) {
	if u.mode != bbrProbeBW {
		return
	}
	at := q.rates.deliveredAt
	long := at-u.cycleAt > u.minRTT
	flight := u.inNetwork(q, c, now, rs.priorFlight)
	switch gain := u.pacingGain; {
	case gain > bbrUnit: // probe until the extra is in flight or is lost
		long = long && (rs.lost > 0 || flight >= u.inflight(q, c, u.bw.get(), gain))
	case gain < bbrUnit: // drain until it is gone
		long = long || flight <= u.inflight(q, c, u.bw.get(), bbrUnit)
	}
	if long {
		u.advance(at)
	}
}

func (u *bbr) setGains() {
	switch u.mode {
	case bbrStartup:
		u.pacingGain, u.windowGain = highGain, highGain
	case bbrDrain:
		u.pacingGain, u.windowGain = drainGain, highGain
	case bbrProbeBW:
		u.pacingGain, u.windowGain = cycleGains[u.cycle], cwndGain
		if u.policer.use {
			u.pacingGain = bbrUnit
		}
	case bbrProbeRTT:
		u.pacingGain, u.windowGain = bbrUnit, bbrUnit
	}
}

// setRate paces at gain times bw, less a hundredth so that queues drain. In
// startup the rate only grows.
func (u *bbr) setRate(q *sender, c *Conn, bw, gain int64) {
	if srtt := q.rtt.smoothed(); !u.seenRTT {
		if srtt > 0 {
			u.seenRTT = true
		} else {
			srtt = time.Millisecond
		}
		q.pacing.rate = u.rate(c, int64(q.cwnd)<<bwScale/max(1, srtt.Microseconds()), highGain)
	}
	if rate := u.rate(c, bw, gain); u.full || rate > q.pacing.rate {
		q.pacing.rate = max(rate, 1)
	}
}

// rate turns bw into bytes per second.
func (u *bbr) rate(c *Conn, bw, gain int64) int64 {
	const second = 1000000 / 100 * 99
	return (bw * c.mss * gain >> 8) * second >> bwScale
}

// bdp is gain times the bandwidth-delay product, in segments.
func (u *bbr) bdp(c *Conn, bw, gain int64) int {
	if u.minRTT == 0 {
		return c.cfg.initialWindow()
	}
	w := bw * u.minRTT.Microseconds()
	return int((w*gain>>8 + 1<<bwScale - 1) >> bwScale)
}

// budget adds what bursts and delayed ACKs need.
func (u *bbr) budget(q *sender, c *Conn, n int) int {
	n += 3 * q.burstSize(c)
	n = (n + 1) &^ 1
	if u.mode == bbrProbeBW && u.cycle == 0 {
		n += 2
	}
	return n
}

func (u *bbr) inflight(q *sender, c *Conn, bw, gain int64) int {
	return u.budget(q, c, u.bdp(c, bw, gain))
}

// inNetwork is what will be in flight when the next burst leaves.
func (u *bbr) inNetwork(q *sender, c *Conn, now time.Duration, flight int) int {
	wait := max(0, q.pacing.next-now).Microseconds()
	if u.pacingGain > bbrUnit {
		flight += q.burstSize(c)
	}
	return max(0, flight-int(u.bandwidth()*wait>>bwScale))
}

func (u *bbr) setWindow(q *sender, c *Conn, rs *rateSample) {
	if rs.acked > 0 {
		w, done := u.recoveryWindow(q, rs)
		if !done {
			target := u.bdp(c, u.bandwidth(), u.windowGain) + u.aggregation.window(u)
			target = u.budget(q, c, target)
			if u.full {
				w = min(w+rs.acked, target)
			} else if w < target || q.delivered < int64(c.cfg.initialWindow()) {
				w += rs.acked
			}
			w = max(w, leastWindow)
		}
		q.cwnd = w
	}
	if u.mode == bbrProbeRTT {
		q.cwnd = min(q.cwnd, leastWindow)
	}
}

// recoveryWindow takes losses off the window, conserves packets in the first
// round of recovery and restores the window after it.
func (u *bbr) recoveryWindow(q *sender, rs *rateSample) (w int, done bool) {
	w = q.cwnd
	if rs.lost > 0 {
		w = max(w-rs.lost, 1)
	}
	switch {
	case q.state == caRecovery && u.prevState != caRecovery:
		u.conserve = true
		u.roundEnd = q.delivered
		w = q.board.inFlight() + rs.acked
	case u.prevState >= caRecovery && q.state < caRecovery:
		w = max(w, u.priorWindow)
		u.conserve = false
	}
	u.prevState = q.state
	if u.conserve {
		return max(w, q.board.inFlight()+rs.acked), true
	}
	return w, false
}

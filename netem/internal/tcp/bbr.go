package tcp

import "time"

// BBR v1 (Cardwell et al., ACM Queue 2016; tcp_bbr.c): it models the path as a
// rate and a round trip and paces to that, whatever is lost.

const (
	bwScale = 24  // bandwidth is in segments per microsecond, times 1<<24
	bbrUnit = 256 // gains are in 1/256

	highGain  = bbrUnit*2885/1000 + 1 // 2/ln 2: doubles the rate each round
	drainGain = bbrUnit * 1000 / 2885
	cwndGain  = bbrUnit * 2

	bwRounds     = 10                     // the rate is the most of so many rounds
	minRTTWindow = 10 * time.Second       // the round trip is the least of that time
	probeRTTTime = 200 * time.Millisecond // spent with a small window to see it
	leastWindow  = 4
	fullRounds   = 3 // rounds without growth by a quarter: the pipe is full
)

var cycleGains = [8]int64{bbrUnit * 5 / 4, bbrUnit * 3 / 4, bbrUnit, bbrUnit, bbrUnit, bbrUnit, bbrUnit, bbrUnit}

type bbrMode uint8

const (
	bbrStartup bbrMode = iota
	bbrDrain
	bbrProbeBW
	bbrProbeRTT
)

type bbr struct {
	mode      bbrMode
	prevState caState

	roundStart  bool
	idleRestart bool
	conserve    bool // packet conservation: the first round of recovery
	full        bool // the pipe has been filled
	probeRound  bool // a round has passed in PROBE_RTT
	seenRTT     bool
	fullCount   uint8
	cycle       uint8
	pacingGain  int64
	windowGain  int64
	minRTT      time.Duration // 0: none
	minRTTAt    time.Duration
	probeDone   time.Duration // when PROBE_RTT may end; 0: not yet known
	rounds      int64
	roundEnd    int64 // delivered at which the round ends
	cycleAt     time.Duration
	bw          maxFilter
	fullBW      int64
	priorWindow int
	aggregation aggregation
	policer     policer
}

func newBBR() *bbr { return &bbr{pacingGain: highGain, windowGain: highGain} }

// start is bbr_init: pace the first window over the handshake's round trip.
func (u *bbr) start(q *sender, c *Conn, now time.Duration) {
	u.minRTT, u.minRTTAt = q.rtt.min.get(), now
	u.setRate(q, c, 0, bbrUnit)
}

func (u *bbr) ssthresh(q *sender) int {
	u.saveWindow(q)
	return q.threshold
}

func (u *bbr) avoid(*sender, time.Duration, int) {}

func (u *bbr) acked(*sender, *Conn, time.Duration, time.Duration) {}

// bandwidth is the rate to send at: what was seen, or what a policer allows.
func (u *bbr) bandwidth() int64 {
	if u.policer.use {
		return u.policer.bw
	}
	return u.bw.get()
}

func (u *bbr) saveWindow(q *sender) {
	if u.prevState < caRecovery && u.mode != bbrProbeRTT {
		u.priorWindow = q.cwnd
	} else {
		u.priorWindow = max(u.priorWindow, q.cwnd)
	}
}

// control is bbr_main: update the model, then rate and window.
func (u *bbr) control(q *sender, c *Conn, now time.Duration, rs *rateSample) {
	u.updateBW(q, now, rs)
	u.aggregation.update(u, q, now, rs)
	u.updateCycle(q, c, now, rs)
	u.checkFull(rs)
	u.checkDrain(q, c, now)
	u.updateMinRTT(q, now, rs)
	u.setGains()
	u.setRate(q, c, u.bandwidth(), u.pacingGain)
	u.setWindow(q, c, rs)
}

func (u *bbr) updateBW(q *sender, now time.Duration, rs *rateSample) {
	u.roundStart = false
	if rs.delivered < 0 || rs.interval <= 0 {
		return
	}
	if rs.priorDelivered >= u.roundEnd {
		u.roundEnd = q.delivered
		u.rounds++
		u.roundStart = true
		u.conserve = false
	}
	u.policer.sample(u, q, now, rs)
	bw := rs.delivered << bwScale / max(1, rs.interval.Microseconds())
	if !rs.limited || bw >= u.bw.get() {
		u.bw.update(u.rounds, bw)
	}
}

func (u *bbr) updateMinRTT(q *sender, now time.Duration, rs *rateSample) {
	expired := now > u.minRTTAt+minRTTWindow
	if rs.rtt >= 0 && (u.minRTT == 0 || rs.rtt < u.minRTT || expired && !rs.delayed) {
		u.minRTT = max(rs.rtt, time.Microsecond)
		u.minRTTAt = now
	}
	if expired && !u.idleRestart && u.mode != bbrProbeRTT {
		u.mode = bbrProbeRTT
		u.saveWindow(q)
		u.probeDone = 0
	}
	if u.mode == bbrProbeRTT {
		flight := q.board.inFlight()
		q.rates.limited = max(1, q.delivered+int64(flight)) // a small window is no measure of the rate
		switch {
		case u.probeDone == 0 && flight <= leastWindow:
			u.probeDone = now + probeRTTTime
			u.probeRound = false
			u.roundEnd = q.delivered
		case u.probeDone > 0:
			u.probeRound = u.probeRound || u.roundStart
			if u.probeRound {
				u.checkProbeDone(q, now)
			}
		}
	}
	if rs.delivered > 0 {
		u.idleRestart = false
	}
}

func (u *bbr) checkProbeDone(q *sender, now time.Duration) {
	if u.probeDone == 0 || now <= u.probeDone {
		return
	}
	u.minRTTAt = now
	q.cwnd = max(q.cwnd, u.priorWindow)
	if u.full {
		u.probeBW(now, q.rates.deliveredAt)
	} else {
		u.mode = bbrStartup
	}
}

func (u *bbr) event(q *sender, c *Conn, now time.Duration, e event) {
	switch e {
	case eventTxStart:
		if q.rates.limited == 0 {
			return
		}
		u.idleRestart = true
		u.aggregation.restart(now)
		switch u.mode {
		case bbrProbeBW:
			u.setRate(q, c, u.bandwidth(), bbrUnit)
		case bbrProbeRTT:
			u.checkProbeDone(q, now)
		}
	case eventLoss:
		u.prevState = caLoss
		u.fullBW = 0
		u.roundStart = true
		u.policer.sample(u, q, now, &rateSample{lost: 1})
	case eventUndo:
		u.fullBW, u.fullCount = 0, 0
		u.policer.reset(q, now)
	}
}

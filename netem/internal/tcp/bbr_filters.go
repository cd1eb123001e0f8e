package tcp

import "time"

// maxFilter is the most of the last bwRounds rounds (lib/win_minmax.c).
type maxFilter struct {
	v  [3]int64
	at [3]int64
}

func (f *maxFilter) get() int64 { return f.v[0] }

func (f *maxFilter) set(i int, round, v int64) {
	for ; i < 3; i++ {
		f.v[i], f.at[i] = v, round
	}
}

func (f *maxFilter) update(round, v int64) {
	if v >= f.v[0] || round-f.at[2] > bwRounds {
		f.set(0, round, v)
		return
	}
	if v >= f.v[1] {
		f.set(1, round, v)
	} else if v >= f.v[2] {
		f.set(2, round, v)
	}
	switch age := round - f.at[0]; {
	case age > bwRounds:
		f.shift(round, v)
		if round-f.at[0] > bwRounds {
			f.shift(round, v)
		}
	case f.at[1] == f.at[0] && age > bwRounds/4:
		f.set(1, round, v)
	case f.at[2] == f.at[1] && age > bwRounds/2:
		f.set(2, round, v)
	}
}

func (f *maxFilter) shift(round, v int64) {
	f.v = [3]int64{f.v[1], f.v[2], v}
	f.at = [3]int64{f.at[1], f.at[2], round}
}

// aggregation estimates how far ACKs run ahead of the rate because they come in
// lumps; the window gets that much more (bbr_update_ack_aggregation).
type aggregation struct {
	at     time.Duration // since when
	acked  int64         // segments acknowledged since
	extra  [2]int64      // the most by which that exceeded the rate, of two windows
	index  uint8
	rounds uint8
}

const (
	aggregationRounds = 5
	aggregationReset  = 1 << 20
	aggregationMost   = 100000 // microseconds of the rate
)

func (a *aggregation) restart(now time.Duration) { a.at, a.acked = now, 0 }

func (a *aggregation) update(u *bbr, q *sender, now time.Duration, rs *rateSample) {
	if rs.acked <= 0 || rs.delivered < 0 || rs.interval <= 0 {
		return
	}
	if u.roundStart {
		a.rounds++
		if a.rounds >= aggregationRounds {
			a.rounds = 0
			a.index ^= 1
			a.extra[a.index] = 0
		}
	}
	at := q.rates.deliveredAt
	expected := u.bandwidth() * (at - a.at).Microseconds() >> bwScale
	if a.acked <= expected || a.acked+int64(rs.acked) >= aggregationReset {
		a.restart(at)
		expected = 0
	}
	a.acked += int64(rs.acked)
	extra := min(a.acked-expected, int64(q.cwnd))
	a.extra[a.index] = max(a.extra[a.index], extra)
}

func (a *aggregation) window(u *bbr) int {
	if !u.full {
		return 0
	}
	most := u.bandwidth() * aggregationMost >> bwScale
	return int(min(most, max(a.extra[0], a.extra[1])))
}

// policer notices a token-bucket policer: two intervals with many losses and
// the same rate. Its rate is then used for a while (bbr_lt_bw_sampling).
type policer struct {
	sampling  bool
	use       bool
	rounds    int
	bw        int64
	at        time.Duration // start of the interval
	delivered int64
	lost      int64
}

const (
	policerLeast = 4 // rounds of an interval
	policerMost  = 4 * policerLeast
	policerLoss  = 50  // of 256 lost
	policerUse   = 48  // rounds that its rate is used
	policerDiff  = 500 // bytes per second that two equal rates may differ
)

func (p *policer) reset(q *sender, now time.Duration) {
	*p = policer{at: now, delivered: q.delivered, lost: q.lostEver}
}

func (p *policer) interval(q *sender, now time.Duration) {
	p.at, p.delivered, p.lost, p.rounds = now, q.delivered, q.lostEver, 0
}

func (p *policer) sample(u *bbr, q *sender, now time.Duration, rs *rateSample) {
	if p.use {
		if u.mode == bbrProbeBW && u.roundStart {
			if p.rounds++; p.rounds >= policerUse {
				p.reset(q, now)
				u.probeBW(now, q.rates.deliveredAt)
			}
		}
		return
	}
	if !p.sampling {
		if rs.lost == 0 {
			return
		}
		p.interval(q, now)
		p.sampling = true
	}
	if rs.limited {
		p.reset(q, now)
		return
	}
	if u.roundStart {
		p.rounds++
	}
	if p.rounds < policerLeast {
		return
	}
	if p.rounds > policerMost {
		p.reset(q, now)
		return
	}
	if rs.lost == 0 {
		return // an interval ends with a loss
	}
	lost, delivered := q.lostEver-p.lost, q.delivered-p.delivered
	if delivered == 0 || lost<<8 < policerLoss*delivered {
		return
	}
	t := (q.rates.deliveredAt - p.at).Microseconds()
	if t < 1000 {
		return
	}
	p.found(u, q, now, delivered<<bwScale/t)
}

func (p *policer) found(u *bbr, q *sender, now time.Duration, bw int64) {
	if p.bw > 0 {
		diff := max(bw-p.bw, p.bw-bw)
		if diff <= p.bw/8 || diff*1448*1000000>>bwScale <= policerDiff {
			p.bw = (bw + p.bw) / 2
			p.use = true
			p.rounds = 0
			u.pacingGain = bbrUnit
			return
		}
	}
	p.bw = bw
	p.interval(q, now)
}

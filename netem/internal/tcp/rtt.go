package tcp

import "time"

// The round-trip estimator of Linux (tcp_input.c: tcp_rtt_estimator). It is RFC
// 6298's with two changes: a round trip that is shorter than usual moves the
// deviation little, and the deviation used for the timeout is the largest of the
// last round trip, never below tcp_rto_min and falling slowly.
type rttEstimator struct {
	srtt   time.Duration // smoothed, times 8
	mdev   time.Duration // mean deviation, times 4
	mdMax  time.Duration // largest mdev of this round trip
	rttvar time.Duration // what the timeout uses
	seq    int64         // the round trip ends when this is acknowledged
	floor  time.Duration
	rto    time.Duration
	min    minFilter
}

func (r *rttEstimator) sample(m time.Duration, una, nxt int64) {
	m = max(m, time.Microsecond)
	if r.srtt == 0 {
		r.srtt = m << 3
		r.mdev = m << 1
		r.rttvar = max(r.mdev, r.floor)
		r.mdMax = r.rttvar
		r.seq = nxt
	} else {
		m -= r.srtt >> 3
		r.srtt += m
		if m < 0 {
			m = -m - r.mdev>>2
			if m > 0 {
				m >>= 3
			}
		} else {
			m -= r.mdev >> 2
		}
		r.mdev += m
		if r.mdev > r.mdMax {
			r.mdMax = r.mdev
			r.rttvar = max(r.rttvar, r.mdMax)
		}
		if una > r.seq {
			if r.mdMax < r.rttvar {
				r.rttvar -= (r.rttvar - r.mdMax) >> 2
			}
			r.seq = nxt
			r.mdMax = r.floor
		}
	}
	r.set()
}

func (r *rttEstimator) set() { r.rto = min(r.srtt>>3+r.rttvar, maxRTO) }

func (r *rttEstimator) smoothed() time.Duration { return r.srtt >> 3 }

// minFilter is the least of the last five minutes (tcp_min_rtt_wlen), kept as
// the best, second and third best of parts of that window (lib/win_minmax.c,
// after Kathleen Nichols).
type minFilter struct{ s [3]minSample }

type minSample struct{ at, v time.Duration }

const minWindow = 300 * time.Second

func (f *minFilter) get() time.Duration { return f.s[0].v }

func (f *minFilter) update(now, v time.Duration) {
	n := minSample{now, v}
	if f.s[0].v == 0 || v <= f.s[0].v || now-f.s[2].at > minWindow {
		f.s = [3]minSample{n, n, n}
		return
	}
	switch {
	case v <= f.s[1].v:
		f.s[1], f.s[2] = n, n
	case v <= f.s[2].v:
		f.s[2] = n
	}
	switch age := now - f.s[0].at; {
	case age > minWindow:
		f.s = [3]minSample{f.s[1], f.s[2], n}
		if now-f.s[0].at > minWindow {
			f.s = [3]minSample{f.s[1], f.s[2], n}
		}
	case f.s[1].at == f.s[0].at && age > minWindow/4:
		f.s[1], f.s[2] = n, n
	case f.s[2].at == f.s[1].at && age > minWindow/2:
		f.s[2] = n
	}
}

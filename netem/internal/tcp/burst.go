package tcp

import (
	"math"
	"time"
)

// Linux hands the device bursts of a few segments (GSO), sized to a
// millisecond of the rate at which it would pace, and marks the last of each
// with PSH, which makes a receiver that reads at once acknowledge at once
// (tcp_output.c: tcp_tso_autosize, __tcp_transmit_skb; tcp_input.c:
// tcp_update_pacing_rate).

const (
	leastBurst = 2           // segments, tcp_min_tso_segs
	slowPace   = 1200000 / 8 // bytes per second
	mostBurst  = 65536       // bytes, GSO_LEGACY_MAX_SIZE
)

type burst struct {
	at    time.Duration
	count int // segments of this burst so far
}

// pacingRate is twice the window a round trip in slow start, 1.2 times it
// later, in bytes per second; 0 when no round trip is known.
func (q *sender) pacingRate(c *Conn) int64 {
	if q.pacing.rate > 0 {
		return q.pacing.rate
	}
	srtt := q.rtt.smoothed()
	if srtt <= 0 {
		return 0
	}
	percent := int64(120)
	if q.cwnd < q.threshold/2 {
		percent = 200
	}
	w := int64(max(q.cwnd, q.board.len()))
	bytes := min(w*c.mss*percent/100, math.MaxInt64/int64(time.Second))
	return bytes * int64(time.Second) / int64(srtt)
}

// burstSize is how many segments a burst may have.
func (q *sender) burstSize(c *Conn) int {
	bytes := q.pacingRate(c) >> 10
	if r := q.rtt.min.get() / time.Microsecond >> 9; r < 32 { // a short path
		bytes += mostBurst >> r
	}
	least := leastBurst
	if q.pacing.rate > 0 && q.pacing.rate < slowPace {
		least = 1 // bbr_min_tso_segs
	}
	return max(least, int(min(bytes, mostBurst)/c.mss))
}

// join counts a segment that is about to leave in the present burst, or starts
// another.
func (b *burst) join(now time.Duration, size int) {
	if b.at != now || b.count >= size {
		*b = burst{at: now}
	}
	b.count++
}

// open says whether the present burst has begun and takes more.
func (b *burst) open(now time.Duration, size int) bool {
	return b.at == now && b.count > 0 && b.count < size
}

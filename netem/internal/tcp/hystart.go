package tcp

import "time"

// HyStart ends slow start before it overflows the queue: when a round's ACKs
// have been arriving in a train for half the least round trip, or when the round
// trip grows (Ha and Rhee 2011; tcp_cubic.c: hystart_update).

const (
	hystartWindow  = 16                   // below this window it does not look
	hystartGap     = 2 * time.Millisecond // ACKs closer than that are a train
	hystartSamples = 8
	hystartLeast   = 4 * time.Millisecond // bounds of the growth that counts
	hystartMost    = 16 * time.Millisecond
)

type hystart struct {
	found   bool
	samples uint8
	start   time.Duration // of this round
	last    time.Duration // last ACK of the train
	end     int64         // the round ends when this is acknowledged
	rtt     time.Duration // least of this round; 0: none
}

func (h *hystart) reset(c *Conn, now time.Duration) {
	h.start, h.last = now, now
	h.end = c.sndNxt
	h.rtt, h.samples = 0, 0
}

func (h *hystart) update(s *sender, c *Conn, now, rtt, least time.Duration) {
	if c.sndUna > h.end {
		h.reset(c, now)
	}
	if s.cwnd < hystartWindow {
		return
	}
	if now-h.last <= hystartGap {
		h.last = now
		threshold := least + h.slack(s, c)
		if s.rates == nil { // nothing is paced
			threshold /= 2
		}
		if now-h.start > threshold {
			h.found = true
			s.threshold = s.cwnd
		}
	}
	if h.rtt == 0 || rtt < h.rtt {
		h.rtt = rtt
	}
	if h.samples < hystartSamples {
		h.samples++
	} else if h.rtt > least+min(max(least>>3, hystartLeast), hystartMost) {
		h.found = true
		s.threshold = s.cwnd
	}
}

// slack is the time that four full bursts take at the rate at which we would
// pace, at most 1 ms (hystart_ack_delay).
func (h *hystart) slack(s *sender, c *Conn) time.Duration {
	rate := s.pacingRate(c)
	if rate == 0 {
		return 0
	}
	return min(time.Millisecond, time.Duration(4*mostBurst*int64(time.Second)/rate))
}

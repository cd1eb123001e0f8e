package main

import (
	"fmt"
	"math"
	"time"

	"rttlab/netem"
)

// rateClaims are about links of a finite rate and windows of a finite size.
func rateClaims() ([]claim, error) {
	var all []claim
	for _, c := range []struct {
		segments, window int
		mbps             float64
		rtt              time.Duration
	}{
		{1, 10, 10, 50 * time.Millisecond},
		{10, 10, 1.6, 150 * time.Millisecond},
		{70, 10, 10, 100 * time.Millisecond},
		{200, 4, 20, 100 * time.Millisecond},
		{700, 10, 5, 200 * time.Millisecond},
	} {
		// Reno, because HyStart would leave slow start before the queue fills.
		x := exchange{
			TCP:   netem.TCP{InitialWindow: c.window, Congestion: "reno", DelayedACK: netem.NoDelay},
			Link:  netem.Link{Up: netem.BitRate(c.mbps * float64(netem.Mbps)), Queue: netem.Queue{Bytes: 1 << 30}},
			RTT:   c.rtt,
			Think: 100 * time.Millisecond, // in which the ACK of the request leaves the link
			Sizes: []int{c.segments * 1448},
		}
		m, err := x.run()
		if err != nil {
			return nil, err
		}
		all = append(all, claim{
			What:   fmt.Sprintf("%d segments, window %d, at %g Mbit/s and %v", c.segments, c.window, c.mbps, c.rtt),
			Source: "derivation below",
			Want:   inMS(finiteRate(c.segments, c.window, c.mbps, c.rtt)),
			Got:    inMS(m.Answered[0] - m.Asked[0] - c.rtt/2 - x.Think),
		})
	}
	window, err := windowClaim()
	return append(all, window), err
}

// finiteRate is how long n full segments take from the server's first bit to the
// client's last: sending them, half a round trip, and the silence of each round
// k of slow start that ends before the first ACK is back.
func finiteRate(n, w int, mbps float64, rtt time.Duration) time.Duration {
	s, r := 1500*8/(mbps*1e6), rtt.Seconds()
	total := float64(n)*s + r/2
	rounds := int(math.Ceil(math.Log2(float64(n)/float64(w) + 1)))
	for k := 1; k < rounds; k++ {
		total += max(0, s+r-float64(w)*math.Pow(2, float64(k-1))*s)
	}
	return time.Duration(total * 1e9)
}

// windowClaim is a window's worth of bytes per round trip: 16384 bytes at 100 ms
// are 1,310,720 bit/s (RFC 7323 §1.1 has the formula). Segments of 1024 bytes
// divide the window, so that each round fills it.
func windowClaim() (claim, error) {
	const rounds, window = 100, 16384
	x := exchange{
		TCP:   netem.TCP{MSS: 1024 + 12, InitialWindow: 16, ReceiveBuffer: window, DelayedACK: netem.NoDelay},
		RTT:   100 * time.Millisecond,
		Sizes: []int{rounds * window},
	}
	m, err := x.run()
	if err != nil {
		return claim{}, err
	}
	rate := rounds * window * 8 / (m.Answered[0] - m.Asked[0]).Seconds()
	return claim{
		What:   "the rate of a window of 16384 bytes at 100 ms",
		Source: "RFC 7323 §1.1",
		Want:   "1310.7 kbit/s",
		Got:    fmt.Sprintf("%.1f kbit/s", rate/1000),
	}, nil
}

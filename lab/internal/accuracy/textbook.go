package main

import (
	"time"

	"rttlab/netem"
)

// textbookClaims are Grigorik's timelines, High Performance Browser Networking,
// ch. 2, figures 2-5 and 2-6: 20 KB over a round trip of 56 ms from a server
// that takes 40 ms, MSS 1460, an ACK for each segment, no rate limit.
func textbookClaims() ([]claim, error) {
	const ms = time.Millisecond
	x := exchange{
		TCP:   netem.TCP{InitialWindow: 4, NoTimestamps: true, DelayedACK: netem.NoDelay},
		RTT:   56 * ms,
		Think: 40 * ms,
		Sizes: []int{20_000, 20_000},
	}
	slow, err := x.run()
	if err != nil {
		return nil, err
	}
	x.TCP.InitialWindow = 10
	fast, err := x.run()
	if err != nil {
		return nil, err
	}
	const source = "Grigorik, fig. 2-5, 2-6"
	return []claim{
		{"a dial", "RFC 9293 fig. 6", inMS(56 * ms), inMS(slow.Connected)},
		{"20 KB on a new connection, window 4", source, inMS(264 * ms), inMS(slow.Answered[0])},
		{"20 KB on a warm connection", source, inMS(96 * ms), inMS(slow.Answered[1] - slow.Asked[1])},
		{"20 KB on a new connection, window 10", source, inMS(208 * ms), inMS(fast.Answered[0])},
	}, nil
}

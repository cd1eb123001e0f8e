package main

import (
	"fmt"
	"math"
	"time"

	"rttlab/netem"
)

// roundClaims are about how many round trips an answer takes.
func roundClaims() ([]claim, error) {
	var all []claim
	// RFC 6928 §5.1: one ACK for two segments and no delayed-ACK timer; the
	// window grows by a segment for an ACK.
	sizes := []int{3, 6, 10, 12, 21, 25, 33, 46, 51, 78, 79, 120, 127}
	for _, c := range []struct {
		window int
		want   []int
	}{
		{3, []int{1, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 8, 9}},
		{10, []int{1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5}},
	} {
		tcp := netem.TCP{
			InitialWindow: c.window, CountACKs: true, DelayedACK: math.MaxInt64,
			Congestion: "reno", NoTimestamps: true, ReceiveBuffer: 1 << 20, // slow start and nothing else
		}
		var got []int
		for _, segments := range sizes {
			rounds, err := roundsOf(tcp, segments*1460)
			if err != nil {
				return nil, err
			}
			got = append(got, rounds)
		}
		all = append(all, claim{
			What:   fmt.Sprintf("round trips for 3 to 127 segments, initial window %d", c.window),
			Source: "RFC 6928 §5.1", Want: fmt.Sprint(c.want), Got: fmt.Sprint(got),
		})
	}
	// k rounds carry 10 (2^k - 1) segments of 1448 bytes: 14480, 43440, 101360,
	// 217200, 448880.
	var want, got []int
	for k, limit := range []int{14480, 43440, 101360, 217200, 448880} {
		for _, size := range []int{limit, limit + 1} {
			rounds, err := roundsOf(netem.TCP{ReceiveBuffer: 1 << 20}, size)
			if err != nil {
				return nil, err
			}
			got = append(got, rounds)
		}
		want = append(want, k+1, k+2)
	}
	return append(all, claim{
		What:   "round trips for 10 (2^k - 1) segments and a byte more, k = 1 to 5, receive window 1 MB",
		Source: "RFC 6928, RFC 5681 §3.1", Want: fmt.Sprint(want), Got: fmt.Sprint(got),
	}), nil
}

// roundsOf is how many round trips an answer of size bytes takes without a rate
// limit, from the request to the last byte.
func roundsOf(tcp netem.TCP, size int) (int, error) {
	const rtt = 200 * time.Millisecond
	m, err := exchange{TCP: tcp, RTT: rtt, Sizes: []int{size}}.run()
	if err != nil {
		return 0, err
	}
	took := m.Answered[0] - m.Asked[0]
	rounds := int((took + rtt/2) / rtt)
	if (took - time.Duration(rounds)*rtt).Abs() > time.Millisecond {
		return 0, fmt.Errorf("%d bytes take %v: no whole number of round trips", size, took)
	}
	return rounds, nil
}

package cause

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// A proxy has the request at 10 ms and the first byte to pass on at 100 ms. The
// server behind it thinks for 20 ms, which end half a round trip before the proxy
// has its answer: at 90 - 10 - 20/2 = 70 ms by the leg, and at 100 - 20/2 = 90 ms
// where a tunnel of 20 ms is behind it.
func TestBehind(t *testing.T) {
	leg := timeline.Leg{Start: 10 * ms, RTT: 20 * ms, Think: 20 * ms, Phases: timeline.Phases{Wait: 70 * ms, Receive: 10 * ms}}
	for name, tc := range map[string]struct {
		legs     []timeline.Leg
		behind   time.Duration
		from, to time.Duration // when the server thinks
		think    time.Duration // of both together
	}{
		"a proxy":     {legs: []timeline.Leg{{}, leg}, from: 50 * ms, to: 70 * ms, think: 90 * ms},
		"a tunnel":    {behind: 20 * ms, from: 70 * ms, to: 90 * ms, think: 90 * ms},
		"a server":    {from: 10 * ms, to: 30 * ms, think: 20 * ms},
		"legs, first": {legs: []timeline.Leg{leg}, behind: 20 * ms, from: 50 * ms, to: 70 * ms, think: 90 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			a := &answer{asks: 10 * ms, first: 100 * ms, think: 20 * ms}
			a.behind(&timeline.Resource{Legs: tc.legs}, &timeline.Connection{Behind: tc.behind})
			require.Equal(t, tc.think, a.think)
			for at := 10 * ms; at < a.asks+a.think; at += 5 * ms {
				want := timeline.Proxy
				if at >= tc.from && at < tc.to {
					want = timeline.Server
				}
				require.Equal(t, want, a.answering(at), "at %v", at)
			}
		})
	}
}

// Where nobody knows when the request came, nobody knows how long the answer took.
func TestBehindUnknown(t *testing.T) {
	a := &answer{asks: never, first: 100 * ms, think: 20 * ms}
	a.behind(&timeline.Resource{}, &timeline.Connection{Behind: 20 * ms})
	require.Equal(t, 20*ms, a.think)
}

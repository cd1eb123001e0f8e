package plots

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// A leg's strip has no gap, and ends where the leg does.
func TestLegPieces(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	leg := &timeline.Leg{
		Role: "cdn", RTT: ms(20), Start: ms(5), Think: ms(7),
		Phases: timeline.Phases{Blocked: ms(1), Connect: ms(20), TLS: ms(20), Send: ms(1), Wait: ms(27), Receive: ms(3)},
	}
	at := leg.Start
	var server time.Duration
	for _, p := range legPieces(leg) {
		require.Equal(t, at, p.From)
		at = p.To
		if p.Cause == timeline.Server {
			server += p.To - p.From
		}
	}
	require.Equal(t, leg.End(), at)
	require.Equal(t, leg.Think, server)

	run := &timeline.Run{Resources: []timeline.Resource{{Legs: []timeline.Leg{*leg, {Role: "load_balancer"}}}}}
	require.Equal(t, "the same behind the cdn, the load balancer", legKeys(run)[0].label)
	require.Empty(t, legKeys(&timeline.Run{}))
}

package cause_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// A link of 1 Mbit/s is busy for as long as it takes to send all that came over it,
// 8 µs a byte. The 28 segments of 40 KB and their header come at once from a server
// without a limit: the last one waits for the 27 before it, 12 ms each.
func TestLink(t *testing.T) {
	run := play(t, `
network: {rtt: 100ms, down: 1Mbps}
page: {html: 40KB}
tcp: {initial_window: 30}
`)
	l := run.Link
	require.Len(t, l.Busy, timeline.LinkSamples)
	require.Len(t, l.Queued, timeline.LinkSamples)
	busy := 0.0
	for _, share := range l.Busy {
		require.LessOrEqual(t, share, 1+1e-9)
		busy += share * float64(l.Every)
	}
	require.InDelta(t, float64(run.BytesDown)*8000, busy, float64(time.Millisecond))
	require.InDelta(t, 27*1500*8e3, float64(l.MostQueued()), 12e6, "40 KB and its header are 28 segments")
	require.Zero(t, l.Busy[0], "the SYN is on its way up")

	require.Nil(t, play(t, "network: {rtt: 100ms}\npage: {html: 40KB}\n").Link, "without a limit it takes no time")
	require.Zero(t, (*timeline.Link)(nil).MostQueued())
}

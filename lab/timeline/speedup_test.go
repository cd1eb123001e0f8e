package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// A run is compared with the first on its network that loads the same, and with
// the first of all that do when there is none but itself.
func TestBase(t *testing.T) {
	run := func(name, network string, bytes int64, total time.Duration) timeline.Run {
		return timeline.Run{Name: name, Network: network, Total: total, Resources: []timeline.Resource{{Bytes: bytes}}}
	}
	scenario := timeline.Timeline{Runs: []timeline.Run{
		run("near", "10ms", 1000, 2*time.Second), run("near, better", "10ms", 1000, time.Second),
		run("far", "99ms", 1000, 8*time.Second), run("far, better", "99ms", 1000, 2*time.Second),
		run("near, large", "10ms", 9000, 9*time.Second), run("near, large, better", "10ms", 9000, 3*time.Second),
		run("lossy", "10ms, 1% loss", 1000, 4*time.Second), run("other", "1ms", 5, time.Second),
	}}
	for i, want := range []struct {
		base  string
		times float64
	}{
		{"near", 1}, {"near", 2}, {"far", 1}, {"far", 4}, {"near, large", 1}, {"near, large", 3}, {"near", 0.5}, {"other", 1},
	} {
		base := scenario.Base(i)
		require.Equal(t, want.base, base.Name)
		require.InDelta(t, want.times, scenario.Runs[i].Speedup(base), 1e-12)
	}
	scenario.Runs[2].Err = "no"
	require.Zero(t, scenario.Runs[3].Speedup(scenario.Base(3)), "over a run that failed")
}

package replay_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// 100 images over 10 Mbit/s and 100 ms, where 2 % of the packets are lost: real
// Chromium's medians are 1.7 s with three names, 3.0 s with HTTP/1.1, 6.2 s with
// HTTP/3 and 7.6 s with HTTP/2. The more connections share a loss, the faster.
func TestLossTurnsTheOrderRound(t *testing.T) {
	median := func(change func(*scenario.Run)) (time.Duration, timeline.Run) {
		var runs []timeline.Run
		for seed := range uint64(9) {
			run := settings(100, 100*time.Millisecond)
			run.Seed, run.TCP = seed+1, scenario.TCP{}
			run.Network.Down, run.Network.Up, run.Network.Queue = 10*netem.Mbps, 5*netem.Mbps, netem.Queue{Bytes: 125_000}
			run.Network.LossDown = 0.02
			run.Page.Assets = []scenario.Assets{{Count: 100, Size: 10_000, Type: page.Image}}
			run.Browser.Like = "chromium"
			change(&run)
			out := play(t, run, replay.Options{Explain: true})
			require.Empty(t, out.Err)
			runs = append(runs, out)
		}
		slices.SortFunc(runs, func(a, b timeline.Run) int { return int(a.Total - b.Total) })
		return runs[len(runs)/2].Total, runs[len(runs)/2]
	}
	sharded, _ := median(func(r *scenario.Run) { r.Page.Hosts = 3 })
	six, _ := median(func(*scenario.Run) {})
	h3, quic := median(func(r *scenario.Run) { r.HTTP, r.TLS.Version = "3", "1.3" })
	h2, tcp := median(func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" })
	t.Log(sharded, six, h3, h2)
	require.Less(t, sharded, six)
	require.Less(t, six, h3)
	require.Less(t, h3, h2)

	// Neither round trips nor sending explain the slow ones: their only window
	// does, which losses keep small.
	for _, out := range []timeline.Run{quic, tcp} {
		require.Less(t, out.Ledger().Took, out.Total/4)
		require.Greater(t, timeline.AddUpStages(out.Pieces)[timeline.CutWindow], out.Total/2)
	}
}

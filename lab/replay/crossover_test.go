package replay_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// One connection that loses a packet in 1/p has an average rate of
// 1.22 MSS / (R sqrt(p)) (Mathis et al., 1997), k of them k times that. They
// fill a link of rate C up to p = (k 1.22 MSS / (R C))^2: 0.22 % for one and 8 %
// for six at 3 Mbit/s and 100 ms. Below, a page takes as long as it takes to
// send; beyond, sqrt(p / 0.22 %) times as long with one connection. The formula
// is an average over a steady state, and the median of 15 loads of 3 MB is taken
// for it here: 15 %.
func TestWhereSixBeatOne(t *testing.T) {
	const rate = 3 * netem.Mbps
	const rtt = 100 * time.Millisecond
	limit := math.Pow(1.22*1448*8/(rtt.Seconds()*float64(rate)), 2)
	sending := float64(30*100_000+10_000) * 1500 / 1448 * 8 / float64(rate)
	median := func(http string, loss float64) float64 {
		var all []float64
		for seed := range uint64(15) {
			run := settings(0, rtt)
			run.TCP, run.HTTP, run.Seed = scenario.TCP{}, http, seed
			run.Network.Down, run.Network.Up, run.Network.LossDown = rate, rate, loss
			run.Page = scenario.Page{HTML: 10_000, Hosts: 1, Assets: []scenario.Assets{{Count: 30, Size: 100_000, Type: page.Image}}}
			out := play(t, run, replay.Options{})
			require.Empty(t, out.Err)
			all = append(all, out.Total.Seconds())
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	for _, loss := range []float64{0.001, 0.005, 0.01, 0.02} {
		one, six := median("2", loss), median("1.1", loss)
		want := sending * math.Max(1, math.Sqrt(loss/limit))
		t.Logf("loss %.1f %%: one connection %.1f s, expected %.1f s; six %.1f s", loss*100, one, want, six)
		require.InEpsilon(t, want, one, 0.15)
		require.InEpsilon(t, sending, six, 0.15)
		require.Equal(t, loss > limit, six < one)
	}
}

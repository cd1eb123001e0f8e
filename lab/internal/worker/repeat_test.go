package worker_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
	"rttlab/lab/replay"
)

// A run that is repeated is, in all its details, the draw that took the median
// time; what the draws took is what the seeds take one by one. It does not
// matter how many workers there are, nor whether any are.
func TestRepeat(t *testing.T) {
	s := parse(t, `
seed: 3
network: {rtt: 20ms, down: 5Mbps, loss: 5%}
page: {html: 20KB, assets: [{count: 10, size: 20KB}]}
runs:
  - {name: many, repeat: 9}
  - {name: one}
  - {name: no chance, repeat: 9, network: {loss: 0%}}
expect:
  - {run: many, total: 1s, within: 90%}
`)
	var totals []time.Duration
	byTotal := map[time.Duration]*worker.Result{}
	pool := worker.New(2)
	defer pool.Close()
	for i := range 9 {
		r, err := pool.Play(t.Context(), &worker.Job{Setup: s.Runs[0].Setup().Draw(i)})
		require.NoError(t, err)
		totals = append(totals, r.Visits[0].Total)
		byTotal[r.Visits[0].Total] = r
	}
	sorted := slices.Sorted(slices.Values(totals))
	require.Less(t, sorted[0], sorted[8], "chance makes a difference")

	out, err := pool.Scenario(t.Context(), s)
	require.NoError(t, err)
	many := out.Find("many")
	require.Equal(t, totals, many.Spread.Totals)
	require.Equal(t, []time.Duration{sorted[0], sorted[4], sorted[8]}, []time.Duration{many.Spread.P10, many.Total, many.Spread.P90})
	like := byTotal[sorted[4]].Visits[0]
	require.Equal(t, like.Seed, many.Seed)
	require.Equal(t, like.Resources, many.Resources)
	require.InDelta(t, float64(sorted[4])/1e6, out.Expect[0].Got, 1e-9)
	require.Nil(t, out.Find("one").Spread)
	require.Nil(t, out.Find("no chance").Spread)

	single := worker.New(1)
	defer single.Close()
	again, err := single.Scenario(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, out, again)
	here, err := replay.All(t.Context(), s, replay.Options{Explain: true}, func(f func()) error {
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, out.Runs[0].Spread, here.Runs[0].Spread)
	require.Equal(t, out.Runs[0].Resources, here.Runs[0].Resources)
}

// The draws that did not finish are said, and counted as the slowest.
func TestRepeatFailures(t *testing.T) {
	s := parse(t, "repeat: 4\nnetwork: {rtt: 10ms, loss: 100%}\npage: {html: 1KB}")
	pool := worker.New(2)
	defer pool.Close()
	out, err := pool.Scenario(t.Context(), s)
	require.NoError(t, err)
	run := out.Runs[0]
	require.NotEmpty(t, run.Err)
	require.Equal(t, 4, run.Spread.Failed)
	require.Zero(t, run.Spread.P10)
	require.Contains(t, run.Warnings[len(run.Warnings)-1], "4 of 4 draws did not finish; the first has seed 1: ")
}

package plots

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// Runs share an axis but where fast ones would be short lines beside slow ones.
func TestPanels(t *testing.T) {
	for _, c := range []struct {
		totals []float64 // seconds
		want   [][]int
	}{
		{[]float64{7.31, 4.1, 4.1, 1.88, 1.7, 1.67}, [][]int{{0, 1, 2, 3, 4, 5}}},    // 4.4 times
		{[]float64{4.99, 2.63, 2.23, 17.6, 15.8, 22}, [][]int{{0, 1, 2}, {3, 4, 5}}}, // cable, LTE and 3G
		{[]float64{8.8, 53.9, 8.7, 28.9, 11.8, 16}, [][]int{{0, 2, 4, 5}, {1, 3}}},   // loss
		{[]float64{1, 1.5, 2.2, 3.2, 4.7, 7}, [][]int{{0, 1, 2, 3, 4, 5}}},           // no gap
		{[]float64{1, 6, 1}, [][]int{{0, 2}, {1}}},                                   // two
		{[]float64{0.1, 2, 2.1, 1.3, 0.9}, [][]int{{0, 1, 2, 3, 4}}},                 // one that is fast
		{[]float64{0.46, 0.69, 1.12, 1.46, 3.46}, [][]int{{0, 1, 2, 3}, {4}}},        // lost-syn
		{[]float64{3}, [][]int{{0}}},                                                 // one
	} {
		a := &allRuns{}
		for _, s := range c.totals {
			a.runs = append(a.runs, timeline.Run{Total: time.Duration(s * 1e9)})
			a.end = max(a.end, a.runs[len(a.runs)-1].Total)
		}
		var got [][]int
		for _, part := range a.panels() {
			got = append(got, part.runs)
			for _, i := range part.runs {
				require.LessOrEqual(t, a.runs[i].Total, part.end)
			}
		}
		require.Equal(t, c.want, got, "%v", c.totals)
	}
}

// A second axis is said to be one, and how full the link was, and what the lines
// and the marks are.
func TestCompareSaysWhatItDraws(t *testing.T) {
	run := timelinetest.Load{Name: "fast", HTTP: "1.1", Assets: 12, Connections: 3}.Run()
	slow := timelinetest.Load{Name: "slow", HTTP: "1.1", Assets: 12, Connections: 3, Receive: 3 * time.Second}.Run()
	said := func(runs ...timeline.Run) []string {
		c, err := NewCompare(&timeline.Timeline{Title: "t", Runs: runs})
		require.NoError(t, err)
		var all []string
		for _, w := range texts(c) {
			all = append(all, w.text)
		}
		return all
	}
	alone := said(run)
	require.Contains(t, alone, "HTML there")
	require.Contains(t, alone, "lines: 1 RTT = 100 ms")
	require.NotContains(t, alone, "how full the link was")
	require.NotContains(t, alone, "slower: another scale")
	require.Contains(t, said(run, run, slow), "slower: another scale")
	run.Change = timeline.Change{At: run.Total / 2, RTT: run.RTT}
	run.Connections[1].Lost, run.Connections[1].Closed = true, run.Total/2
	run.Link = &timeline.Link{Every: run.Total / 2, Busy: []float64{0.5, 1}, Queued: []time.Duration{0, time.Second}}
	all := said(run)
	require.Subset(t, all, []string{"HTML there", "another network", "connection lost", "how full the link was"})
}

// Ping is drawn where packets wait for round trips, and not for a scenario with
// more runs than it has room for.
func TestPingIsWorthAPicture(t *testing.T) {
	run := timelinetest.Load{Name: "fast", HTTP: "1.1", Assets: 3}.Run()
	drawn := func(queued time.Duration, n int) int {
		run.Link = &timeline.Link{Every: run.Total, Busy: []float64{1}, Queued: []time.Duration{queued}}
		tl := &timeline.Timeline{Title: "t"}
		for range n {
			tl.Runs = append(tl.Runs, run)
		}
		charts, err := pingChart(tl)
		require.NoError(t, err)
		return len(charts)
	}
	require.Equal(t, 1, drawn(5*run.RTT, 2))
	require.Zero(t, drawn(5*run.RTT-1, 2))
	require.Zero(t, drawn(5*run.RTT, mostPings+1))
	run.Link = nil
	charts, err := pingChart(&timeline.Timeline{Runs: []timeline.Run{run}})
	require.NoError(t, err)
	require.Empty(t, charts)
	_, err = NewPing(&timeline.Timeline{Runs: []timeline.Run{run}})
	require.ErrorContains(t, err, "no run has a link with a limit")
}

// A run reaches as far as the slowest of its draws but one in ten.
func TestEndOf(t *testing.T) {
	a := &allRuns{runs: []timeline.Run{{Total: time.Second}, {Total: time.Second, Spread: &timeline.Spread{P90: 3 * time.Second}}, {Total: 2 * time.Second, Spread: &timeline.Spread{}}}}
	for i, want := range []time.Duration{time.Second, 3 * time.Second, 2 * time.Second} {
		require.Equal(t, want, a.endOf(i))
	}
}

// What is seen on the axis of the fast runs is explained, though on the slow ones'
// it takes no pixel.
func TestKeysOfBothAxes(t *testing.T) {
	run := func(total time.Duration) timeline.Run {
		pieces := []timeline.Piece{{Cause: timeline.TCP, To: total / 2}, {Cause: timeline.Asking, From: total / 2, To: total}}
		if total > time.Minute {
			pieces = []timeline.Piece{{Cause: timeline.Recovery, To: total}}
		}
		return timeline.Run{
			Name: total.String(), Total: total, Pieces: pieces,
			Resources: []timeline.Resource{{Phases: timeline.Phases{Wait: total}, Pieces: pieces}},
		}
	}
	c, err := NewCompare(&timeline.Timeline{Title: "t", Runs: []timeline.Run{run(time.Second), run(time.Second), run(time.Hour)}})
	require.NoError(t, err)
	var all []string
	for _, w := range texts(c) {
		all = append(all, w.text)
	}
	require.Subset(t, all, []string{"slower: another scale", "TCP handshake", "asks: a round trip", "lost, sent again"})
}

package plots

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// A round of slow start takes a round trip, less where the bytes of the next one
// take a part of it, and another one on another network.
func TestRoundEnds(t *testing.T) {
	const ms = time.Millisecond
	slow := func(from, to time.Duration) timeline.Piece {
		return timeline.Piece{Cause: timeline.SlowStart, From: from * ms, To: to * ms}
	}
	sending := timeline.Piece{Cause: timeline.Sending, From: 600 * ms, To: 620 * ms}
	other := timeAxis{rtt: 200 * ms, change: timeline.Change{At: 500 * ms, RTT: 100 * ms}}
	for _, c := range []struct {
		axis   timeAxis
		pieces []timeline.Piece
		want   []time.Duration
	}{
		{timeAxis{rtt: 200 * ms}, []timeline.Piece{slow(400, 1000)}, []time.Duration{600, 800, 1000}},
		{timeAxis{rtt: 200 * ms}, []timeline.Piece{slow(400, 500), slow(500, 1000)}, []time.Duration{600, 800, 1000}},
		{timeAxis{rtt: 200 * ms}, []timeline.Piece{slow(400, 600), sending, slow(620, 800)}, []time.Duration{600, 800}},
		{timeAxis{rtt: 200 * ms}, []timeline.Piece{slow(400, 449)}, nil},
		{timeAxis{rtt: 100 * ms}, []timeline.Piece{slow(410, 450), slow(452, 510), slow(530, 597), slow(599, 612), slow(640, 713)}, []time.Duration{510, 612, 713}},
		{other, []timeline.Piece{slow(100, 500), slow(600, 800)}, []time.Duration{300, 500, 700, 800}},
		{timeAxis{}, []timeline.Piece{slow(400, 1000)}, nil},
	} {
		var got []time.Duration
		for _, at := range roundEnds(c.axis, c.pieces) {
			got = append(got, at/ms)
		}
		require.Equal(t, c.want, got, "%v", c.pieces)
	}
}

// The marks are said to be rounds where they are drawn, in compare and waterfall:
// two and more, in rows that are high enough.
func TestRoundsAreNamed(t *testing.T) {
	said := func(assets int, rounds time.Duration) (in []string) {
		run := timelinetest.Load{Name: "one file", HTTP: "1.1", Assets: assets, Receive: rounds * 100 * time.Millisecond}.Run()
		for i := range run.Resources {
			res := &run.Resources[i]
			from := res.End() - res.Receive
			res.Pieces = []timeline.Piece{{Cause: timeline.Asking, From: res.Start, To: from}, {Cause: timeline.SlowStart, From: from, To: res.End()}}
		}
		run.Pieces = run.Resources[0].Pieces
		all, err := All(&timeline.Timeline{Title: "t", Runs: []timeline.Run{run}})
		require.NoError(t, err)
		for _, named := range all {
			for _, w := range texts(named.Chart) {
				if w.text == "a round of slow start ends" {
					in = append(in, named.Name)
				}
			}
		}
		return in
	}
	require.Equal(t, []string{"compare", "waterfall", "connections"}, said(0, 2))
	require.Empty(t, said(0, 1))
}

// Runs whose round trips differ have lines of their own, and it is said.
func TestEachRunHasItsRoundTrips(t *testing.T) {
	near := timelinetest.Load{Name: "near", HTTP: "1.1", RTT: 100 * time.Millisecond, Assets: 3}.Run()
	far := timelinetest.Load{Name: "far", HTTP: "1.1", RTT: 200 * time.Millisecond, Assets: 3}.Run()
	says := func(chart Chart, err error) []string {
		require.NoError(t, err)
		var all []string
		for _, w := range texts(chart) {
			all = append(all, w.text)
		}
		return all
	}
	compare := func(runs ...timeline.Run) []string {
		c, err := NewCompare(&timeline.Timeline{Title: "t", Runs: runs})
		return says(c, err)
	}
	require.Contains(t, compare(near, far), "lines: each run's round trips")
	require.Contains(t, compare(near, near), "lines: 1 RTT = 100 ms")

	near.Change = timeline.Change{At: near.Total / 2, RTT: 50 * time.Millisecond}
	w, err := NewWaterfall(&near)
	require.Contains(t, says(w, err), "lines: 1 RTT = 100 ms, then 50 ms")

	slow := timelinetest.Load{Name: "slow", HTTP: "1.1", RTT: 100 * time.Millisecond, Assets: 3, Receive: 3 * time.Second}.Run()
	near.Change = timeline.Change{}
	rulers := 0
	for _, text := range compare(near, near, slow) {
		if strings.HasSuffix(text, "RTT = 100 ms") || strings.HasSuffix(text, "RTT of 100 ms") {
			rulers++
		}
	}
	require.Equal(t, 2, rulers, "each axis has its own")
}

// A connection that is lost with requests on it is marked once.
func TestLostConnectionsAreMarked(t *testing.T) {
	run := timelinetest.Load{Name: "lost", HTTP: "2", Assets: 5}.Run()
	count := func() (n int) {
		for _, m := range marksOf(&run) {
			if m.words == "connection lost" {
				n++
			}
		}
		return n
	}
	require.Zero(t, count())
	for i := 1; i < 5; i++ {
		run.Resources[i].Lost = []timeline.Attempt{{Connection: 1, Start: run.Total / 4, Phases: timeline.Phases{Wait: run.Total / 4}}}
	}
	require.Equal(t, 1, count())
	run.Resources[5].Lost = []timeline.Attempt{{Connection: 2, Start: run.Total / 4, Phases: timeline.Phases{Wait: run.Total / 2}}}
	require.Equal(t, 2, count())
}

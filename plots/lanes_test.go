package plots

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// As many lanes as were ever under way at once, and no two in a lane overlap.
func TestLanes(t *testing.T) {
	for _, c := range []struct {
		load timelinetest.Load
		want int
	}{
		{timelinetest.Load{HTTP: "1.0", Assets: 100}, 6},
		{timelinetest.Load{HTTP: "1.1", Assets: 100}, 6},
		{timelinetest.Load{HTTP: "1.1", Assets: 100, Hosts: 3}, 18},
		{timelinetest.Load{HTTP: "2", Assets: 100}, 100},
		{timelinetest.Load{HTTP: "1.1", Assets: 0}, 1},
	} {
		run := c.load.Run()
		lane, n := lanes(run.Resources)
		require.Equal(t, c.want, n)
		for i := range run.Resources {
			for j := range i {
				a, b := &run.Resources[i], &run.Resources[j]
				if lane[i] == lane[j] {
					require.True(t, active(a) >= b.End() || active(b) >= a.End(), "%v and %v", a, b)
				}
			}
		}
	}
}

// On kept connections a lane is a connection.
func TestLanesAreConnections(t *testing.T) {
	run := timelinetest.Load{HTTP: "1.1", Assets: 60, Spread: 70 * time.Millisecond}.Run()
	lane, _ := lanes(run.Resources)
	conn := map[int]int{}
	for i, res := range run.Resources {
		if before, ok := conn[lane[i]]; ok {
			require.Equal(t, before, res.Connection)
		}
		conn[lane[i]] = res.Connection
	}
}

// On an axis of minutes a request of milliseconds is three pixels wide, of what took
// most of it; one that is seen anyhow stays as it is.
func TestSeen(t *testing.T) {
	axis := timeAxis{x1: 1000, end: 1000 * time.Second} // a second a pixel
	pieces := func(ask, send time.Duration) []timeline.Piece {
		return []timeline.Piece{
			{Cause: timeline.Limit, To: 5 * time.Second},
			{Cause: timeline.Asking, From: 5 * time.Second, To: 5*time.Second + ask},
			{Cause: timeline.Sending, From: 5*time.Second + ask, To: 5*time.Second + ask + send},
		}
	}
	short := pieces(100*time.Millisecond, 200*time.Millisecond)
	require.Equal(t, []timeline.Piece{{Cause: timeline.Sending, From: 5 * time.Second, To: 8 * time.Second}}, axis.seen(short))
	require.Equal(t, pieces(time.Second, 2*time.Second)[1:], axis.seen(pieces(time.Second, 2*time.Second)))
	require.Empty(t, axis.seen(pieces(0, 0)[:1]))
}

func TestAlone(t *testing.T) {
	second := time.Second
	at := func(start, length time.Duration) timeline.Resource {
		return timeline.Resource{Start: start, Phases: timeline.Phases{Wait: length}}
	}
	require.Equal(t, []bool{true, false, false, true},
		alone([]timeline.Resource{at(0, 10*second), at(9500*time.Millisecond, 2*second), at(10*second, second), at(20*second, second)}))
	require.Equal(t, []bool{false, false}, alone([]timeline.Resource{at(0, 10*second), at(8*second, second)}))
}

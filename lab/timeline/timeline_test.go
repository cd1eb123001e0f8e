package timeline_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

func TestSpeedup(t *testing.T) {
	// 2R(n+1) against R(n+2) with one connection: 22R and 12R.
	slow := timelinetest.Load{HTTP: "1.0", Assets: 10, Connections: 1}.Run()
	fast := timelinetest.Load{HTTP: "1.1", Assets: 10, Connections: 1}.Run()
	require.InDelta(t, 22.0/12, fast.Speedup(&slow), 1e-9)
	require.InDelta(t, 12.0/22, slow.Speedup(&fast), 1e-9)

	failed := slow
	failed.Err = "no"
	require.Zero(t, fast.Speedup(&failed))
	require.Zero(t, failed.Speedup(&fast))
	require.Zero(t, fast.Speedup(&timeline.Run{}))

	more := timelinetest.Load{HTTP: "1.1", Assets: 11}.Run()
	require.Zero(t, more.Speedup(&slow), "another page")
	larger := timelinetest.Load{HTTP: "1.1", Assets: 10}.Run()
	larger.Resources[3].Bytes++
	require.Zero(t, larger.Speedup(&slow), "another page")

	half := timelinetest.Load{HTTP: "1.1", Assets: 10}.Run()
	half.Resources[3].Err = "502 Bad Gateway"
	require.Zero(t, half.Speedup(&slow), "it gave up what the other went on with")
	require.Equal(t, 1, half.Failed())
	late := timelinetest.Load{HTTP: "1.1", Assets: 10}.Run()
	late.Waits = R
	require.Zero(t, slow.Speedup(&late), "one asked when its schedule said so")
}

// What failed whole has no requests to count.
func TestAnyFailed(t *testing.T) {
	failing := []timeline.Resource{{}, {Err: "no"}}
	require.False(t, (&timeline.Timeline{Runs: []timeline.Run{{}, {Err: "no", Resources: failing}}}).AnyFailed())
	require.True(t, (&timeline.Timeline{Runs: []timeline.Run{{}, {Resources: failing}}}).AnyFailed())
}

func TestOK(t *testing.T) {
	s := timeline.Timeline{Runs: []timeline.Run{{}}, Expect: []timeline.Check{{OK: true}}}
	require.True(t, s.OK())
	s.Expect = append(s.Expect, timeline.Check{})
	require.False(t, s.OK())
	s.Expect = nil
	s.Runs[0].Err = "no"
	require.False(t, s.OK())
}

func TestPhases(t *testing.T) {
	var p timeline.Phases
	for phase := timeline.Blocked; int(phase) < timeline.PhaseCount; phase++ {
		p.Add(phase, R)
		require.Equal(t, R, p.Of(phase))
	}
	require.Equal(t, timeline.Phases{Blocked: R, DNS: R, Connect: R, TLS: R, Send: R, Wait: R, Receive: R}, p)
	require.Equal(t, "receive", timeline.Receive.String())
	require.Equal(t, "unknown", timeline.Phase(99).String())
}

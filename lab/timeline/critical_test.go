package timeline_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

const R = 100 * time.Millisecond

// One page that names n files, no bandwidth limit: what the closed forms say
// that the last file had to wait for.
func TestCriticalPathOfClosedForms(t *testing.T) {
	for _, c := range []struct {
		name          string
		load          timelinetest.Load
		connect, wait time.Duration
		tls           time.Duration
	}{
		// 2R(n+1): a dial and a request for each file.
		{name: "close, one at a time", load: timelinetest.Load{HTTP: "1.0", Assets: 10, Connections: 1}, connect: 11 * R, wait: 11 * R},
		// 2R + 2R ceil(n/k): two rounds of six and five.
		{name: "close, six at a time", load: timelinetest.Load{HTTP: "1.0", Assets: 11}, connect: 3 * R, wait: 3 * R},
		// R(n+2): one dial, then a request for each file.
		{name: "keep-alive, one connection", load: timelinetest.Load{HTTP: "1.1", Assets: 10, Connections: 1}, connect: R, wait: 11 * R},
		// One connection per domain for each of nine files: a second handshake.
		{name: "three domains with TLS 1.3", load: timelinetest.Load{HTTP: "1.1", Assets: 9, Hosts: 3, Connections: 3, TLS: 1}, connect: 2 * R, tls: 2 * R, wait: 2 * R},
		{name: "pipelined", load: timelinetest.Load{HTTP: "1.1", Assets: 20, Pipeline: true}, connect: R, wait: 2 * R},
		{name: "HTTP/2 with TLS 1.2", load: timelinetest.Load{HTTP: "2", Assets: 20, TLS: 2}, connect: R, tls: 2 * R, wait: 2 * R},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := c.load.Run()
			split := timeline.Split(run.CriticalPath())
			require.Equal(t, timeline.Phases{Connect: c.connect, TLS: c.tls, Wait: c.wait}, split)
		})
	}
}

// The path's steps touch one another and reach from 0 to Total, whatever the
// data says.
func TestCriticalPathHasNoGap(t *testing.T) {
	for seed := range uint64(2000) {
		run := randomRun(rand.New(rand.NewPCG(seed, 0)))
		var at time.Duration
		for _, step := range run.CriticalPath() {
			require.Equal(t, at, step.From, "seed %d", seed)
			require.Greater(t, step.To, step.From, "seed %d", seed)
			at = step.To
		}
		require.Equal(t, run.Total, at, "seed %d", seed)
		split := timeline.Split(run.CriticalPath())
		require.Equal(t, run.Total, split.Sum(), "seed %d", seed)
	}
}

// randomRun is a run as no network would make it: it has resources that name
// one another in circles, connections that do not exist, negative times.
func randomRun(r *rand.Rand) timeline.Run {
	d := func() time.Duration { return time.Duration(r.IntN(50)-5) * time.Millisecond }
	run := timeline.Run{Total: time.Duration(r.IntN(300)) * time.Millisecond, RTT: 10 * time.Millisecond}
	for i := range r.IntN(4) {
		run.Connections = append(run.Connections, timeline.Connection{ID: i + 1, Opened: d(), Connect: d(), TLS: d()})
	}
	for i := range r.IntN(12) {
		run.Resources = append(run.Resources, timeline.Resource{
			ID: i, Host: []string{"a", "b"}[r.IntN(2)], Connection: r.IntN(5), Initiator: r.IntN(14) - 1, Start: 4 * d(),
			Phases: timeline.Phases{Blocked: d(), DNS: d(), Connect: d(), TLS: d(), Send: d(), Wait: d(), Receive: d()},
		})
	}
	return run
}

// A resource that waits while the connection is dialled for another one waits
// for a handshake, though the handshake is not among its own phases.
func TestSetUpForAnotherIsAHandshake(t *testing.T) {
	run := timeline.Run{
		Total: 300 * time.Millisecond,
		Resources: []timeline.Resource{
			{ID: 0, Initiator: -1, Connection: 1, Phases: timeline.Phases{Connect: R, Wait: R}},
			{ID: 1, Initiator: -1, Connection: 1, Phases: timeline.Phases{Blocked: R, Wait: R, Receive: R}},
		},
		Connections: []timeline.Connection{{ID: 1, Connect: R}},
	}
	require.Equal(t, []timeline.Step{
		{Resource: 1, Phase: timeline.Connect, From: 0, To: R},
		{Resource: 1, Phase: timeline.Wait, From: R, To: 2 * R},
		{Resource: 1, Phase: timeline.Receive, From: 2 * R, To: 3 * R},
	}, run.CriticalPath())
}

// An asset that is named while the page is still arriving does not wait for the
// page's last byte.
func TestNamedBeforeTheEnd(t *testing.T) {
	run := timeline.Run{
		Total: 5 * R,
		Resources: []timeline.Resource{
			{ID: 0, Initiator: -1, Connection: 1, Phases: timeline.Phases{Connect: R, Wait: R, Receive: 2 * R}},
			{ID: 1, Initiator: 0, Connection: 2, Start: 3 * R, Phases: timeline.Phases{Connect: R, Wait: R}},
		},
		Connections: []timeline.Connection{{ID: 1, Connect: R}, {ID: 2, Opened: 3 * R, Connect: R}},
	}
	require.Equal(t, timeline.Phases{Connect: 2 * R, Wait: 2 * R, Receive: R}, timeline.Split(run.CriticalPath()))
}

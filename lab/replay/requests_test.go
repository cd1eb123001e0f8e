package replay_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// parsed is the one run of a scenario.
func parsed(t *testing.T, yaml string) *scenario.Run {
	t.Helper()
	s, err := scenario.Parse("x.yaml", []byte(yaml))
	require.NoError(t, err)
	return &s.Runs[0]
}

// played plays the one run of a scenario.
func played(t *testing.T, yaml string) timeline.Run {
	t.Helper()
	return visited(t, yaml)[0]
}

// visited plays all visits of the one run of a scenario.
func visited(t *testing.T, yaml string) (out []timeline.Run) {
	t.Helper()
	run := parsed(t, yaml)
	if run.HTTP == "3" { // which repeats in a worker alone
		pool := worker.New(1)
		defer pool.Close()
		played, err := pool.Play(t.Context(), &worker.Job{Setup: run.Setup()})
		require.NoError(t, err)
		return played.Visits
	}
	synctest.Test(t, func(t *testing.T) {
		var err error
		out, err = replay.Visits(t.Context(), run.Setup(), replay.Options{})
		require.NoError(t, err)
	})
	return out
}

// A round trip for the handshake, and one for each request that is made when the
// one before has its answer.
func TestRequests(t *testing.T) {
	run := played(t, "network: {rtt: 50ms}\nrequests: [{count: 3}, {after: 3s, think: 20ms}, {at: 10s}]")
	require.Empty(t, run.Err)
	require.Zero(t, run.Failed())
	require.Len(t, run.Connections, 1)
	require.Equal(t, 5, run.Connections[0].Requests)
	starts := []time.Duration{0, 100, 150, 3200, 10_000}
	for i, at := range starts {
		require.Equal(t, at*time.Millisecond, run.Resources[i].Start.Round(time.Millisecond), i)
	}
	require.Equal(t, 50*time.Millisecond, run.Resources[0].Connect.Round(time.Millisecond))
	require.Equal(t, 70*time.Millisecond, run.Resources[3].Wait.Round(time.Millisecond))
	require.Equal(t, 10_050*time.Millisecond, run.Total.Round(time.Millisecond))
}

// Each phase is a round trip: TCP, TLS 1.3, the request.
func TestRequestsTLS(t *testing.T) {
	for _, http := range []string{"1.1", "2"} {
		run := played(t, fmt.Sprintf("network: {rtt: 50ms}\ntls: 1.3\nhttp: %s\nrequests: [{count: 2}]", http))
		require.Zero(t, run.Failed(), run.Warnings)
		require.Equal(t, 200*time.Millisecond, run.Total.Round(time.Millisecond))
		require.Equal(t, 50*time.Millisecond, run.Resources[0].TLS.Round(time.Millisecond))
		require.Equal(t, run.Connections[0].TLS, run.Resources[0].TLS)
	}
}

// The client and the server agree on when a connection is closed only after the
// FIN has come: a request that is sent in the round trip before meets it. A GET is
// made again, for two round trips more; a POST fails.
func TestRequestMeetsFIN(t *testing.T) {
	const rtt, idle, step = 50 * time.Millisecond, 5 * time.Second, time.Millisecond
	for _, method := range []string{"GET", "POST"} {
		failed, again := 0, 0
		for after := idle - 2*rtt + step/2; after < idle+rtt; after += step {
			run := played(t, fmt.Sprintf("network: {rtt: %v}\nserver: {keep_alive_timeout: %v}\nrequests: [{count: 1}, {method: %s, after: %v}]", rtt, idle, method, after))
			second := &run.Resources[1]
			again += second.Repeats
			failed += run.Failed()
			if inside := after > idle-rtt && after < idle; inside && method == "GET" {
				require.Len(t, second.Lost, 1)
				require.Len(t, run.Connections, 2)
			}
		}
		want := int(rtt / step)
		require.Equal(t, map[string][2]int{"GET": {0, want}, "POST": {want, 0}}[method], [2]int{failed, again}, method)
	}
}

// The client hangs up too: after 90 s, as Go's does, or when it says.
func TestRequestsIdleTimeout(t *testing.T) {
	for _, c := range []struct {
		client string
		after  time.Duration
		conns  int
	}{
		{"{}", 89 * time.Second, 1},
		{"{}", 91 * time.Second, 2},
		{"{idle_timeout: 5s}", 4 * time.Second, 1},
		{"{idle_timeout: 5s}", 6 * time.Second, 2},
	} {
		client := "client: " + c.client
		if c.client == "{}" {
			client = ""
		}
		run := played(t, fmt.Sprintf("network: {rtt: 50ms}\n%s\nrequests: [{count: 1}, {after: %v}]", client, c.after))
		require.Len(t, run.Connections, c.conns, c)
	}
}

// A request that fails does not keep the next from being made.
func TestRequestFails(t *testing.T) {
	run := played(t, "network: {rtt: 50ms}\nclient: {timeout: 1s}\nrequests: [{think: 10s}, {count: 1}]")
	require.Empty(t, run.Err)
	require.Equal(t, 1, run.Failed())
	require.Equal(t, time.Second, run.Resources[0].End().Round(time.Millisecond))
	require.True(t, strings.Contains(run.Warnings[0], "1 request fails, the first at 0s"), run.Warnings)
	require.Equal(t, 1100*time.Millisecond, run.Total.Round(time.Millisecond))
}

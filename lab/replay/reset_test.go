package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// Six files are thought about for a second, on six connections or on one. The
// HTML's connection is reset at 900 ms, and the browser knows R/2 later. What was
// under way there is asked for again on a new connection: its handshake, the
// request, and the second again.
func TestReset(t *testing.T) {
	const rtt, at, think = 100 * time.Millisecond, 900 * time.Millisecond, time.Second
	for _, tc := range []struct {
		name        string
		handshake   int // round trips
		again       int // files
		connections int
		change      func(*scenario.Run)
	}{
		{"HTTP/1.1", 1, 1, 7, func(*scenario.Run) {}},
		{"HTTP/1.1, TLS 1.3", 2, 1, 7, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"HTTP/1.0 keep-alive", 1, 1, 7, func(r *scenario.Run) { r.HTTP = "1.0" }},
		{"pipelined", 1, 6, 2, func(r *scenario.Run) { r.Pipeline = true }},
		{"HTTP/2", 1, 6, 2, func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP/2, TLS 1.3", 2, 6, 2, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
		{"HTTP/2, TLS 1.2", 3, 6, 2, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.2" }},
		{"HTTP/3", 1, 6, 2, func(r *scenario.Run) { *r = overHTTP3(*r) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(6, rtt)
			run.Page.Assets[0].Think = think
			run.Reset = scenario.Reset{At: at, Connection: 1}
			tc.change(&run)
			out := play(t, run, replay.Options{})
			require.Empty(t, out.Err)
			require.Empty(t, out.Warnings)
			require.Len(t, out.Connections, tc.connections)
			want := at + rtt/2 + time.Duration(tc.handshake)*rtt + rtt + think
			if tc.name == "pipelined" {
				want += 5 * think // the server answers one after the other
			}
			require.InDelta(t, want, out.Total, float64(200*time.Microsecond))
			again := 0
			for _, r := range out.Resources {
				again += r.Repeats
				require.Len(t, r.Lost, r.Repeats)
				for _, a := range r.Lost {
					require.Equal(t, 1, a.Connection)
					require.GreaterOrEqual(t, a.Start, r.Start)
					require.InDelta(t, at+rtt/2, a.Start+a.Sum(), float64(100*time.Microsecond))
				}
			}
			require.Equal(t, tc.again, again)
			require.InDelta(t, at+rtt/2, out.Connections[0].Closed, float64(100*time.Microsecond))
			require.Contains(t, out.Notes[0], "at 900ms the server resets connection 1; ")
		})
	}
}

// A connection on which nothing is under way is replaced when it is needed; one
// that is not there is not reset; and one that never worked is not tried again.
func TestResetOfOthers(t *testing.T) {
	run := settings(6, 100*time.Millisecond)
	run.Page.Assets[0].Think = time.Second
	undisturbed := play(t, run, replay.Options{}).Total

	run.Reset = scenario.Reset{At: 900 * time.Millisecond, Connection: 7}
	out := play(t, run, replay.Options{})
	require.Equal(t, undisturbed, out.Total)
	require.Equal(t, []string{"no connection was reset at 900ms: the load was over, or had fewer than 7 connections"}, out.Warnings)

	run.Reset = scenario.Reset{At: time.Minute, Connection: 1}
	require.Len(t, play(t, run, replay.Options{}).Warnings, 1)

	run.Reset = scenario.Reset{At: 900 * time.Millisecond, Connection: 2}
	require.Contains(t, play(t, run, replay.Options{}).Err, "1 of 7 resources failed")

	run.Page.Assets[0].Think = 0
	run.Page.Assets = append(run.Page.Assets, scenario.Assets{Count: 1, Size: 1, Type: "image", Think: time.Second})
	run.Browser.ConnectionsPerHost, run.Reset.Connection = 2, 2
	out = play(t, run, replay.Options{})
	require.Empty(t, out.Err)
	require.Equal(t, []string{"at 900ms the server resets connection 2, on which nothing is under way"}, out.Notes)
}

// A reset is the same every time, in the middle of sending and, over QUIC, while
// the server thinks.
func TestSameResetEveryTime(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		run := full()
		if http == "3" {
			run = settings(6, 60*time.Millisecond)
			run.Page.Assets[0].Think = time.Second
		}
		run.HTTP, run.TLS.Version = http, "1.3"
		run.Reset = scenario.Reset{At: 400 * time.Millisecond, Connection: 1}
		require.Contains(t, play(t, run, replay.Options{}).Notes[0], "asked for again")
		sameEveryTime(t, run)
	}
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/timeline"
)

// n requests by c callers, on connections of which p are kept and m may be open:
// where every caller can have a connection that is kept, a round trip for the
// handshake, and one for each wave of c; where there are m < c connections, waves
// of m.
func TestRequestsCallers(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for _, c := range []struct {
		requests, client string
		trips, conns     int
	}{
		{"count: 100", "{}", 1 + 100, 1},
		{"count: 100, callers: 2", "{}", 1 + 50, 2},
		{"count: 100, callers: 6", "{pool: 6}", 1 + 17, 6},
		{"count: 100, callers: 100", "{pool: 100}", 1 + 1, 100},
		{"count: 300, callers: 100", "{pool: 100}", 1 + 3, 100},
		{"count: 6, callers: 100", "{}", 1 + 1, 6},
		{"count: 100, callers: 6", "{max_connections: 3}", 1 + 34, 3},
		{"count: 100, callers: 6", "{max_connections: 1}", 1 + 100, 1},
	} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\nclient: %s\nrequests: [{%s}]", rtt, c.client, c.requests))
		require.Empty(t, run.Err, c)
		require.Zero(t, run.Failed(), run.Warnings)
		// What keeps things in order takes microseconds.
		require.InDelta(t, time.Duration(c.trips)*rtt, run.Total, float64(time.Duration(c.trips)*5*time.Microsecond), c)
		require.Len(t, run.Connections, c.conns, c)
		require.Equal(t, c.trips, run.Ledger().RoundTrips(), c)
		last := time.Duration(0)
		for i := range run.Resources {
			require.Equal(t, i, run.Resources[i].ID)
			require.GreaterOrEqual(t, run.Resources[i].Start, last)
			last = run.Resources[i].Start
		}
	}
}

// Go's client keeps two connections to a host, unless told otherwise: of six on
// which answers come at once two are kept, and the other four callers dial again,
// which is a round trip more. A pool of five has one of them dial.
func TestRequestsCallersBeyondPool(t *testing.T) {
	const rtt, callers = 50 * time.Millisecond, 6
	for pool, client := range map[int]string{2: "{}", 1: "{pool: 1}", 5: "{pool: 5}"} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\nclient: %s\nrequests: [{count: %d, callers: %d}]", rtt, client, 2*callers, callers))
		require.Zero(t, run.Failed(), run.Warnings)
		require.Len(t, run.Connections, callers+callers-pool)
		require.InDelta(t, 4*rtt, run.Total, float64(100*time.Microsecond))
		early := 0
		for _, c := range run.Connections {
			require.Equal(t, "http/1.1", c.Protocol) // of those that nobody has used, too
			if c.Closed > 0 && c.Closed < 3*rtt {
				require.Equal(t, 1, c.Requests)
				early++
			}
		}
		require.Equal(t, callers-pool, early)
	}
}

// Callers pause each for itself, and a group begins when the one before has ended.
func TestRequestsCallersPause(t *testing.T) {
	run := played(t, "network: {rtt: 50ms}\nclient: {pool: 3}\nrequests: [{count: 4, callers: 2, after: 1s, think: 10ms}, {count: 3, callers: 3}]")
	require.Zero(t, run.Failed(), run.Warnings)
	for i, at := range []int{1000, 1000, 2110, 2110, 2170, 2170, 2170} {
		require.Equal(t, time.Duration(at)*time.Millisecond, run.Resources[i].Start.Round(time.Millisecond), i)
	}
	for i, by := range []int{-1, -1, 0, 1, 3, 3, 3} {
		require.Equal(t, by, run.Resources[i].Initiator, i)
	}
	require.Equal(t, 2270*time.Millisecond, run.Total.Round(time.Millisecond)) // the third dials
	require.Len(t, run.Connections, 3)
}

// The causes of a run with callers add up to its time, and to each request's, to
// the nanosecond; a caller that waits for one of three connections waits for the
// limit.
func TestRequestsCallersCauses(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for client, want := range map[string]map[timeline.Cause]time.Duration{
		"{pool: 6}":            {timeline.TCP: rtt, timeline.Asking: 4 * rtt},
		"{max_connections: 3}": {timeline.TCP: rtt, timeline.Asking: 8 * rtt},
	} {
		run := file(t, fmt.Sprintf("network: {rtt: %v}\nclient: %s\nrequests: [{count: 24, callers: 6}]", rtt, client))
		out := play(t, *run, replay.Options{Explain: true})
		has := timeline.AddUp(out.Pieces)
		sum := time.Duration(0)
		for _, d := range has {
			sum += d
		}
		require.Equal(t, out.Total, sum)
		for cause, d := range want {
			require.InDelta(t, d, has[cause], float64(50*time.Microsecond), "%s: %v", client, cause)
		}
		limit := time.Duration(0)
		for i := range out.Resources {
			res := &out.Resources[i]
			sum := time.Duration(0)
			for cause, d := range timeline.AddUp(res.Pieces) {
				sum += d
				if timeline.Cause(cause) == timeline.Limit {
					limit += d
				}
			}
			require.Equal(t, res.Phases.Sum(), sum, i)
		}
		require.Equal(t, client != "{pool: 6}", limit > rtt, limit)
	}
}

// The same file gives the same result, though callers go on at one instant, with
// answers that have no body, secured, behind a proxy, and where connections run
// out, are refused and reset.
func TestRequestsCallersSame(t *testing.T) {
	for _, yaml := range []string{
		"network: {rtt: 20ms}\nrequests: [{count: 200, callers: 20}]",
		"network: {rtt: 20ms}\nrequests: [{count: 200, callers: 20, method: HEAD}]",
		"network: {rtt: 20ms}\nclient: {max_connections: 7}\nrequests: [{count: 100, callers: 20, size: 50KB}]",
		"network: {rtt: 20ms}\nclient: {pool: 4}\ntls: 1.3\nrequests: [{count: 60, callers: 8, size: 20KB}]",
		"network: {rtt: 20ms}\nvia: [{role: load_balancer, rtt: 5ms, pool: 3}]\nrequests: [{count: 100, callers: 9}]",
		"network: {rtt: 20ms}\nserver: {keep_alive_timeout: 1s}\nrequests: [{count: 40, callers: 8, after: 980ms}]",
		"network: {rtt: 20ms}\nclient: {timeout: 70ms}\nserver: {think: 30ms}\nrequests: [{count: 40, callers: 8}]",
		"network: {rtt: 20ms}\nevents: [{at: 120ms, restart: origin}, {at: 300ms, host_down: origin}, {at: 400ms, host_up: origin}]\nrequests: [{count: 100, callers: 10}]",
		"network: {rtt: 20ms, down: 5Mbps, up: 1Mbps, loss: 2%}\nclient: {pool: 300}\nrequests: [{count: 400, callers: 200}]",
	} {
		run := file(t, yaml)
		first := play(t, *run, replay.Options{Explain: true})
		require.NotEmpty(t, first.Resources)
		for range 3 {
			require.Equal(t, first, play(t, *run, replay.Options{Explain: true}), yaml)
		}
	}
}

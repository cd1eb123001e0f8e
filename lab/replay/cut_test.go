package replay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/timeline"
)

// A server hangs up in place of the second answer, or in the middle of it. net/http
// asks again if not a byte of an answer has come, the connection was used before,
// and the request may come twice: a round trip lost, one for TCP, one for the
// request. Otherwise the request has failed after a round trip.
func TestRequestCut(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for _, c := range []struct {
		request, err string
	}{
		{"method: GET, cut: fin", ""},
		{"method: GET, cut: rst", ""},
		{"method: POST, headers: {Idempotency-Key: 7}, cut: fin", ""},
		{"method: POST, headers: {Idempotency-Key: 7}, cut: rst", ""},
		{"method: POST, cut: fin", "the server hung up without an answer: EOF"},
		{"method: POST, cut: rst", "reset by peer"},
		{"method: GET, cut: fin 17B", "the server hung up in the middle of its answer: "},
		{"method: POST, cut: fin 17B", "in the middle of its answer: "},
		{"method: POST, headers: {Idempotency-Key: 7}, cut: fin 17B", "in the middle of its answer: "},
		{"size: 5KB, cut: fin 1KB", "in the middle of its answer: "}, // the header has come
	} {
		for _, tls := range []string{"none", "1.3"} {
			run := file(t, fmt.Sprintf("network: {rtt: %v}\ntls: %s\nrequests: [{}, {after: 1s, %s}, {count: 1}]", rtt, tls, c.request))
			out := play(t, *run, replay.Options{Explain: true})
			second := &out.Resources[1]
			again, trips := 0, 1
			if c.err == "" {
				again, trips = 1, 3
				if tls != "none" {
					trips++
				}
			}
			require.Equal(t, 1-again, out.Failed(), "%v: %v", c, out.Warnings)
			require.Equal(t, again, second.Repeats, c)
			require.Equal(t, 1+again, second.Served, c) // the server has done it each time
			require.Equal(t, 1, out.Resources[0].Served)
			noted := slices.ContainsFunc(out.Notes, func(note string) bool { return strings.Contains(note, "has come to the server twice") })
			require.Equal(t, c.err == "", noted, out.Notes)
			require.Len(t, out.Connections, 2, c) // a third request dials after the failure, or finds the second one
			require.InDelta(t, time.Duration(trips)*rtt, second.Phases.Sum(), float64(100*time.Microsecond), c)
			require.True(t, strings.Contains(second.Err, c.err), "%v: %s", c, second.Err)
			vain := timeline.AddUp(second.Pieces)[timeline.Recovery]
			require.InDelta(t, rtt, vain, float64(100*time.Microsecond), c)
			sum := time.Duration(0)
			for _, p := range out.Pieces {
				sum += p.Length()
			}
			require.Equal(t, out.Total, sum)
		}
	}
}

// The first request on a connection is not made again: that it was not kept too
// long is certain.
func TestRequestCutOnNewConnection(t *testing.T) {
	run := played(t, "network: {rtt: 50ms}\nrequests: [{cut: fin}]")
	require.Equal(t, 1, run.Failed())
	require.Equal(t, "the server hung up without an answer: EOF", run.Resources[0].Err)
	require.Equal(t, 1, run.Resources[0].Served)
	require.Len(t, run.Connections, 1)
}

// A load balancer makes a GET again, of whose answer it has nothing yet, and a POST
// only where it is told to; of half an answer it passes on what it has.
func TestRequestCutBehindBalancer(t *testing.T) {
	for _, c := range []struct {
		hop, request   string
		failed, status int
		tries          int
	}{
		{"retry: idempotent", "cut: fin", 0, 200, 2},
		{"retry: none", "cut: fin", 1, 502, 1},
		{"retry: idempotent", "method: POST, cut: rst", 1, 502, 1},
		{"retry: all", "method: POST, cut: rst", 0, 200, 2},
		{"retry: all", "cut: fin 20B", 1, 502, 1},
		{"retry: all", "size: 100KB, cut: fin 50KB", 1, 200, 1},
	} {
		run := played(t, fmt.Sprintf("network: {rtt: 20ms}\nvia: [{role: load_balancer, rtt: 10ms, %s}]\nrequests: [{}, {after: 1s, %s}]", c.hop, c.request))
		second := &run.Resources[1]
		require.Equal(t, c.failed, run.Failed(), c)
		require.Equal(t, c.status, second.Status, c)
		require.Equal(t, c.tries, second.Legs[0].Tries, c)
		require.Equal(t, c.tries, second.Served, c)
	}
}

// The same file gives the same result.
func TestRequestCutSame(t *testing.T) {
	run := file(t, "network: {rtt: 20ms}\nclient: {pool: 5}\nrequests: [{count: 10, callers: 5}, {count: 10, callers: 5, cut: rst}, {count: 10, callers: 5, size: 20KB, cut: fin 10KB}]")
	first := play(t, *run, replay.Options{Explain: true})
	require.Equal(t, 10, first.Failed())
	for range 3 {
		require.Equal(t, first, play(t, *run, replay.Options{Explain: true}))
	}
}

package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// Pipelined, each body of which takes 10 ms: the nth asset was asked for with
// the first, could have come a round trip later, and came n bodies later.
func TestHeadOfLine(t *testing.T) {
	body := 10 * time.Millisecond
	run := timelinetest.Load{HTTP: "1.1", Pipeline: true, Assets: 5, Receive: body}.Run()
	asked := run.Resources[0].End()
	held := run.HeadOfLine()
	require.Zero(t, held[0])
	require.Zero(t, held[1])
	for n := 1; n < 5; n++ {
		require.Equal(t, timeline.Span{From: asked + R, To: asked + R + time.Duration(n)*body}, held[n+1])
	}
}

// Where nothing is asked for before the last answer is there, nothing is held
// back; nor is it on a connection that mixes its answers.
func TestNoHeadOfLine(t *testing.T) {
	for _, l := range []timelinetest.Load{
		{HTTP: "1.0", Assets: 20}, {HTTP: "1.1", Assets: 20, Receive: R}, {HTTP: "2", Assets: 20, Receive: R},
	} {
		run := l.Run()
		for _, span := range run.HeadOfLine() {
			require.Zero(t, span)
		}
	}
}

// A round trip is that of the connection: on an edge 10 ms away an answer could
// have come 10 ms and the server's 30 ms after it was asked for, whatever the
// way to other servers takes.
func TestHeadOfLineCountsItsOwnPath(t *testing.T) {
	const ms = time.Millisecond
	pair := func(conn int, think time.Duration) []timeline.Resource {
		res := timeline.Resource{Connection: conn, Protocol: "http/1.1", Think: think}
		first, second := res, res
		first.Wait, first.Receive = 40*ms, 400*ms
		second.Wait, second.Receive = 440*ms, 10*ms
		return []timeline.Resource{first, second}
	}
	run := timeline.Run{
		RTT:         200 * ms,
		Connections: []timeline.Connection{{ID: 1, Host: "edge", RTT: 10 * ms, Window: 10}, {ID: 2, Host: "origin", RTT: 200 * ms, Window: 10}},
		Resources:   append(pair(1, 30*ms), pair(2, 0)...),
	}
	held := run.HeadOfLine()
	require.Equal(t, timeline.Span{From: 40 * ms, To: 440 * ms}, held[1])
	require.Equal(t, timeline.Span{From: 200 * ms, To: 440 * ms}, held[3])
}

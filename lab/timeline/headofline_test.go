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

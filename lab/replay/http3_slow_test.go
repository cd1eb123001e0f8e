package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// However far away a server is, or however long it thinks, HTTP/3 takes its
// three round trips, and finishes what TCP finishes. A SYN is given up after 127 s,
// so a server that is three minutes away is out of reach for either.
func TestHTTP3Far(t *testing.T) {
	for _, tc := range []struct {
		rtt, think time.Duration
	}{{5 * time.Second, 0}, {10 * time.Second, 0}, {time.Minute, 0}, {100 * time.Millisecond, 10 * time.Minute}} {
		for _, http := range []string{"2", "3"} {
			t.Run(fmt.Sprintf("HTTP/%s, R=%v, think=%v", http, tc.rtt, tc.think), func(t *testing.T) {
				run := overHTTP3(settings(0, tc.rtt))
				run.HTTP = http
				run.Page.Assets = []scenario.Assets{{Count: 5, Size: 1, Type: page.Image, Think: tc.think}}
				got := play(t, run, replay.Options{})
				require.Empty(t, got.Err)
				if http == "3" { // TCP has sent its SYN again by then, which costs its window
					require.InDelta(t, 3*tc.rtt+tc.think, got.Total, float64(time.Millisecond))
				}
			})
		}
	}
	for _, http := range []string{"2", "3"} {
		run := overHTTP3(settings(0, 3*time.Minute))
		run.HTTP = http
		require.Contains(t, play(t, run, replay.Options{}).Err, "time", "HTTP/"+http)
	}
}

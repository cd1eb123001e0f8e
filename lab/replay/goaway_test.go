package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// A server of HTTP/2 says that it goes away (GOAWAY, RFC 9113 §6.8) a second
// before it hangs up. A visit in that second needs a new connection at once: two
// round trips, three with TLS 1.3, whatever becomes of the FIN.
func TestGoAwayBeforeFIN(t *testing.T) {
	for _, tc := range []struct {
		name   string
		trips  time.Duration
		lose   bool
		change func(*scenario.Run)
	}{
		{"HTTP/2", 2, false, func(*scenario.Run) {}},
		{"FIN lost", 2, true, func(*scenario.Run) {}},
		{"TLS 1.3", 3, false, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"push", 2, false, func(r *scenario.Run) {
			r.Page.Assets = []scenario.Assets{{Count: 1, Size: 10, Type: page.CSS, Ahead: page.Push}}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(0, 100*time.Millisecond)
			run.HTTP, run.Server.KeepAliveTimeout = "2", 5*time.Second
			run.Visits, run.Pause = 2, 5500*time.Millisecond
			tc.change(&run)
			opt := replay.Options{Prepare: func(_ string, net *replay.Network) {
				if tc.lose {
					time.AfterFunc(6100*time.Millisecond+500, net.Servers[0].Down)
					time.AfterFunc(6200*time.Millisecond+500, net.Servers[0].Up)
				}
			}}
			out := playVisits(t, run, opt)
			require.Equal(t, 1, out[1].Opened())
			require.InDelta(t, tc.trips*run.Network.RTT, out[1].Total, float64(100*time.Microsecond))
			for _, r := range out[1].Resources {
				require.Zero(t, r.Repeats)
			}
		})
	}
}

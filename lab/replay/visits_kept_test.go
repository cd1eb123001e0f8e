package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// A connection that is left open has goroutines of its own where requests have
// bodies and where the server pushes. The visit is over without them, and the
// next one has the connection: a round trip for the HTML and one for what it
// names, unless that is pushed.
func TestKeptConnectionsThatWorkOn(t *testing.T) {
	for _, tc := range []struct {
		name   string
		trips  time.Duration
		assets scenario.Assets
	}{
		{"uploads", 2, scenario.Assets{Count: 5, Size: 1, Type: page.Image, Request: scenario.Request{Method: "POST", Upload: 10}}},
		{"push", 1, scenario.Assets{Count: 5, Size: 1, Type: page.CSS, Ahead: page.Push}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(0, 100*time.Millisecond)
			run.HTTP, run.Server.KeepAliveTimeout = "2", time.Minute
			run.Page.Assets = []scenario.Assets{tc.assets}
			run.Visits, run.Pause = 3, 2*time.Second
			for _, again := range playVisits(t, run, replay.Options{})[1:] {
				require.Equal(t, 0, again.Opened())
				require.InDelta(t, tc.trips*run.Network.RTT, again.Total, float64(100*time.Microsecond))
			}
		})
	}
}

// A connection that serves several names does so in later visits, too.
func TestKeptCoalesced(t *testing.T) {
	for _, http := range []string{"2", "3"} {
		run := settings(30, 100*time.Millisecond)
		elsewhere(&run, 3)
		run.HTTP, run.TLS.Version, run.Browser.Coalesce = http, "1.3", true
		run.Visits, run.Pause = 2, 2*time.Second
		out := playVisits(t, run, replay.Options{})
		require.Equal(t, 1, out[0].Opened(), "HTTP/%s", http)
		require.Equal(t, 0, out[1].Opened(), "HTTP/%s", http)
		require.InDelta(t, 2*run.Network.RTT, out[1].Total, float64(100*time.Microsecond))
	}
}

// A browser sees that a server has hung up on an idle connection, whatever the
// server has said about that, and sends nothing on it.
func TestIdleConnectionsThatEnd(t *testing.T) {
	for name, change := range map[string]func(*scenario.Run){
		"HTTP/1.0":            func(r *scenario.Run) { r.HTTP = "1.0" },
		"HTTP/1.1":            func(*scenario.Run) {},
		"HTTP/1.1, pipelined": func(r *scenario.Run) { r.Pipeline = true },
	} {
		run := settings(12, 100*time.Millisecond)
		run.Server.Like, run.Server.KeepAliveTimeout = "nginx", 5*time.Second // which does not say so
		run.Visits, run.Pause = 2, 10*time.Second
		change(&run)
		out := playVisits(t, run, replay.Options{})
		require.Equal(t, out[0].Opened(), out[1].Opened(), name)
		for i := range out[1].Resources {
			require.Zero(t, out[1].Resources[i].Repeats, name)
		}
	}
}

package replay_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// playVisits plays all visits of a run in virtual time.
func playVisits(t *testing.T, run scenario.Run, opt replay.Options) (out []timeline.Run) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		out, err = replay.Visits(context.Background(), run.Setup(), opt)
		require.NoError(t, err)
	})
	for i := range out {
		require.Empty(t, out[i].Err, out[i].Name)
	}
	return out
}

// What a visit takes in round trips, of n files after the HTML. Connections that
// are open cost nothing: R for the HTML, then R ceil(n/6) on six of HTTP/1.1 and
// R on one of HTTP/2 or 3. A server that has hung up meanwhile costs a
// handshake: TCP's in full; TLS 1.3's takes a round trip, resumed or not; TLS
// 1.2's one instead of two; QUIC's none. The browser itself closes connections
// of HTTP/1.1 after 5 minutes, and QUIC's are over after 30 s.
func TestVisits(t *testing.T) {
	const n = 24
	kept, gone, forgotten := 2*time.Second, 10*time.Second, 301*time.Second
	server := func(r *scenario.Run) { r.Server.KeepAliveTimeout = 5 * time.Second }
	for _, law := range []struct {
		name   string
		pause  time.Duration
		opened int
		trips  int // of the second visit
		change func(*scenario.Run)
	}{
		{"HTTP/1.1", kept, 0, 1 + 4, server},
		{"HTTP/1.1", gone, 6, 2 + ceil(n+5, 6), server},
		{"HTTP/1.1", gone, 0, 1 + 4, func(*scenario.Run) {}},
		{"HTTP/1.1", forgotten, 6, 2 + ceil(n+5, 6), func(*scenario.Run) {}},
		{"HTTP/1.0 keep-alive", kept, 0, 1 + 4, func(r *scenario.Run) { r.HTTP = "1.0"; server(r) }},
		{"HTTP/1.0 keep-alive", gone, 6, 2 + ceil(n+5, 6), func(r *scenario.Run) { r.HTTP = "1.0"; server(r) }},
		{"closing", kept, n + 1, 2 + 2*4, func(r *scenario.Run) { r.KeepAlive = new(false) }},
		{"pipelined", gone, 1, 3, func(r *scenario.Run) { r.Pipeline = true; server(r) }},
		{"HTTP/1.1, TLS 1.2", kept, 0, 1 + 4, func(r *scenario.Run) { r.TLS.Version = "1.2"; server(r) }},
		{"HTTP/1.1, TLS 1.2", gone, 6, 3 + rounds(n, 2, 5), func(r *scenario.Run) { r.TLS.Version = "1.2"; server(r) }},
		{"HTTP/2", kept, 0, 2, func(r *scenario.Run) { r.HTTP = "2"; server(r) }},
		{"HTTP/2", gone, 1, 3, func(r *scenario.Run) { r.HTTP = "2"; server(r) }},
		{"HTTP/2", forgotten, 0, 2, func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP/2, TLS 1.3", gone, 1, 4, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3"; server(r) }},
		{"HTTP/2, TLS 1.2", gone, 1, 4, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.2"; server(r) }},
		{"HTTP/3", kept, 0, 2, func(r *scenario.Run) { *r = overHTTP3(*r); server(r) }},
		{"HTTP/3", gone, 1, 2, func(r *scenario.Run) { *r = overHTTP3(*r); server(r) }},
		{"HTTP/3", gone, 0, 2, func(r *scenario.Run) { *r = overHTTP3(*r) }},
		{"HTTP/3", 31 * time.Second, 1, 2, func(r *scenario.Run) { *r = overHTTP3(*r) }},
	} {
		t.Run(fmt.Sprintf("%s after %v, %d opened", law.name, law.pause, law.opened), func(t *testing.T) {
			run := settings(n, 100*time.Millisecond)
			run.Visits, run.Pause = 2, law.pause
			law.change(&run)
			out := playVisits(t, run, replay.Options{})
			require.Equal(t, []string{"run", "run, 2nd visit"}, []string{out[0].Name, out[1].Name})
			again := &out[1]
			require.Equal(t, law.opened, again.Opened())
			late := again.Total - time.Duration(law.trips)*run.Network.RTT
			t.Log(late)
			require.GreaterOrEqual(t, late, time.Duration(0))
			require.LessOrEqual(t, late, time.Duration(20*law.trips+n)*time.Microsecond)
			for _, c := range again.Connections {
				require.True(t, !c.Kept || c.Connect+c.TLS == 0)
			}
		})
	}
}

// The first visit is what the run is without a second: it uses what an earlier
// load has left, not what it leaves itself.
func TestFirstVisit(t *testing.T) {
	for _, tc := range everyProtocol {
		run := full()
		tc.change(&run)
		once := play(t, run, replay.Options{})
		run.Visits = 2
		require.Equal(t, once, playVisits(t, run, replay.Options{})[0], tc.name)
	}
}

// Addresses are kept as long as they may be, and for a minute at least.
func TestNamesAreKept(t *testing.T) {
	const dns = 40 * time.Millisecond
	for _, tc := range []struct {
		ttl, pause time.Duration
		lookUps    int
	}{
		{0, time.Second, 0},
		{0, 55 * time.Second, 0},
		{0, 61 * time.Second, 2},
		{5 * time.Minute, 61 * time.Second, 0},
		{5 * time.Minute, 6 * time.Minute, 2},
	} {
		run := settings(12, 100*time.Millisecond)
		run.Page.Hosts = 2
		run.Browser.DNS = scenario.DNS{RTT: dns, TTL: tc.ttl}
		run.Server.KeepAliveTimeout = 500 * time.Millisecond // of no interest here
		run.Visits, run.Pause = 2, tc.pause
		out := playVisits(t, run, replay.Options{})
		// The HTML's name, and the other one of 6 files: a handshake and a wave.
		require.InDelta(t, 400*time.Millisecond+2*dns, out[0].Total, float64(200*time.Microsecond))
		want := 400*time.Millisecond + time.Duration(tc.lookUps)*dns
		require.InDelta(t, want, out[1].Total, float64(200*time.Microsecond), "ttl %v, pause %v", tc.ttl, tc.pause)
	}
}

// A connection for k requests: n+1 files one after the other take a round trip
// each, and one more for each connection.
func TestMaxRequests(t *testing.T) {
	for _, k := range []int{1, 4, 7, 20, 21, 100} {
		run := settings(20, 50*time.Millisecond)
		run.Browser.ConnectionsPerHost, run.Server.MaxRequests = 1, k
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		conns := ceil(21, k)
		require.Len(t, out.Connections, conns, "max_requests %d", k)
		require.InDelta(t, time.Duration(21+conns)*run.Network.RTT, out.Total, float64(700*time.Microsecond))
		for _, c := range out.Connections {
			require.LessOrEqual(t, c.Requests, k)
		}
	}
}

// HTTP/2 with TLS 1.3 takes 4 R; its server says that it speaks HTTP/3, which
// takes 3 R the next time, and 2 R when it can resume a session of its own.
// While the connection of HTTP/2 is open there is no need for another: 2 R.
func TestAltSvc(t *testing.T) {
	run := settings(20, 100*time.Millisecond)
	run.HTTP, run.TLS.Version, run.AltSvc = "2", "1.3", true
	run.Visits, run.Pause, run.Server.KeepAliveTimeout = 3, 10*time.Second, 5*time.Second
	protocols := func(out []timeline.Run) (all []string) {
		for _, r := range out {
			require.Len(t, r.Connections, 1)
			for _, res := range r.Resources {
				require.Equal(t, r.Connections[0].Protocol, res.Protocol)
			}
			all = append(all, r.Connections[0].Protocol)
		}
		return all
	}
	out := playVisits(t, run, replay.Options{})
	require.Equal(t, []string{"h2", "h3", "h3"}, protocols(out))
	for i, trips := range []time.Duration{4, 3, 2} {
		require.InDelta(t, trips*run.Network.RTT, out[i].Total, float64(100*time.Microsecond), out[i].Name)
	}
	require.Empty(t, out[1].Warnings)

	run.Pause = time.Second
	out = playVisits(t, run, replay.Options{})
	require.Equal(t, []string{"h2", "h2", "h2"}, protocols(out))
	require.InDelta(t, 2*run.Network.RTT, out[1].Total, float64(100*time.Microsecond))
	require.Contains(t, out[1].Warnings[0], "HTTP/3 was offered and is not used")
}

// Run is for one visit.
func TestRunOfSeveralVisits(t *testing.T) {
	run := settings(1, time.Millisecond)
	run.Visits = 2
	_, err := replay.Run(t.Context(), run.Setup(), replay.Options{})
	require.EqualError(t, err, `run "run" loads its page 2 times: use Visits`)
}

// All visits are the same every time.
func TestSameVisitsEveryTime(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*scenario.Run)
	}{
		{"HTTP/1.1, TLS 1.2", func(r *scenario.Run) { r.TLS.Version = "1.2" }},
		{"HTTP/1.1, closed meanwhile", func(r *scenario.Run) { r.Server.KeepAliveTimeout = time.Second }},
		{"HTTP/2", func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP/2, closed meanwhile", func(r *scenario.Run) { r.HTTP, r.Server.KeepAliveTimeout = "2", time.Second }},
		{"HTTP/3 offered", func(r *scenario.Run) {
			r.HTTP, r.TLS.Version, r.AltSvc, r.Server.KeepAliveTimeout = "2", "1.3", true, time.Second
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := full()
			run.Visits, run.Pause, run.Browser.DNS.RTT = 2, 3*time.Second, 10*time.Millisecond
			run.Network.LossDown, run.Network.Jitter = 0.01, 2*time.Millisecond
			tc.change(&run)
			sameEveryTime(t, run)
		})
	}
}

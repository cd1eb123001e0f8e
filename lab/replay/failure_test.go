package replay_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// A load that cannot finish says why, and keeps what was there until then.
func TestLoadThatFails(t *testing.T) {
	for _, tc := range []struct {
		name      string
		change    func(*scenario.Run)
		opt       replay.Options
		err       string
		resources int // known
		total     time.Duration
	}{
		{
			// SYNs at 0, 1, 3, 7, 15, 31 and 63 s, and 64 s of waiting for the
			// answer to the last: Linux with tcp_syn_retries 6.
			name:   "nothing arrives",
			change: func(r *scenario.Run) { r.Network.LossUp = 1 },
			err:    "connection timed out", resources: 1, total: 127 * time.Second,
		},
		{
			name:   "no answer arrives",
			change: func(r *scenario.Run) { r.Network.LossDown = 1 },
			err:    "connection timed out", resources: 1, total: 127 * time.Second,
		},
		{
			name:   "too slow",
			change: func(r *scenario.Run) { r.Server.Think = time.Hour },
			opt:    replay.Options{Deadline: time.Minute},
			err:    "did not finish within 1m0s", resources: 1, total: time.Minute,
		},
		{
			// The HTML is there after 200 ms, and so are requests for assets at
			// the server after 250 ms.
			name:   "an outage",
			change: func(*scenario.Run) {},
			opt: replay.Options{Prepare: func(_ string, net *replay.Network) {
				time.AfterFunc(240*time.Millisecond+500, net.Servers[0].Down)
			}},
			err: "10 of 11 resources failed", resources: 11,
		},
	} {
		for _, http := range []string{"1.0", "1.1", "2"} {
			t.Run(tc.name+", HTTP/"+http, func(t *testing.T) {
				run := settings(10, 100*time.Millisecond)
				run.HTTP = http
				tc.change(&run)
				out := play(t, run, tc.opt)
				require.Contains(t, out.Err, tc.err)
				require.Len(t, out.Resources, tc.resources)
				if tc.total > 0 {
					require.InDelta(t, tc.total, out.Total, float64(100*time.Microsecond))
					require.Equal(t, out.Total, out.Resources[0].End())
				}
			})
		}
	}
}

// An outage shorter than TCP's patience is only slow.
func TestOutageThatEnds(t *testing.T) {
	run := settings(10, 100*time.Millisecond)
	whole := play(t, run, replay.Options{})
	out := play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) {
		time.AfterFunc(240*time.Millisecond+500, net.Servers[0].Down)
		time.AfterFunc(3*time.Second+500, net.Servers[0].Up)
	}})
	require.Empty(t, out.Err)
	require.Greater(t, out.Total, whole.Total+time.Second)
	require.NotZero(t, out.Retransmits)
}

func TestSettingsThatMakeNoRun(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*scenario.Run)
		err    string
	}{
		{"TLS", func(r *scenario.Run) { r.TLS.Version = "1.1" }, `run "run": origin: no TLS "1.1": there are 1.2 and 1.3`},
		{"HTTP", func(r *scenario.Run) { r.HTTP = "0.9" }, "no HTTP/0.9"},
		{"congestion", func(r *scenario.Run) { r.TCP.Congestion = "vegas" }, `unknown congestion control "vegas"`},
		{"loss", func(r *scenario.Run) { r.Network.LossUp = 2 }, "use a probability from 0 to 1"},
		{"host", func(r *scenario.Run) { r.Page.Assets[0].Host = "10.0.0.1" }, `alias "10.0.0.1"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(1, time.Millisecond)
			tc.change(&run)
			synctest.Test(t, func(t *testing.T) {
				_, err := replay.Run(t.Context(), run.Setup(), replay.Options{})
				require.ErrorContains(t, err, tc.err)
			})
		})
	}
}

// A scenario goes on after a run that ends in a panic or a deadlock, and says
// so; expectations of that run fail.
func TestAllGoesOn(t *testing.T) {
	s := &scenario.Scenario{Name: "two", Runs: []scenario.Run{settings(1, time.Millisecond), settings(6, time.Millisecond)}}
	s.Runs[0].Name, s.Runs[1].Name = "broken", "whole"
	s.Expect = []scenario.Expect{
		{Run: "whole", Connections: 6, Requests: -1},
		{Run: "whole", FasterThan: "broken", By: 1, Connections: -1, Requests: -1},
		{Run: "broken", Requests: 2, Connections: -1},
		{Run: "whole", Total: 4 * time.Millisecond, Within: 0.01, Connections: -1, Requests: -1},
		{Run: "whole", Total: 3 * time.Millisecond, Within: 0.01, Connections: -1, Requests: -1},
	}
	calls := 0
	out, err := replay.All(t.Context(), s, replay.Options{}, func(f func()) error {
		calls++
		if calls == 1 {
			return errors.New("all goroutines are asleep")
		}
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "the run did not end: all goroutines are asleep", out.Runs[0].Err)
	require.Equal(t, "broken", out.Runs[0].Name)
	require.Empty(t, out.Runs[1].Err)
	require.Equal(t, []bool{true, false, false, true, false}, oks(out))
	require.Equal(t, 6.0, out.Expect[0].Got)
	require.InDelta(t, 4, out.Expect[3].Got, 0.04)
}

func oks(t *timeline.Timeline) (all []bool) {
	for _, c := range t.Expect {
		all = append(all, c.OK)
	}
	return all
}

// All stops when its context does, also in the middle of a large file, which
// brings the browser no news for long.
func TestAllStopsInTheMiddleOfAFile(t *testing.T) {
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	run := settings(0, 10*time.Millisecond)
	run.Page.HTML = 10_000_000
	var browser *netem.Host
	opt := replay.Options{Prepare: func(_ string, net *replay.Network) {
		browser = net.Browser
		time.AfterFunc(35*time.Millisecond, func() { cancel(cause) })
	}}
	_, err := replay.All(ctx, &scenario.Scenario{Runs: []scenario.Run{run}}, opt, func(f func()) error {
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.ErrorIs(t, err, cause)
	require.Less(t, browser.Counts().BytesReceived, int64(5_000_000))
}

// All stops when its context does, also in the middle of a run, whose bubble
// cannot wait for a context from outside.
func TestAllStops(t *testing.T) {
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	s := &scenario.Scenario{Runs: []scenario.Run{settings(100, time.Millisecond), settings(100, time.Millisecond)}}
	most := 0
	opt := replay.Options{Progress: func(_ string, done, total int) {
		require.Equal(t, 101, total)
		most = max(most, done)
		if done == 10 {
			cancel(cause)
		}
	}}
	_, err := replay.All(ctx, s, opt, func(f func()) error {
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.ErrorIs(t, err, cause)
}

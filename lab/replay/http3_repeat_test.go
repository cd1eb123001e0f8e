package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// overHTTP3 makes a run one over HTTP/3.
func overHTTP3(run scenario.Run) scenario.Run {
	run.HTTP, run.TLS.Version = "3", "1.3"
	return run
}

// The same settings and seed give the same timeline over HTTP/3 too, to the
// byte.
func TestHTTP3SameEveryTime(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*scenario.Run)
	}{
		{"plain", func(*scenario.Run) {}},
		{"loss and jitter", func(r *scenario.Run) {
			r.Network.LossDown, r.Network.LossUp, r.Network.Jitter = 0.02, 0.01, 5*time.Millisecond
		}},
		{"three names", func(r *scenario.Run) { r.Page.Hosts = 3 }},
		{"0-RTT", func(r *scenario.Run) { r.TLS.Resume = true }},
		{"migration", func(r *scenario.Run) {
			r.Migrate = scenario.Migrate{At: 500 * time.Millisecond, Network: r.Network}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := overHTTP3(full())
			tc.change(&run)
			sameEveryTime(t, run)
		})
	}
}

// Without loss a seed decides about nothing but QUIC's own dice: which packet
// numbers are skipped, how long a parameter without meaning is, when a
// connection ID is changed. That is a few bytes, and shows far behind the
// decimal point.
func TestHTTP3SeedsWithoutLoss(t *testing.T) {
	least, most := time.Duration(1<<62), time.Duration(0)
	for seed := range uint64(20) {
		run := overHTTP3(full())
		run.Seed = seed
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		least, most = min(least, out.Total), max(most, out.Total)
	}
	spread := float64(most-least) / float64(least)
	t.Logf("%v to %v: %.4f %%", least, most, 100*spread)
	require.Less(t, spread, 0.01)
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server that hangs up before its load balancer does leaves a window in which
// requests meet its FIN. It is one round trip of theirs wide: the FIN is under way
// for half of one, and a request that is sent until then arrives half of one
// later. It is as wide for any timeout, and closed when the balancer is first, by
// no more than that: with equal timeouts it is open, as the server begins to
// count half a round trip before the balancer does.
func TestWindowIsARoundTrip(t *testing.T) {
	const step = 250 * time.Microsecond
	fails := func(rtt, balancer, server, pause time.Duration, method string) bool {
		run := played(t, fmt.Sprintf(`
network: {rtt: %v}
server: {keep_alive_timeout: %v}
via: [{role: load_balancer, rtt: 2ms, upstream_idle_timeout: %v}]
requests: [{}, {after: %v, method: %s}]`, rtt, server, balancer, pause, method))
		return run.Failed() > 0
	}
	for _, c := range []struct {
		rtt, balancer, server time.Duration
		open                  bool
	}{
		{50 * time.Millisecond, 60 * time.Second, 5 * time.Second, true},
		{20 * time.Millisecond, 60 * time.Second, 5 * time.Second, true},
		{50 * time.Millisecond, 60 * time.Second, 60 * time.Second, true},
		{50 * time.Millisecond, 60 * time.Second, 120 * time.Second, false},
		{50 * time.Millisecond, 10 * time.Second, 60 * time.Second, false},
	} {
		t.Run(fmt.Sprintf("%v %v/%v", c.rtt, c.balancer, c.server), func(t *testing.T) {
			end := min(c.balancer, c.server) - 2*time.Millisecond
			first, last := time.Duration(0), time.Duration(0)
			for pause := end - c.rtt - 2*time.Millisecond; pause < end+2*time.Millisecond; pause += step {
				if fails(c.rtt, c.balancer, c.server, pause, "POST") {
					if first == 0 {
						first = pause
					}
					last = pause
				}
			}
			if !c.open {
				require.Zero(t, last)
				return
			}
			require.InEpsilon(t, float64(c.rtt), float64(last-first+step), 0.02, "within one step at either end")
			require.False(t, fails(c.rtt, c.balancer, c.server, (first+last)/2, "GET"), "it is sent again")
			// To the microsecond at either end: within 1 % of the round trip.
			begins := edge(first-step, first, func(p time.Duration) bool { return fails(c.rtt, c.balancer, c.server, p, "POST") })
			ends := edge(last, last+step, func(p time.Duration) bool { return !fails(c.rtt, c.balancer, c.server, p, "POST") })
			require.InEpsilon(t, float64(c.rtt), float64(ends-begins), 0.01)
		})
	}
}

// edge is where something begins to hold between two times, to 10 µs.
func edge(from, to time.Duration, holds func(time.Duration) bool) time.Duration {
	for to-from > 10*time.Microsecond {
		if mid := (from + to) / 2; holds(mid) {
			to = mid
		} else {
			from = mid
		}
	}
	return to
}

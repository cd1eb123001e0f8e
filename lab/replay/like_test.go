package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server like those that were measured hangs up when they did (6.0, 5.0, 75.0 s
// after the response; Go's never, and its client after 90). The FIN is under way
// for as long as the response was.
func TestLikeHangsUp(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for like, idle := range map[string]time.Duration{"node": 6 * time.Second, "apache": 5 * time.Second, "nginx": 75 * time.Second, "go": 90 * time.Second} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\nserver: {like: %s}\nrequests: [{count: 1}, {after: 200s}]", rtt, like))
		require.Len(t, run.Connections, 2, like)
		require.Equal(t, idle, (run.Connections[0].Closed - run.Resources[0].End()).Round(time.Millisecond), like)
	}
}

// And after as many requests.
func TestLikeRequests(t *testing.T) {
	for like, most := range map[string]int{"apache": 101, "nginx": 1000, "node, max_requests: 100": 100} {
		run := played(t, fmt.Sprintf("network: {rtt: 1ms}\nserver: {like: %s}\nrequests: [{count: %d}]", like, most+1))
		require.Zero(t, run.Failed(), like)
		require.Len(t, run.Connections, 2, like)
		require.Equal(t, most, run.Connections[0].Requests, like)
	}
}

// A browser with HTTP/1.0 believes "Keep-Alive: timeout=5": it does not use the
// connection again after 5 s, though Node would wait for one more.
func TestKeepAliveTimeoutIsHonoured(t *testing.T) {
	for _, c := range []struct {
		pause  string
		opened int
	}{{"4.9s", 0}, {"5.5s", 1}} {
		visits := visited(t, fmt.Sprintf("network: {rtt: 50ms}\nserver: {like: node}\nhttp: 1.0\nkeep_alive: true\npage: {html: 1KB}\nvisits: 2\npause: %s", c.pause))
		require.Equal(t, c.opened, visits[1].Opened(), c.pause)
	}
}

package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

const (
	wifi = 40 * time.Millisecond
	lte  = 100 * time.Millisecond
)

// leaving is a run whose browser leaves the Wi-Fi at that time, with a page that
// takes longer.
func leaving(http string, at time.Duration) scenario.Run {
	run := overHTTP3(settings(0, wifi))
	run.HTTP = http
	run.Network.Down, run.Network.Up = 20*netem.Mbps, 20*netem.Mbps
	run.Page.Assets = []scenario.Assets{{Count: 60, Size: 30000, Type: page.Image}}
	run.Migrate = scenario.Migrate{At: at, Network: run.Network}
	run.Migrate.Network.RTT = lte
	return run
}

// HTTP/3's connection goes on from the new address when that is validated: one
// round trip on the new network, with a packet of at least 1200 bytes each way
// (RFC 9000 §8.2.1), which the link takes a while to send. There is no other
// handshake.
func TestMigrationHTTP3(t *testing.T) {
	run := leaving("3", 300*time.Millisecond)
	got := play(t, run, replay.Options{})
	require.Empty(t, got.Err)
	require.Len(t, got.Connections, 1)
	c := got.Connections[0]
	require.False(t, c.Lost)
	late := c.Moved - run.Migrate.At - lte
	require.GreaterOrEqual(t, late, time.Duration(0))
	require.LessOrEqual(t, late, 2*run.Network.Up.Transmit(1280+28)+20*time.Microsecond)
	require.Equal(t, c.Connect, got.HandshakeTotal)
	require.Greater(t, got.Total, c.Moved)
	require.Len(t, got.Notes, 1)
	for _, r := range got.Resources[1:] {
		require.EqualValues(t, 30000, r.Bytes, r.Path)
		require.Equal(t, 200, r.Status)
	}
}

// TCP's connections die, and what was under way is asked for again on new ones:
// each costs TCP's round trip and TLS's, on the new network.
func TestMigrationTCP(t *testing.T) {
	for http, connections := range map[string]int{"1.1": 6, "2": 1} {
		t.Run("HTTP/"+http, func(t *testing.T) {
			run := leaving(http, 300*time.Millisecond)
			got := play(t, run, replay.Options{})
			require.Empty(t, got.Err)
			require.Len(t, got.Connections, 2*connections)
			for i, c := range got.Connections {
				require.Equal(t, i < connections, c.Lost)
				if c.Lost {
					require.InDelta(t, run.Migrate.At, c.Closed, float64(time.Microsecond))
					continue
				}
				require.InDelta(t, run.Migrate.At, c.Opened, float64(2*time.Microsecond))
				// Six handshakes share the link: a packet of each waits for five.
				require.InDelta(t, lte, c.Connect, float64(time.Millisecond))
				require.InDelta(t, lte, c.TLS, float64(10*time.Millisecond))
			}
			for _, r := range got.Resources[1:] {
				require.EqualValues(t, 30000, r.Bytes, r.Path)
				require.Equal(t, 200, r.Status)
			}
		})
	}
}

// The server must learn of the new address even when the browser has nothing to
// say: it is waiting for an answer that takes two seconds. The answer then comes
// when it would have come without the change, on the new network. Over HTTP/2
// everything begins anew.
func TestMigrationWhileWaiting(t *testing.T) {
	const think = 2 * time.Second
	for _, tc := range []struct {
		http string
		want time.Duration
	}{
		{"3", 2*lte + think},               // handshake, request
		{"2", time.Second + 3*lte + think}, // TCP, TLS, request
	} {
		run := overHTTP3(settings(0, lte))
		run.HTTP = tc.http
		run.Page.Assets = nil
		run.Server.Think = think
		run.Migrate = scenario.Migrate{At: time.Second, Network: run.Network}
		got := play(t, run, replay.Options{})
		require.Empty(t, got.Err)
		require.GreaterOrEqual(t, got.Total, tc.want)
		require.LessOrEqual(t, got.Total-tc.want, 100*time.Microsecond, "HTTP/%s", tc.http)
	}
}

// A network that goes while a connection is being set up on it takes that one
// along. The browser dials again.
func TestMigrationWhileDialling(t *testing.T) {
	for http, trips := range map[string]int{"1.1": 3, "2": 3, "3": 2} {
		run := overHTTP3(settings(0, lte))
		run.HTTP = http
		run.Page.Assets = nil
		run.Migrate = scenario.Migrate{At: lte / 2, Network: run.Network}
		got := play(t, run, replay.Options{})
		require.Empty(t, got.Err)
		require.Len(t, got.Connections, 2)
		require.True(t, got.Connections[0].Lost)
		want := lte/2 + time.Duration(trips)*lte
		require.GreaterOrEqual(t, got.Total, want)
		require.LessOrEqual(t, got.Total-want, 100*time.Microsecond, "HTTP/%s", http)
	}
}

// So does a query for a name that is under way: it is sent again.
func TestMigrationWhileLookingUp(t *testing.T) {
	run := overHTTP3(settings(0, lte))
	run.Page.Assets = nil
	run.Browser.DNS.RTT = lte
	run.Migrate = scenario.Migrate{At: lte / 2, Network: run.Network}
	got := play(t, run, replay.Options{})
	require.Empty(t, got.Err)
	want := lte/2 + 3*lte // the query, the handshake, the request
	require.GreaterOrEqual(t, got.Total, want)
	require.LessOrEqual(t, got.Total-want, 100*time.Microsecond)
}

// A server that is stuck in the middle of a large answer, to a browser whose
// address is gone, is none of the browser's business: it gets all of it again
// and the run ends.
func TestMigrationOfADownload(t *testing.T) {
	const size = 2_000_000
	for _, http := range []string{"1.1", "2", "3"} {
		run := leaving(http, 800*time.Millisecond)
		run.Page = scenario.Page{HTML: size}
		got := play(t, run, replay.Options{})
		require.Empty(t, got.Err)
		require.EqualValues(t, size, got.Resources[0].Bytes)
		if http == "3" {
			// What was under way when the network went is sent twice, not more.
			require.Less(t, got.BytesDown, int64(size+size/3))
			continue
		}
		require.Greater(t, got.BytesDown, int64(size+size/2))
	}
}

// A load that is over before the network changes is no migration: the run says
// so.
func TestMigrationTooLate(t *testing.T) {
	run := overHTTP3(settings(1, wifi))
	run.Migrate = scenario.Migrate{At: time.Hour, Network: run.Network}
	got := play(t, run, replay.Options{})
	require.Empty(t, got.Err)
	require.Len(t, got.Warnings, 1)
	require.Contains(t, got.Warnings[0], "over before the network changed at 1h0m0s")
}

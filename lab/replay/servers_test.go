package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// edgeRun is a page on an origin 200 ms away with one file on an edge 10 ms
// away.
func edgeRun(t *testing.T, servers string) scenario.Run {
	t.Helper()
	s, err := scenario.Parse("edge.yaml", []byte(`
network: {rtt: 200ms}
page: {html: 1KB, assets: [{size: 1KB, host: cdn.example.test}, {size: 1KB}]}
servers: `+servers))
	require.NoError(t, err)
	return s.Runs[0]
}

// An edge beside an origin: its handshake and its request take its own round
// trips, in its own protocol, and it thinks for its own time.
func TestServersOfTheirOwn(t *testing.T) {
	const near = 10 * time.Millisecond
	for _, tc := range []struct {
		servers        string
		protocol, url  string
		connect, fetch time.Duration // from when the page names the file
	}{
		{"{cdn.example.test: {rtt: 10ms}}", "http/1.1", "http://cdn.example.test/asset-001.webp", near, 2 * near},
		{"{cdn.example.test: {rtt: 10ms, think: 5ms}}", "http/1.1", "http://cdn.example.test/asset-001.webp", near, 2*near + 5*time.Millisecond},
		{"{cdn.example.test: {rtt: 10ms, http: '1.0'}}", "http/1.0", "http://cdn.example.test/asset-001.webp", near, 2 * near},
		{"{cdn.example.test: {rtt: 10ms, http: '2', tls: '1.3'}}", "h2", "https://cdn.example.test/asset-001.webp", near, 3 * near},
		{"{cdn.example.test: {rtt: 10ms, tls: '1.2'}}", "http/1.1", "https://cdn.example.test/asset-001.webp", near, 4 * near},
		{"{cdn.example.test: {rtt: 10ms, http: '3'}}", "h3", "https://cdn.example.test/asset-001.webp", near, 2 * near},
	} {
		t.Run(tc.servers, func(t *testing.T) {
			out := play(t, edgeRun(t, tc.servers), replay.Options{})
			require.Empty(t, out.Err)
			require.InDelta(t, float64(600*time.Millisecond), float64(out.Total), float64(2*time.Millisecond), "the origin's: a handshake and two requests")
			i := 0
			for out.Resources[i].ID != 1 {
				i++
			}
			got := &out.Resources[i]
			require.Equal(t, tc.url, got.URL)
			require.Equal(t, tc.protocol, got.Protocol)
			require.InDelta(t, float64(tc.fetch), float64(got.End()-got.Start), float64(3*time.Millisecond))
			require.InDelta(t, float64(tc.connect), float64(got.Connect), float64(3*time.Millisecond))
			var conn timeline.Connection
			for _, c := range out.Connections {
				if c.ID == got.Connection {
					conn = c
				}
			}
			require.Equal(t, "cdn.example.test", conn.Host)
		})
	}
}

// Each server's own link is a limit beside the browser's.
func TestServersHaveLinks(t *testing.T) {
	took := func(servers string) time.Duration {
		run := edgeRun(t, servers)
		run.Page.Assets[0].Size = 1_000_000
		return play(t, run, replay.Options{}).Total
	}
	require.Greater(t, took("{cdn.example.test: {rtt: 10ms, down: 1Mbps}}"), 8*time.Second)
	require.Less(t, took("{cdn.example.test: {rtt: 10ms, up: 1Mbps}}"), time.Second)
}

// What a load that ends at an edge 10 ms away waited for: two round trips to the
// origin, 200 ms away, and two to the edge.
func TestLedgerOfAnEdge(t *testing.T) {
	run := edgeRun(t, "{cdn.example.test: {rtt: 10ms}}")
	run.Page.Assets = run.Page.Assets[:1]
	out := play(t, run, replay.Options{})
	ledger := out.Ledger()
	require.Equal(t, "TCP 2, 2 waves = 4 RTT", ledger.String())
	require.Equal(t, 420*time.Millisecond, ledger.Took)
	require.InDelta(t, float64(ledger.Took), float64(out.Total), float64(time.Millisecond))
	require.Equal(t, []time.Duration{200 * time.Millisecond, 10 * time.Millisecond}, []time.Duration{out.Connections[0].RTT, out.Connections[1].RTT})
}

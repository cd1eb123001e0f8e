package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

var everyProtocol = []struct {
	name   string
	change func(*scenario.Run)
}{
	{"HTTP/1.0", func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) }},
	{"HTTP/1.0 keep-alive", func(r *scenario.Run) { r.HTTP = "1.0" }},
	{"HTTP/1.1", func(*scenario.Run) {}},
	{"HTTP/1.1, closing", func(r *scenario.Run) { r.KeepAlive = new(false) }},
	{"HTTP/1.1, 3 domains", func(r *scenario.Run) { r.Page.Hosts = 3 }},
	{"HTTP/1.1, DNS", func(r *scenario.Run) { r.Page.Hosts, r.Browser.DNS.RTT = 3, 30*time.Millisecond }},
	{"pipelined", func(r *scenario.Run) { r.Pipeline = true }},
	{"HTTP/1.1, TLS 1.2", func(r *scenario.Run) { r.TLS.Version = "1.2" }},
	{"HTTP/1.1, TLS 1.3", func(r *scenario.Run) { r.TLS.Version = "1.3" }},
	{"HTTP/2", func(r *scenario.Run) { r.HTTP = "2" }},
	{"HTTP/2, TLS 1.3", func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
	{"HTTP/1.1, loss", func(r *scenario.Run) { r.Network.LossDown, r.Network.LossUp = 0.03, 0.03 }},
	{"HTTP/2, loss", func(r *scenario.Run) { r.HTTP, r.Network.LossDown, r.Network.LossUp = "2", 0.03, 0.03 }},
}

// Whatever the protocol: every resource is there with all its bytes, its phases
// are not negative and follow one another from Start to End, only the first
// request on a connection has waited for a handshake and never longer than that
// took, nothing starts before what names it, and nothing is later than Total.
func TestPhases(t *testing.T) {
	for _, tc := range everyProtocol {
		t.Run(tc.name, func(t *testing.T) {
			run := full()
			tc.change(&run)
			out := play(t, run, replay.Options{})
			require.Empty(t, out.Err)
			require.Len(t, out.Resources, 41)

			conns := map[int]timeline.Connection{}
			requests := 0
			for _, c := range out.Connections {
				conns[c.ID] = c
				requests += c.Requests
				require.GreaterOrEqual(t, c.Connect, run.Network.RTT)
				require.Equal(t, run.TLS.Version != "", c.TLS > 0)
				require.NotZero(t, c.LocalPort)
			}
			require.Equal(t, 41, requests)

			pg := run.Page.Build(run.Server.Think)
			starts := map[int]time.Duration{}
			first := map[int]bool{}
			var last time.Duration
			for _, r := range out.Resources {
				starts[r.ID] = r.Start
				for phase := range timeline.Phase(timeline.PhaseCount) {
					require.GreaterOrEqual(t, r.Of(phase), time.Duration(0), "%s of resource %d", phase, r.ID)
				}
				require.Equal(t, 200, r.Status)
				require.EqualValues(t, pg.Resources[r.ID].Size, r.Bytes)
				require.GreaterOrEqual(t, r.Wait, run.Network.RTT+pg.Resources[r.ID].Think)
				if r.Initiator >= 0 {
					require.Greater(t, r.Start, starts[r.Initiator])
				}
				c := conns[r.Connection]
				require.NotZero(t, c.ID)
				require.LessOrEqual(t, r.Connect, c.Connect)
				require.LessOrEqual(t, r.TLS, c.TLS)
				if r.Connect+r.TLS > 0 {
					require.False(t, first[c.ID], "two requests waited for connection %d", c.ID)
					first[c.ID] = true
				}
				last = max(last, r.End())
			}
			require.Equal(t, out.Total, last)
			asked := time.Duration(0)
			if run.Browser.DNS.RTT > 0 {
				asked = run.Browser.DNS.RTT + run.Network.Up.Transmit(62) + run.Network.Down.Transmit(78) // see TestNames
			}
			require.InDelta(t, asked, out.Resources[0].DNS, 5000)
			require.LessOrEqual(t, out.HandshakeCritical, out.HandshakeTotal)
			if run.Network.LossDown > 0 {
				require.NotZero(t, out.Retransmits)
				require.NotZero(t, out.Dropped)
			}
		})
	}
}

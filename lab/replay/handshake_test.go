package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// What comes before the first byte of the first response: one round trip for
// the request and its answer, and the handshakes'. TCP takes one (RFC 9293 fig.
// 6). TLS 1.3 takes one, resumed or not (RFC 8446 §2.2): crypto/tls has no early
// data over TCP. TLS 1.2 takes two, resumed one (RFC 5246 §7.3). QUIC takes one
// with TLS in it, and none for requests that may come again (RFC 9001 §4.6).
func TestRoundTripsToFirstByte(t *testing.T) {
	for _, stack := range []struct {
		name   string
		trips  int
		change func(*scenario.Run)
	}{
		{"TCP", 2, func(*scenario.Run) {}},
		{"TLS 1.3", 3, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"TLS 1.3 resumed", 3, func(r *scenario.Run) { r.TLS = scenario.TLS{Version: "1.3", Resume: true} }},
		{"TLS 1.2", 4, func(r *scenario.Run) { r.TLS.Version = "1.2" }},
		{"TLS 1.2 resumed", 3, func(r *scenario.Run) { r.TLS = scenario.TLS{Version: "1.2", Resume: true} }},
		{"HTTP/2, TLS 1.3", 3, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
		{"HTTP/2, TLS 1.2 resumed", 3, func(r *scenario.Run) { r.HTTP, r.TLS = "2", scenario.TLS{Version: "1.2", Resume: true} }},
		{"HTTP/3", 2, func(r *scenario.Run) { *r = overHTTP3(*r) }},
		{"HTTP/3, 0-RTT", 1, func(r *scenario.Run) { *r = overHTTP3(*r); r.TLS.Resume = true }},
	} {
		for _, rtt := range []time.Duration{20 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond} {
			t.Run(fmt.Sprintf("%s, R=%v", stack.name, rtt), func(t *testing.T) {
				run := settings(0, rtt)
				run.Page.Assets = nil
				stack.change(&run)
				got := play(t, run, replay.Options{})
				require.Empty(t, got.Err)
				html := got.Resources[0]
				late := html.End() - html.Receive - time.Duration(stack.trips)*rtt
				t.Log(late)
				require.GreaterOrEqual(t, late, time.Duration(0))
				require.LessOrEqual(t, late, time.Duration(stack.trips)*20*time.Microsecond)
			})
		}
	}
}

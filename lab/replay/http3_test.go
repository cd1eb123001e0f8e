package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
)

// QUIC's handshake is one round trip and has TLS in it (RFC 9001 §4.1): the
// first byte of a response comes after two, and the objects that it names after
// three.
func TestHTTP3RoundTrips(t *testing.T) {
	for _, n := range []int{1, 10, 25} {
		for _, rtt := range []time.Duration{20 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond} {
			t.Run(fmt.Sprintf("n=%d, R=%v", n, rtt), func(t *testing.T) {
				got := play(t, overHTTP3(settings(n, rtt)), replay.Options{})
				require.Empty(t, got.Err)
				html := got.Resources[0]
				first := html.End() - html.Receive
				t.Log(first-2*rtt, got.Total-3*rtt, got.PacketsDown, got.PacketsUp)
				require.GreaterOrEqual(t, first, 2*rtt)
				require.LessOrEqual(t, first-2*rtt, 40*time.Microsecond)
				require.GreaterOrEqual(t, got.Total, 3*rtt)
				require.LessOrEqual(t, got.Total-3*rtt, time.Duration(3*20+n)*time.Microsecond)
			})
		}
	}
}

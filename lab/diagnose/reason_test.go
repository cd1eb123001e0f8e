package diagnose

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// What is named of a difference accounts for it: two waits that outweigh each other
// do not explain why a load is faster.
func TestReasonAccounts(t *testing.T) {
	run := func(connect, tls, send, wait, receive int) *timeline.Run {
		ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
		r := timeline.Resource{Phases: timeline.Phases{Connect: ms(connect), TLS: ms(tls), Send: ms(send), Wait: ms(wait), Receive: ms(receive)}}
		return &timeline.Run{Total: r.Phases.Sum(), Resources: []timeline.Resource{r}}
	}
	before := run(500, 500, 0, 900, 100)
	require.Equal(t, "900 ms less waiting for answers, 900 ms more receiving, 490 ms less in TLS handshakes, 480 ms less connecting", reason(before, run(20, 10, 0, 0, 1000)))
	require.Equal(t, "800 ms less waiting for answers, 300 ms less connecting", reason(before, run(200, 400, 0, 100, 100)))
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A peer that goes without a word is found by TCP's keep-alive, counted from the
// last sign of life, the ACK of the request after two round trips: idle time and
// nine probes. Linux: 7200 + 9 x 75 s, Go: 15 + 9 x 15 s.
func TestSilentPeer(t *testing.T) {
	const rtt = 100 * time.Millisecond
	for _, c := range []struct {
		client string
		after  time.Duration
	}{
		{"{tcp_keep_alive: linux}", 2*rtt + 7875*time.Second},
		{"{tcp_keep_alive: go}", 2*rtt + 150*time.Second},
		{"{timeout: 30s}", 30 * time.Second},
		{"{timeout: 30s, tcp_keep_alive: off}", 30 * time.Second},
	} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\nrequests: [{think: 1m}]\nreset: {at: 1s, silent: true}\nclient: %s", rtt, c.client))
		require.Empty(t, run.Err)
		require.Equal(t, 1, run.Failed())
		require.Equal(t, c.after, run.Total.Round(time.Millisecond), c.client)
	}
}

// Nobody finds out who neither probes nor waits for an answer in time.
func TestSilentPeerNeverFound(t *testing.T) {
	run := played(t, "network: {rtt: 100ms}\nrequests: [{think: 1m}]\nreset: {at: 1s, silent: true}\nclient: {tcp_keep_alive: off}")
	require.Contains(t, run.Err, "did not finish within 3h0m0s")
}

package cause_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// While a server is away for ten seconds, everything waits for what was lost to be
// sent again, also what it had not sent yet, because its window is full of that:
// the loss is the cause, and not the window. Both transports try again after a time
// that doubles, so that the load is late by 10 s to 20, less what they need to
// notice.
func TestOutage(t *testing.T) {
	const page = "network: {rtt: 100ms, down: 20Mbps, up: 5Mbps, queue: 2bdp}\ntls: \"1.3\"\npage: {html: 10KB, assets: [{count: 100, size: 10KB}]}\n"
	for _, http := range []string{"1.1", "2", "3"} {
		whole := play(t, fmt.Sprintf("%shttp: %q", page, http))
		run := play(t, fmt.Sprintf("%shttp: %q\nevents: [{at: 600ms, host_down: origin}, {at: 10600ms, host_up: origin}]", page, http))
		late := run.Total - whole.Total
		require.Greater(t, late, 9*time.Second, http)
		require.Less(t, late, 20*time.Second, http)
		lost := timeline.AddUp(run.Pieces)[timeline.Recovery] - timeline.AddUp(whole.Pieces)[timeline.Recovery]
		require.InDelta(t, late, lost, float64(600*time.Millisecond), "%s: %v of %v", http, lost, late)
	}
}

// A load that never gets a connection spends all of its time on asking in vain,
// after the name's lookup.
func TestNoConnection(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		run := playAny(t, fmt.Sprintf("network: {rtt: 100ms}\nbrowser: {dns: 30ms}\nevents: [{at: 0ms, host_down: origin}]\nhttp: %q\ntls: \"1.3\"\npage: {html: 10KB}", http))
		require.NotEmpty(t, run.Err)
		require.Greater(t, run.Total, 5*time.Second, http)
		requireCauses(t, run, map[timeline.Cause]time.Duration{timeline.Lookup: 30 * time.Millisecond, timeline.Recovery: run.Total - 30*time.Millisecond})
		require.InDelta(t, run.Total-30*time.Millisecond, timeline.AddUpStages(run.Pieces)[timeline.InVain], near, http)
	}
}

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

// A program whose server has gone dials again after its connection is lost, and asks
// in vain until that fails, too (tcp_syn_retries 6: 127 s). What it waited between
// its requests is its own.
func TestNoConnectionAgain(t *testing.T) {
	for _, c := range []struct {
		what string
		own  time.Duration
	}{
		{"requests: [{}]\nevents: [{at: 0ms, host_down: origin}]", 0},
		{"requests: [{}, {after: 5s}]\nevents: [{at: 1s, host_down: origin}]", 5 * time.Second},
	} {
		run := playAny(t, "network: {rtt: 100ms}\n"+c.what)
		require.Equal(t, 1, run.Failed())
		causes := timeline.AddUp(run.Pieces)
		require.InDelta(t, c.own, causes[timeline.OwnTime], near, c.what)
		require.Greater(t, causes[timeline.Recovery], 120*time.Second)
		require.InDelta(t, causes[timeline.Recovery], timeline.AddUpStages(run.Pieces)[timeline.InVain], near)
		res := run.Resources[len(run.Resources)-1]
		require.InDelta(t, 127*time.Second, res.Connect, near, "the dial that failed")
	}
}

package replay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/labtest"
	"rttlab/lab/replay"
	"rttlab/lab/report"
	"rttlab/lab/scenario"
)

// What is expected of a run that fails was not measured.
func TestExpectationsOfAFailedRun(t *testing.T) {
	s, err := scenario.Parse("lost.yaml", []byte(`
page: {html: 1KB}
runs: [{name: lost, network: {loss: 100%}}, {name: here}]
expect:
  - {run: lost, total: 4s, within: 5%}
  - {run: here, faster_than: lost}
  - {run: here, requests: 1}
`))
	require.NoError(t, err)
	out, err := replay.All(t.Context(), s, replay.Options{}, labtest.Bubble)
	require.NoError(t, err)
	require.Equal(t, []string{"lost failed", "lost failed", ""}, []string{out.Expect[0].Failed, out.Expect[1].Failed, out.Expect[2].Failed})
	require.True(t, out.Expect[2].OK)
	var table strings.Builder
	require.NoError(t, report.Table(&table, out))
	require.Contains(t, table.String(), "✗ lost takes 4s (within 5%): lost failed")
}

// A network that is closed ends a run whose timeline says so.
func TestClosedNetwork(t *testing.T) {
	for _, text := range []string{"http: '3'", "browser: {dns: 10ms}", "http: '2'"} {
		s, err := scenario.Parse("closed.yaml", []byte(text+"\nnetwork: {rtt: 100ms}\npage: {html: 1KB}"))
		require.NoError(t, err)
		opt := replay.Options{Prepare: func(_ string, net *replay.Network) {
			time.AfterFunc(150*time.Millisecond, func() { _ = net.Close() })
		}}
		out, err := replay.All(t.Context(), s, opt, labtest.Bubble)
		require.NoError(t, err, text)
		require.NotEmpty(t, out.Runs[0].Err, text)
	}
}

package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
)

// Of users it is said who was served: that the last page came early is no speedup
// where most were sent away.
func TestVisitors(t *testing.T) {
	all := &timeline.Timeline{Scenario: "users", Runs: []timeline.Run{
		{Name: "10 s", Total: 66 * time.Second, Users: &timeline.Users{Count: 10_000, Most: 1667}},
		{Name: "120 s", Total: 6 * time.Second, Dropped: 3, Users: &timeline.Users{Count: 10_000, TurnedAway: 8987, Most: 1013}},
	}}
	var out strings.Builder
	require.NoError(t, report.Table(&out, all))
	require.Contains(t, out.String(), `run    users  turned away  last page  conns  most open   memory  bytes  lost
10 s   10000            -    66.00 s      0       1667  38.4 MB    0 B     -
120 s  10000         8987     6.00 s      0       1013  23.3 MB    0 B     3
`)
	require.Contains(t, out.String(), "Turned away are users")
	require.NotContains(t, out.String(), "speedup")
	require.Zero(t, all.Runs[1].Speedup(&all.Runs[0]))

	all.Runs = append(all.Runs, timeline.Run{Name: "a page", Total: time.Second})
	out.Reset()
	require.NoError(t, report.Table(&out, all))
	require.Contains(t, out.String(), "speedup", "a page beside them is a load as any")
}

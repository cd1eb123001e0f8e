package plots_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// Five hundred files get a picture that viewers can open, with a row for each.
func TestPairedOfManyFiles(t *testing.T) {
	run := timelinetest.Load{Name: "many", HTTP: "1.1", RTT: 50 * time.Millisecond, Assets: 499, Hosts: 60, Connections: 6}.Run()
	for _, n := range []int{1, 10, 101, 500} {
		few := run
		few.Resources = run.Resources[:n]
		chart, err := plots.NewPaired(&few, &run)
		require.NoError(t, err)
		width, height := chart.Size()
		require.EqualValues(t, 1920, width)
		require.LessOrEqual(t, float64(height), 16384.0)
		require.GreaterOrEqual(t, float64(height), float64(n)*20)
	}
	empty := run
	empty.Resources = nil
	_, err := plots.NewPaired(&run, &empty)
	require.ErrorContains(t, err, "no resources")
}

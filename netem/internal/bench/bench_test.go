package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every workload runs, and does the work that it says: netem's figures that do
// not depend on the machine are known.
func TestWorkloads(t *testing.T) {
	var tables []table
	for _, w := range workloads() {
		got, err := w.measure(1)
		require.NoError(t, err, w.title)
		tables = append(tables, got)
		netem := got.figures[0]
		switch {
		case strings.HasPrefix(w.title, "100 dials"):
			require.InDelta(t, 0.2, netem[0], 1e-4)
		case strings.HasPrefix(w.title, "The same seed"):
			require.Equal(t, []float64{1, 1}, netem)
		case strings.HasPrefix(w.title, "An idle"):
			require.Zero(t, netem[1], "goroutines")
		case strings.HasPrefix(w.title, "64 MiB"):
			for i, f := range got.figures {
				require.Greater(t, f[1], 5.369, "%s is faster than the rate", w.subjects[i].name)
				require.Less(t, f[1], 6.5, w.subjects[i].name)
			}
		}
		for i := range w.subjects {
			for k := range w.columns {
				require.GreaterOrEqual(t, got.figures[i][k], 0.0)
			}
		}
	}
	text := document(tables, 1)
	for _, w := range workloads() {
		for _, s := range w.subjects {
			require.Contains(t, text, "\n| "+s.name+" | ")
		}
	}
}

func TestMedian(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 2.5, median([]float64{4, 1, 2, 3}))
}

func TestRatio(t *testing.T) {
	for r, want := range map[float64]string{0.0123: "0.012×", 0.5: "0.50×", 1: "1.0×", 50.2: "50×"} {
		require.Equal(t, want, ratio(r))
	}
}

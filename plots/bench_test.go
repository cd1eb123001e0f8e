package plots_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// All pictures of a scenario of six runs with 101 resources each.
func BenchmarkAll(b *testing.B) {
	all, err := plots.All(timelinetest.KeepAlive(100))
	require.NoError(b, err)
	for _, format := range []string{"png", "svg"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				for _, c := range all {
					require.NoError(b, plots.Write(io.Discard, c.Chart, format))
				}
			}
		})
	}
}

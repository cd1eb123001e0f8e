package timeline_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// Of the draws 1 to n, in any order, the 10th percentile is the least that a
// tenth of them do not exceed, and so on: n/10, n/2, 9n/10, rounded up.
func TestSpread(t *testing.T) {
	for _, tc := range []struct{ n, p10, median, p90 time.Duration }{
		{1, 1, 1, 1}, {2, 1, 1, 2}, {3, 1, 2, 3}, {9, 1, 5, 9}, {10, 1, 5, 9}, {11, 2, 6, 10}, {60, 6, 30, 54}, {1000, 100, 500, 900},
	} {
		totals := make([]time.Duration, tc.n)
		for i := range totals {
			totals[i] = time.Duration(i + 1)
		}
		rand.Shuffle(len(totals), func(i, j int) { totals[i], totals[j] = totals[j], totals[i] })
		given := slices.Clone(totals)
		s, median := timeline.NewSpread(7, totals)
		require.Equal(t, timeline.Spread{Seed: 7, Draws: int(tc.n), P10: tc.p10, P90: tc.p90, Totals: given}, s)
		require.Equal(t, tc.median, totals[median])
	}
}

// Of equal draws the first is shown; those that failed are the slowest.
func TestSpreadTiesAndFailures(t *testing.T) {
	_, median := timeline.NewSpread(1, []time.Duration{9, 5, 5, 5, 1})
	require.Equal(t, 1, median)
	s, median := timeline.NewSpread(1, []time.Duration{0, 4, 0, 3, 2})
	require.Equal(t, 1, median)
	require.Equal(t, 2, s.Failed)
	require.Equal(t, time.Duration(2), s.P10)
	require.Zero(t, s.P90, "nine tenths did not finish")
	_, median = timeline.NewSpread(1, []time.Duration{0, 0, 3})
	require.Equal(t, 0, median, "most failed: the median did")
}

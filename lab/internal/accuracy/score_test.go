package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestScore(t *testing.T) {
	row := Row{Min: 990 * time.Millisecond, Median: time.Second, P90: 1020 * time.Millisecond}
	for _, c := range []struct {
		got             time.Duration
		score, distance float64
	}{
		{time.Second, 0, 0},
		{1020 * time.Millisecond, 0, 0.02},         // among the measurements
		{990 * time.Millisecond, 0, -0.01},         // their end included
		{1030 * time.Millisecond, 0.03, 0.03},      // longer than they were
		{950 * time.Millisecond, 0.05, -0.05},      // shorter
		{989999 * time.Microsecond, 0.01, -0.01},   // just outside
		{2000 * time.Millisecond, 1, 1},            // twice as long
		{1020001 * time.Microsecond, 0.02, 0.0200}, // just outside
	} {
		require.InDelta(t, c.score, row.score(c.got), 1e-5, "%v", c.got)
		require.InDelta(t, c.distance, row.deviation(c.got), 1e-5, "%v", c.got)
	}
	exact := Row{Min: 42 * time.Millisecond, Median: 42 * time.Millisecond, P90: 42 * time.Millisecond}
	require.Zero(t, exact.score(42*time.Millisecond-slack+1), "less than the programs take")
	require.NotZero(t, exact.score(42*time.Millisecond-slack))
}

func TestSpread(t *testing.T) {
	var errors []float64
	for i := range 100 {
		errors = append(errors, float64(99-i))
	}
	require.Equal(t, spread{N: 100, Mean: 49.5, Median: 50, P95: 95, Max: 99}, spreadOf(errors))
	require.Equal(t, spread{N: 1, Mean: 3, Median: 3, P95: 3, Max: 3}, spreadOf([]float64{3}))
}

// The median of 3 is the 2nd: below u with probability 3u² - 2u³, which is
// 0.025 at 0.0943 and 0.975 at 0.9057. The largest of n is below u with u^n.
func TestSampling(t *testing.T) {
	low, high := sampling(3, 0.5)
	require.InDelta(t, 0.0943, low, 1e-4)
	require.InDelta(t, 0.9057, high, 1e-4)
	low, high = sampling(5, 0.9)
	require.InDelta(t, 0.4782, low, 1e-4)   // 0.025^(1/5)
	require.InDelta(t, 0.99495, high, 1e-4) // 0.975^(1/5)
}

package compare_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/compare"
	"rttlab/lab/timeline"
)

// drawn is a run with 40 draws around a mean, of which some fail.
func drawn(name string, mean, wide float64, seed uint64, failed int) timeline.Run {
	r := rand.New(rand.NewPCG(seed, 0))
	totals := make([]time.Duration, 40)
	for i := range totals {
		totals[i] = time.Duration((mean + wide*(r.Float64()-0.5)) * 1e6)
	}
	for i := range failed {
		totals[i] = 0
	}
	s, median := timeline.NewSpread(1, totals)
	run := timeline.Run{Name: name, Total: totals[median], Spread: &s}
	if run.Total == 0 {
		run.Err = "it failed"
	}
	return run
}

func one(name string, ms float64) timeline.Run {
	return timeline.Run{Name: name, Total: time.Duration(ms * 1e6)}
}

func TestCompare(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after   timeline.Run
		verdict         string
		certain, slower bool
	}{
		"clear":             {drawn("x", 1000, 200, 1, 0), drawn("x", 1300, 200, 2, 0), "slower (p<0.001)", true, true},
		"faster":            {drawn("x", 1300, 200, 1, 0), drawn("x", 1000, 200, 2, 0), "faster (p<0.001)", true, false},
		"chance":            {drawn("x", 1000, 800, 1, 0), drawn("x", 1000, 800, 3, 0), "no more than chance", false, false},
		"within allowance":  {drawn("x", 1000, 2, 1, 0), drawn("x", 1010, 2, 2, 0), "1.0% slower (p<0.001)", true, false},
		"exact":             {one("x", 100), one("x", 110), "10.0% slower, and no chance in it", true, true},
		"the same":          {one("x", 100), one("x", 100), "the same, and no chance in it", false, false},
		"chance on a side":  {one("x", 1000), drawn("x", 1300, 200, 2, 0), "slower (p<0.001)", true, true},
		"fails more often":  {drawn("x", 1000, 200, 1, 0), drawn("x", 900, 200, 2, 3), "faster", true, true},
		"fails always":      {drawn("x", 1000, 200, 1, 0), drawn("x", 900, 200, 2, 40), "fails has no time", false, true},
		"equal, by chance":  {one("x", 1000), drawn("x", 1010, 800, 4, 0), "no more than chance", false, false},
		"fails, or is fast": {drawn("x", 1000, 2, 1, 0), drawn("x", 990, 2, 2, 16), "no more than chance", false, true},
		"does not fail now": {drawn("x", 1000, 200, 1, 40), drawn("x", 900, 200, 2, 0), "fails has no time", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			runs, err := compare.Sides(compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{tc.before}}}, compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{tc.after}}})
			require.NoError(t, err)
			require.Len(t, runs, 1)
			require.Contains(t, runs[0].Verdict(), tc.verdict)
			require.Equal(t, tc.certain, runs[0].Certain())
			require.Equal(t, tc.slower, runs[0].Slower(0.02))
			var out strings.Builder
			require.NoError(t, compare.Text(&out, "a", "b", runs, 80))
			require.NoError(t, compare.JSON(&out, runs))
			require.NotContains(t, out.String(), "NaN")
		})
	}
}

// Two samples of the same load are taken for different ones in at most one case
// of twenty: with 400 pairs in 20, give or take 4 times the square root of 19.
func TestCompareLevel(t *testing.T) {
	found := 0
	for i := range uint64(400) {
		before, after := drawn("x", 1000, 500, 2*i+1, 0), drawn("x", 1000, 500, 2*i+2, 0)
		runs, err := compare.Sides(compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{before}}}, compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{after}}})
		require.NoError(t, err)
		if runs[0].Certain() {
			found++
		}
	}
	require.InDelta(t, 20, found, 4*4.4)
}

func TestNothingInCommon(t *testing.T) {
	_, err := compare.Sides(compare.Side{Timeline: &timeline.Timeline{Scenario: "a", Runs: []timeline.Run{one("x", 1), one("y", 1)}}}, compare.Side{Timeline: &timeline.Timeline{Scenario: "b", Runs: []timeline.Run{one("z", 1)}}})
	require.EqualError(t, err, `a and b have no run of the same name to compare: they have "x", "y", and "z"`)
}

// One draw of a load that has chance in it proves nothing, whatever it says.
func TestSingleDraw(t *testing.T) {
	side := func(ms float64, chance bool) compare.Side {
		return compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{one("x", ms)}}, Chance: func(run string) bool { return chance && run == "x" }}
	}
	for _, tc := range []struct{ before, after, certain bool }{{false, false, true}, {true, false, false}, {false, true, false}, {true, true, false}} {
		runs, err := compare.Sides(side(100, tc.before), side(200, tc.after))
		require.NoError(t, err)
		require.Equal(t, tc.certain, runs[0].Certain())
		require.Equal(t, tc.certain, runs[0].Slower(0))
		require.Equal(t, !tc.certain, strings.Contains(runs[0].Verdict(), "100.0% slower, but one draw"), runs[0].Verdict())
	}
}

// In a narrow terminal the spread is left out, and a verdict goes on below itself.
func TestNarrow(t *testing.T) {
	side := func(seed uint64, failed int) compare.Side {
		return compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{drawn("x", 1000, 800, seed, failed)}}}
	}
	text := func(failed, width int) string {
		runs, err := compare.Sides(side(1, failed), side(3, 0))
		require.NoError(t, err)
		var out strings.Builder
		require.NoError(t, compare.Text(&out, "a", "b", runs, width))
		return out.String()
	}
	require.Contains(t, text(0, 200), " to ")
	require.Contains(t, text(0, 200), "medians of 40 draws, and from where to where eight of ten lie\n")
	require.Contains(t, text(3, 200), ", 3 of 40 failed (")
	for _, failed := range []int{0, 3, 40} {
		narrow := text(failed, 60)
		require.Contains(t, narrow, "medians of 40 draws\n")
		for line := range strings.Lines(narrow) {
			require.LessOrEqual(t, len(line), 61, narrow)
		}
	}
	require.Contains(t, text(3, 60), ", 3 of 40 failed ")
	require.Contains(t, text(40, 60), "failed always")
}

// Draws that fail are counted by how many there were of them, and what is allowed
// is not too much.
func TestSlower(t *testing.T) {
	fails := func(of, failed int) compare.Run {
		return compare.Run{Before: compare.Load{Draws: 4, Failed: 2}, After: compare.Load{Draws: of, Failed: failed}}
	}
	for _, tc := range []struct {
		of, failed int
		slower     bool
	}{{40, 3, false}, {40, 20, false}, {40, 21, true}, {2, 1, false}, {2, 2, true}} {
		r := fails(tc.of, tc.failed)
		require.Equal(t, tc.slower, r.Slower(0), "%d of %d", tc.failed, tc.of)
	}
	runs, err := compare.Sides(compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{one("x", 100)}}}, compare.Side{Timeline: &timeline.Timeline{Runs: []timeline.Run{one("x", 125)}}})
	require.NoError(t, err)
	require.False(t, runs[0].Slower(0.25))
	require.True(t, runs[0].Slower(0.2499))
}

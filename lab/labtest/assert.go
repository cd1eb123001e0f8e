package labtest

import (
	"math"
	"testing"
	"time"

	"rttlab/lab/timeline"
)

// Faster asserts that a took at most 1/by of the time that b took, and returns
// how many times faster it was.
func Faster(tb testing.TB, a, b *timeline.Run, by float64) float64 {
	tb.Helper()
	if a.Total <= 0 {
		tb.Errorf("%s took no time: was it played?", a.Name)
		return 0
	}
	got := float64(b.Total) / float64(a.Total)
	if got < by {
		tb.Errorf("%s is %.2fx faster than %s, not %.4gx: %v against %v (%s, seed %d)",
			a.Name, got, b.Name, by, a.Total, b.Total, a.Network, a.Seed)
	}
	return got
}

// FasterTimes asserts that a is at most 1/by of b, and returns how many times
// faster it was: for the times that clients of one's own took.
func FasterTimes(tb testing.TB, a, b time.Duration, by float64) float64 {
	tb.Helper()
	if a <= 0 {
		tb.Errorf("%v is no time that anything took", a)
		return 0
	}
	got := float64(b) / float64(a)
	if got < by {
		tb.Errorf("%v is %.2fx faster than %v, not %.4gx", a, got, b, by)
	}
	return got
}

// Within asserts that a time differs from the one wanted by at most that part
// of it: 0.05 is 5 %, 0 is not at all.
func Within(tb testing.TB, got, want time.Duration, tolerance float64) {
	tb.Helper()
	if want == 0 || tolerance < 0 {
		tb.Errorf("nothing lies within %g of %v: want a time above 0 and a tolerance of 0 at least", tolerance, want)
		return
	}
	if off := float64(got-want) / float64(want); math.Abs(off) > tolerance {
		tb.Errorf("%v is not within %.4g%% of %v: it is off by %+.4g%%", got, 100*tolerance, want, 100*off)
	}
}

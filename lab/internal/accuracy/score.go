package main

import (
	"math"
	"slices"
	"time"
)

// slack is what the programs at both ends of a real path take that an emulator
// does not: 0.1 to 0.3 ms per request, at a request's start and at its end.
const slack = 600 * time.Microsecond

// deviation is how far got is from the row's median, as a fraction of it; got
// shorter is negative.
func (r *Row) deviation(got time.Duration) float64 {
	return got.Seconds()/r.Median.Seconds() - 1
}

// indistinct reports whether got cannot be told from the row's measurements: it
// lies among them, or is off by less than the programs at both ends take.
func (r *Row) indistinct(got time.Duration) bool {
	return r.Min <= got && got <= r.P90 || (got-r.Median).Abs() < slack
}

// score is the size of the deviation, 0 where got cannot be told from what was
// measured.
func (r *Row) score(got time.Duration) float64 {
	if r.indistinct(got) {
		return 0
	}
	return math.Abs(r.deviation(got))
}

// spread is what a set of errors comes to.
type spread struct {
	N                      int
	Mean, Median, P95, Max float64
}

func spreadOf(errors []float64) spread {
	if len(errors) == 0 {
		return spread{}
	}
	sorted := slices.Sorted(slices.Values(errors))
	sum := 0.0
	for _, e := range sorted {
		sum += e
	}
	n := len(sorted)
	at := func(q float64) float64 { return sorted[min(n-1, int(q*float64(n)))] }
	return spread{N: n, Mean: sum / float64(n), Median: at(0.5), P95: at(0.95), Max: sorted[n-1]}
}

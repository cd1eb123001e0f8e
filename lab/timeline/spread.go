package timeline

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Spread is what several draws of one run gave: the same load under other seeds.
// The Run that has it is one of them, the median: half of the draws took no
// longer than its Total.
type Spread struct {
	Seed     uint64 // of the first draw; the others have the numbers after it
	Draws    int
	Failed   int             // of Draws, those that did not finish; they count as the slowest
	P10, P90 time.Duration   // a tenth of the draws took no longer; nine tenths did. 0: so many failed that there is none
	Totals   []time.Duration // in the order of the seeds; 0: it did not finish
}

// NewSpread makes a spread of the totals of draws, of which there is at least
// one, in the order of their seeds; 0 is one that did not finish. It also says
// which of them is the median: of equal ones the first.
//
// Quantiles are draws themselves, not between two: the least value that so many
// of all do not exceed (the inverse of the empirical distribution function,
// definition 1 of Hyndman and Fan, 1996).
func NewSpread(seed uint64, totals []time.Duration) (s Spread, median int) {
	order := make([]int, len(totals))
	for i, d := range totals {
		order[i] = i
		if d == 0 {
			s.Failed++
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := totals[a], totals[b]
		if (x == 0) != (y == 0) {
			return cmp.Compare(y, x) // what failed comes last
		}
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	})
	at := func(q float64) int {
		i := order[max(0, int(math.Ceil(q*float64(len(order))-1e-9))-1)]
		return slices.IndexFunc(totals, func(d time.Duration) bool { return d == totals[i] })
	}
	s.Seed, s.Draws, s.Totals = seed, len(totals), totals
	s.P10, s.P90 = totals[at(0.1)], totals[at(0.9)]
	return s, at(0.5)
}

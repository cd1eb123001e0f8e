package cause

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"rttlab/lab/timeline"
)

// spans are stretches of time in order, none touching the next.
type spans []timeline.Span

// merge puts stretches into order and joins those that touch, in their place.
func merge(all []timeline.Span) spans {
	slices.SortFunc(all, func(a, b timeline.Span) int { return cmp.Compare(a.From, b.From) })
	out := spans(all[:0])
	for _, s := range all {
		if s.To <= s.From {
			continue
		}
		if last := len(out) - 1; last >= 0 && s.From <= out[last].To {
			out[last].To = max(out[last].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// has says whether a moment lies in one of them.
func (s spans) has(at time.Duration) bool {
	i := s.after(at)
	return i < len(s) && s[i].From <= at
}

// after is the index of the first that ends after a time.
func (s spans) after(at time.Duration) int {
	return sort.Search(len(s), func(i int) bool { return s[i].To > at })
}

// edges are the beginnings and ends that lie between two times.
func (s spans) edges(from, to time.Duration, out []time.Duration) []time.Duration {
	for i := s.after(from); i < len(s) && s[i].From < to; i++ {
		out = append(out, s[i].From, s[i].To)
	}
	return out
}

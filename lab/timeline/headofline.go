package timeline

import (
	"cmp"
	"slices"
	"time"
)

// Span is a stretch of time.
type Span struct{ From, To time.Duration }

// HeadOfLine says, by index into Resources, when an earlier response on the
// same HTTP/1.x connection held the resource's own back: from the moment at
// which it could have come (a round trip and the server's thinking after its
// request was sent) to the end of the earlier one. That takes pipelining; the
// spans of all others are empty.
func (r *Run) HeadOfLine() []Span {
	held := make([]Span, len(r.Resources))
	byConn, conns := map[int][]int{}, newWalk(r).conns
	for i := range r.Resources {
		if p := r.Resources[i].Protocol; p == "http/1.0" || p == "http/1.1" {
			byConn[r.Resources[i].Connection] = append(byConn[r.Resources[i].Connection], i)
		}
	}
	for conn, indices := range byConn {
		if conn == 0 {
			continue
		}
		slices.SortStableFunc(indices, func(a, b int) int {
			return cmp.Compare(r.Resources[a].Sent(), r.Resources[b].Sent())
		})
		for n, i := range indices[1:] {
			res, before := &r.Resources[i], &r.Resources[indices[n]]
			span := Span{From: res.Sent() + r.rttAt(conns[conn], res.Sent()) + res.Think, To: min(before.End(), res.End()-res.Receive)}
			if span.To > span.From {
				held[i] = span
			}
		}
	}
	return held
}

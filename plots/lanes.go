package plots

import (
	"cmp"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// lanes puts resources side by side so that no two in a lane overlap, from when
// they got a connection to their end. A resource goes into the lane of the one
// before it on its connection when that is free, else into the first free one.
// It returns a lane per resource, from 0, and how many there are.
func lanes(resources []timeline.Resource) (lane []int, n int) {
	type tail struct {
		conn int
		end  time.Duration
	}
	var tails []tail
	lane = make([]int, len(resources))
	for _, i := range byActive(resources) {
		res := &resources[i]
		free := func(t tail) bool { return t.end <= active(res) }
		at := slices.IndexFunc(tails, func(t tail) bool { return free(t) && t.conn == res.Connection })
		if at < 0 {
			at = slices.IndexFunc(tails, free)
		}
		if at < 0 {
			at = len(tails)
			tails = append(tails, tail{})
		}
		tails[at] = tail{conn: res.Connection, end: res.End()}
		lane[i] = at
	}
	return lane, len(tails)
}

// byActive are the indices of resources in the order in which they became
// active.
func byActive(resources []timeline.Resource) []int {
	order := make([]int, len(resources))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(active(&resources[a]), active(&resources[b])) })
	return order
}

// alone says which resources had no other under way beside them but for a
// tenth of their time at either end. They may be drawn higher than their lane:
// a page's HTML, and the handshake before it, would else be a line among a
// hundred lanes.
func alone(resources []timeline.Resource) []bool {
	is := make([]bool, len(resources))
	order := byActive(resources)
	var last time.Duration // end of all before
	for n, i := range order {
		begin, end := active(&resources[i]), resources[i].End()
		spare := (end - begin) / 10
		is[i] = begin+spare >= last && (n+1 == len(order) || active(&resources[order[n+1]]) >= end-spare)
		last = max(last, end)
	}
	return is
}

// leastAlone is how high a resource that is alone is drawn at least.
const leastAlone = 16.0

// active is when a resource's fetch began to use a connection.
func active(res *timeline.Resource) time.Duration { return res.Start + res.Blocked }

// block draws a resource without its time in the queue, as high as its lane.
func (s *sheet) block(axis timeAxis, y0, y1 float64, res *timeline.Resource, held timeline.Span) {
	if res.Pieces != nil {
		s.pieces(axis, y0, y1, axis.seen(timeline.Clip(res.Pieces, active(res), res.End())), nil)
		s.separate(axis, y0, y1, res)
		return
	}
	begin := active(res)
	for _, phase := range allPhases()[timeline.DNS:] {
		end := begin + res.Of(phase)
		s.rect(axis.x(begin), y0, axis.x(end), y1, phaseColors[phase])
		begin = end
	}
	if held.To > held.From {
		s.hatched(axis.x(held.From), y0, axis.x(held.To), y1, headOfLine, paper)
	}
	s.separate(axis, y0, y1, res)
}

// leastWide is how wide a resource is drawn at least, to be seen on an axis of
// minutes.
const leastWide = 3.0

// seen are the pieces of a resource as they are drawn: where all of them are
// narrower than is seen, one as wide as that, of the longest's cause.
func (a timeAxis) seen(pieces []timeline.Piece) []timeline.Piece {
	pieces = slices.DeleteFunc(pieces, func(p timeline.Piece) bool { return idle(p.Cause) })
	if len(pieces) == 0 || a.x(pieces[len(pieces)-1].To)-a.x(pieces[0].From) >= leastWide {
		return pieces
	}
	most := slices.MaxFunc(pieces, func(p, q timeline.Piece) int { return cmp.Compare(p.To-p.From, q.To-q.From) })
	most.From = pieces[0].From
	most.To = most.From + time.Duration(leastWide/(a.x1-a.x0)*float64(a.end))
	return []timeline.Piece{most}
}

// separate draws a line where a request begins, to keep neighbours apart.
func (s *sheet) separate(axis timeAxis, y0, y1 float64, res *timeline.Resource) {
	if axis.x(res.End())-axis.x(active(res)) > 4 {
		s.vertical(axis.x(active(res)), y0, y1, 1, paper)
	}
}

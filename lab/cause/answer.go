package cause

import (
	"slices"
	"time"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

// answer is a response on its way over TCP.
type answer struct {
	x     *explainer
	w     *wire
	id    int   // of its resource
	from  int64 // the sequence number at which it begins
	own   []seg
	lost  []seg           // parts of it that were
	link  spans           // when bytes of it were on the browser's access link
	wait  spans           // when bytes of it waited there
	asks  time.Duration   // when the request was at the server
	again []timeline.Span // when it had been lost, and was not under way again
	first time.Duration   // when the first byte was written
	late  time.Duration   // from the server to there
	think time.Duration
	came  time.Duration // when the last of its bytes had come
	last  time.Duration // when the last of them was written
}

// tick is what the browser's times are rounded to: it sees what has come at the
// next whole one, and what it has sent at the one before.
const tick = time.Microsecond

// answer finds the bytes of a response that were read between two times: the
// first one's and the last one's.
func (x *explainer) answer(res *timeline.Resource, w *wire) *answer {
	first := res.End() - res.Receive
	lo, hi := w.down.front(first-tick), w.down.front(res.End())
	a := &answer{x: x, w: w, id: res.ID, from: lo}
	var on, queued []timeline.Span
	mine := func(g *seg) bool {
		return w.owner(max(g.seq, lo), res.ID) == res.ID || w.owner(min(g.end, hi)-1, res.ID) == res.ID
	}
	for i := w.down.from(lo); i < len(w.down.segs) && w.down.segs[i].seq < hi; i++ {
		g := &w.down.segs[i]
		if !mine(g) {
			continue
		}
		a.own = append(a.own, *g)
		on = append(on, timeline.Span{From: g.began, To: g.arrived})
		queued = append(queued, timeline.Span{From: g.queued, To: g.began})
		a.came = max(a.came, g.arrived)
	}
	if len(a.own) == 0 {
		return nil
	}
	for i := range w.down.lost {
		if g := &w.down.lost[i]; g.seq < hi && g.end > lo && mine(g) {
			a.lost = append(a.lost, *g)
		}
	}
	a.link, a.wait = merge(on), merge(queued)
	head := &a.own[0]
	a.late = head.queued - head.sent
	a.first = w.down.written(max(head.seq, lo), x.base)
	asked, ok := w.asked[res.ID]
	if !ok {
		asked = res.Sent() + tick - 1
	}
	end := w.up.writtenBy(asked, x.base)
	a.asks = w.up.read(end)
	for i := range w.up.lost {
		if g := &w.up.lost[i]; g.seq < end && g.end > w.up.front(asked) && g.readable != never {
			again := g.readable - w.up.way()
			a.again = append(a.again, timeline.Span{From: g.arrived, To: again})
		}
	}
	a.think = res.Think
	a.last = w.down.written(min(a.own[len(a.own)-1].end, hi)-1, x.base)
	return a
}

// cause is that of a moment between the request and the last byte.
func (a *answer) cause(at time.Duration) timeline.Cause {
	then := at - a.late
	switch {
	case a.asks == never || then < a.asks:
		for _, s := range a.again {
			if s.From <= at && at < s.To {
				return timeline.Recovery
			}
		}
		return timeline.Asking
	case then < min(a.asks+a.think, a.first):
		return timeline.Server
	case at >= a.came:
		return a.held(at)
	}
	hole, held := false, int64(0)
	for i := range a.lost {
		if g := &a.lost[i]; g.arrived <= at && at < g.readable {
			hole = true
			held += g.end - g.seq
		}
	}
	if hole && a.missing(at) <= held {
		return timeline.Recovery
	}
	switch {
	case a.link.has(at):
		return timeline.Sending
	case a.wait.has(at), a.x.busy.has(at):
		return timeline.Queueing
	case hole:
		return timeline.Recovery
	}
	switch a.w.down.hold(then, a.x.base) {
	case netem.HoldWindow, netem.HoldPacing:
		return timeline.SlowStart
	case netem.HoldCut, netem.HoldRecovery:
		return timeline.Recovery
	case netem.HoldReceiver, netem.HoldNagle:
		return timeline.FlowControl
	}
	if then < a.last {
		return timeline.Server
	}
	return timeline.Asking
}

// held is the cause of a moment at which all has come and something cannot be
// read.
func (a *answer) held(at time.Duration) timeline.Cause {
	front := a.w.down.front(at)
	if front >= a.own[len(a.own)-1].end {
		return timeline.OwnTime // it can: the browser has yet to do so
	}
	if front < a.from || a.w.owner(front, a.id) != a.id {
		return timeline.Held
	}
	return timeline.Recovery
}

// missing is how many bytes of it have yet to come.
func (a *answer) missing(at time.Duration) (bytes int64) {
	for i := range a.own {
		if a.own[i].arrived > at {
			bytes += a.own[i].end - a.own[i].seq
		}
	}
	return bytes
}

// edges are the moments between two times at which the cause may change.
func (a *answer) edges(from, to time.Duration) []time.Duration {
	out := []time.Duration{from, to, a.first + a.late, a.came, a.last + a.late}
	for _, s := range a.again {
		out = append(out, s.From, s.To)
	}
	if a.asks != never {
		out = append(out, a.asks+a.late, a.asks+a.think+a.late)
	}
	for i := range a.own {
		out = append(out, a.own[i].arrived, a.own[i].readable)
	}
	for i := range a.lost {
		out = append(out, a.lost[i].arrived, a.lost[i].readable)
	}
	out = a.link.edges(from, to, out)
	out = a.wait.edges(from, to, out)
	out = a.x.busy.edges(from, to, out)
	for _, w := range a.w.down.flow.Waits {
		if at := w.At - a.x.base + a.late; from <= at && at <= to {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	out = slices.DeleteFunc(out, func(at time.Duration) bool { return at < from || at > to })
	return out
}

// pieces divides the time from the request to the last byte.
func (a *answer) pieces(from, to time.Duration) []timeline.Piece {
	edges := a.edges(from, to)
	var out []timeline.Piece
	for i := 0; i+1 < len(edges); i++ {
		out = add(out, a.cause(edges[i]), edges[i], edges[i+1])
	}
	return out
}

// add puts a piece behind others, and joins it with the last if it is its like.
func add(pieces []timeline.Piece, c timeline.Cause, from, to time.Duration) []timeline.Piece {
	if to <= from {
		return pieces
	}
	if last := len(pieces) - 1; last >= 0 && pieces[last].Cause == c && pieces[last].To == from {
		pieces[last].To = to
		return pieces
	}
	return append(pieces, timeline.Piece{Cause: c, From: from, To: to})
}

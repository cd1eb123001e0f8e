package cause

import (
	"slices"
	"sort"
	"time"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

// answer is a response on its way.
type answer struct {
	x       *explainer
	res     int                        // Resource.ID
	waits   waits                      // its sender's
	held    func(at time.Duration) why // why it cannot be read, when all of it has come
	down    *stream
	own     []seg
	lost    []seg         // parts of it that were
	link    spans         // when bytes of it were on the browser's access link
	wait    spans         // when bytes of it waited there
	asks    time.Duration // when the request was at the server
	left    time.Duration // when the last of the request left the browser
	asking  waits         // what the browser's sender waited for
	again   []claim       // when it had been lost, and was not under way again
	first   time.Duration // when the first byte was written
	late    time.Duration // from the server to there
	think   time.Duration
	proxied bool          // there is a proxy between
	thinks  timeline.Span // when the server behind the proxy thinks; meant only if there is
	came    time.Duration // when the last of its bytes had come
	last    time.Duration // when the last of them was written, or sent if paced
	paced   bool          // all is written at once, and sent when its turn comes
	passed  time.Duration // until when a proxy that speaks QUIC may have nothing to send
}

// tick is what the browser's times are rounded to: it sees what has come at the
// next whole one, and what it has sent at the one before.
const tick = time.Microsecond

// answer finds the bytes of a response that were read between two times: the
// first one's and the last one's.
func (x *explainer) answer(res *timeline.Resource, w *wire) *answer {
	first := res.End() - res.Receive
	lo, hi := w.down.front(first-tick), w.down.front(res.End())
	a := &answer{x: x, res: res.ID, down: w.down, waits: waits{w.down.flow.Waits, x.base}}
	mine := w.of(res.ID, lo, hi)
	next := 0
	for _, r := range mine {
		from := max(next, w.down.from(r.from))
		for next = from; next < len(w.down.segs) && w.down.segs[next].seq < r.to; next++ {
		}
		if a.own == nil { // all of them, mostly
			a.own = w.down.segs[from:next:next]
		} else {
			a.own = append(a.own, w.down.segs[from:next]...)
		}
	}
	if len(a.own) == 0 {
		return nil
	}
	for i := range w.down.lost {
		if g := &w.down.lost[i]; g.seq < hi && g.end > lo && touches(mine, g) {
			a.lost = append(a.lost, *g)
		}
	}
	a.measure()
	a.first = w.down.written(max(a.own[0].seq, lo), x.base)
	asked, ok := w.asked[res.ID]
	if !ok {
		asked = res.Sent() + tick - 1
	}
	end := w.up.writtenBy(asked, x.base)
	a.asks = w.up.read(end)
	a.asking = waits{w.up.flow.Waits, x.base}
	if i := w.up.from(end - 1); i < len(w.up.segs) {
		a.left = w.up.segs[i].sent
	}
	for i := range w.up.lost {
		if g := &w.up.lost[i]; g.seq < end && g.end > w.up.front(asked) {
			a.lostAsking(w.up, g)
		}
	}
	a.think = res.Think
	a.behind(res, w.conn)
	a.last = w.down.written(min(a.own[len(a.own)-1].end, hi)-1, x.base)
	a.held = func(at time.Duration) why {
		front := w.down.front(at)
		switch {
		case front >= a.own[len(a.own)-1].end:
			return because(timeline.OwnTime) // it can: the browser has yet to do so
		case front < lo || w.owner(front, res.ID) != res.ID:
			return because(timeline.Held)
		}
		return a.lostAt(w.down.lost, at)
	}
	return a
}

// measure finds out when the answer's bytes were where.
func (a *answer) measure() {
	on, queued := make([]timeline.Span, 0, len(a.own)), make([]timeline.Span, 0, len(a.own))
	for i := range a.own {
		g := &a.own[i]
		on = append(on, timeline.Span{From: g.began, To: g.arrived})
		queued = append(queued, timeline.Span{From: g.queued, To: g.began})
		a.came = max(a.came, g.arrived)
	}
	a.link, a.wait = merge(on), merge(queued)
	a.late = a.own[0].queued - a.own[0].sent
}

// waits are what a sender waited for, by the network's clock.
type waits struct {
	all  []netem.Wait
	base time.Duration
}

// at is what it waited for at a time.
func (w waits) at(at time.Duration) netem.Hold {
	i := sort.Search(len(w.all), func(i int) bool { return w.all[i].At-w.base > at })
	if i == 0 {
		return netem.HoldNothing
	}
	return w.all[i-1].For
}

// between are the times between two at which that changed.
func (w waits) between(from, to time.Duration) []time.Duration {
	var out []time.Duration
	for i := sort.Search(len(w.all), func(i int) bool { return w.all[i].At-w.base >= from }); i < len(w.all) && w.all[i].At-w.base <= to; i++ {
		out = append(out, w.all[i].At-w.base)
	}
	return out
}

// cause is that of a moment between the request and the last byte.
func (a *answer) cause(at time.Duration) why {
	then := at - a.late
	switch {
	case a.asks == never || then < a.asks:
		for _, s := range a.again {
			if s.From <= at && at < s.To {
				return s.why
			}
		}
		if at < a.left {
			return holdCause(a.asking.at(at), timeline.Asking)
		}
		return because(timeline.Asking)
	case then < min(a.asks+a.think, a.first):
		return because(a.answering(then))
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
		return a.lostAt(a.lost, at)
	}
	switch {
	case a.link.has(at):
		return because(timeline.Sending)
	case a.wait.has(at), a.x.busy.has(at):
		return because(timeline.Queueing)
	case hole:
		return a.lostAt(a.lost, at)
	}
	if a.paced && then >= a.last {
		return because(timeline.Asking)
	}
	if then < a.passed && a.waits.at(then) == netem.HoldPacing {
		return because(a.answering(then)) // its window has room: it would have sent in a moment
	}
	otherwise := timeline.Asking
	if then < a.last && !a.paced {
		otherwise = a.answering(then)
	}
	return holdCause(a.waits.at(then), otherwise)
}

// lostAt is what the loss is at a time for which something that was lost is
// waited for. By the sender's own clock: what it sends again is at once on its
// way.
func (a *answer) lostAt(of []seg, at time.Duration) why {
	g := latest(of, at)
	switch {
	case g == nil:
		return lost(timeline.CutWindow) // it has come, and others go before what is still to be sent
	case at < g.again && a.waits.at(at) == netem.HoldRecovery:
		return lost(timeline.CutWindow) // it is known to be lost
	}
	return lost(a.down.stage(g, at))
}

// lostAsking takes note of a part of the request that was lost, until it was
// under way again.
func (a *answer) lostAsking(up *stream, g *seg) {
	if g.readable == never {
		return
	}
	stage := timeline.Detection
	if up.timer(g.sent, g.again) > 0 {
		stage = timeline.Timeout
	}
	a.again = append(a.again, claim{lost(stage), timeline.Span{From: g.arrived, To: g.readable - up.way()}})
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
	out := make([]time.Duration, 0, 32+4*len(a.own))
	out = append(out, from, to, a.first+a.late, a.came, a.last+a.late, a.passed+a.late)
	for _, s := range a.again {
		out = append(out, s.From, s.To)
	}
	if a.left > from {
		out = append(out, a.left)
		out = append(out, a.asking.between(from, a.left)...)
	}
	if a.asks != never {
		out = append(out, a.asks+a.late, a.asks+a.think+a.late, a.thinks.From+a.late, a.thinks.To+a.late)
	}
	for i := range a.own {
		out = append(out, a.own[i].arrived, a.own[i].readable)
	}
	if len(a.down.lost) > 0 {
		out = a.down.turns(a.lost, out)
		out = append(out, a.waits.between(from, to)...)
	}
	out = a.link.edges(from, to, out)
	out = a.wait.edges(from, to, out)
	out = a.x.busy.edges(from, to, out)
	for _, at := range a.waits.between(from-a.late, to-a.late) {
		out = append(out, at+a.late)
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
		out = add(out, a.res, a.cause(edges[i]), edges[i], edges[i+1])
	}
	return out
}

// add puts a piece behind others, and joins it with the last if it is its like.
func add(pieces []timeline.Piece, resource int, w why, from, to time.Duration) []timeline.Piece {
	if to <= from {
		return pieces
	}
	if last := len(pieces) - 1; last >= 0 && pieces[last].Cause == w.Cause && pieces[last].Stage == w.Stage && pieces[last].Resource == resource && pieces[last].To == from {
		pieces[last].To = to
		return pieces
	}
	return append(pieces, timeline.Piece{Cause: w.Cause, Stage: w.Stage, Resource: resource, From: from, To: to})
}

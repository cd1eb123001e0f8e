package timeline

import (
	"cmp"
	"slices"
	"time"
)

// Step is one stretch of the critical path: what the load was waiting for from
// From to To.
type Step struct {
	Resource int // Resource.ID; -1 when no resource accounts for the time
	Phase    Phase
	From, To time.Duration
}

// Length is To minus From.
func (s Step) Length() time.Duration { return s.To - s.From }

// CriticalPath says what the end of the load waited for, at every moment from
// 0 to Total: the steps follow one another without a gap, in order.
//
// It is walked backwards from the resource that finished last. A resource's
// own phases account for the time after it was let go; what let it go is
// looked for among the resources that were blocking it, in this order:
//
//   - the response before it on its connection, or the set-up of that
//     connection for somebody else, whichever came last;
//   - for a resource that opened its connection, the response of the same
//     host that ended last before: it freed the place that the connection took;
//   - the resource that named it.
//
// Time in which a resource was blocked and nothing of this had happened yet is
// left as Blocked.
func (r *Run) CriticalPath() []Step {
	return newWalk(r).path()
}

// path walks.
func (w *walk) path() []Step {
	at, now := w.last(), w.run.Total
	for at >= 0 && now > 0 && !w.seen[at] {
		at, now = w.through(at, now)
	}
	w.add(-1, Blocked, 0, now)
	slices.Reverse(w.steps)
	return w.steps
}

// Split adds the steps up by phase.
func Split(steps []Step) Phases {
	var sum Phases
	for _, s := range steps {
		sum.Add(s.Phase, s.Length())
	}
	return sum
}

// walk goes backwards through a run; steps are collected latest first.
type walk struct {
	run   *Run
	byID  map[int]int         // Resource.ID to index
	conns map[int]*Connection // by Connection.ID
	seen  []bool              // resources gone through, so that odd data cannot make a circle
	steps []Step

	// Resources by the ends of their responses, of those that end at once the
	// first last.
	onConn map[int][]int
	ofHost map[string][]int
}

func newWalk(r *Run) *walk {
	w := &walk{
		run:   r,
		byID:  make(map[int]int, len(r.Resources)),
		conns: make(map[int]*Connection, len(r.Connections)),
		seen:  make([]bool, len(r.Resources)),

		onConn: map[int][]int{},
		ofHost: map[string][]int{},
	}
	byEnd := make([]int, len(r.Resources))
	for i := range byEnd {
		byEnd[i] = len(byEnd) - 1 - i
	}
	slices.SortStableFunc(byEnd, func(a, b int) int { return cmp.Compare(r.Resources[a].End(), r.Resources[b].End()) })
	for _, i := range byEnd {
		res := &r.Resources[i]
		w.onConn[res.Connection] = append(w.onConn[res.Connection], i)
		w.ofHost[res.Host] = append(w.ofHost[res.Host], i)
	}
	for i := range r.Resources {
		w.byID[r.Resources[i].ID] = i
	}
	for i := range r.Connections {
		w.conns[r.Connections[i].ID] = &r.Connections[i]
	}
	return w
}

// of is a step's resource.
func (w *walk) of(s Step) *Resource { return &w.run.Resources[w.byID[s.Resource]] }

// last is the resource that finished last, -1 when there is none.
func (w *walk) last() int {
	last := -1
	for i := range w.run.Resources {
		if last < 0 || w.run.Resources[i].End() > w.run.Resources[last].End() {
			last = i
		}
	}
	return last
}

// add puts a step in front of those found so far; an empty one is left out.
func (w *walk) add(resource int, phase Phase, from, to time.Duration) {
	from = max(from, 0)
	if to <= from {
		return
	}
	w.steps = append(w.steps, Step{Resource: resource, Phase: phase, From: from, To: to})
}

// through takes resource i as what the load waited for until now, and returns
// what it waited for before that and until when; -1 for nothing known.
func (w *walk) through(i int, now time.Duration) (next int, until time.Duration) {
	w.seen[i] = true
	res := &w.run.Resources[i]

	end := res.End()
	w.add(res.ID, Blocked, end, now) // the browser's own time, or a gap in the data
	for phase := Receive; phase > Blocked; phase-- {
		begin := end - max(res.Of(phase), 0)
		w.add(res.ID, phase, begin, min(end, now))
		end = begin
	}
	now = max(min(now, end), 0)
	return w.blocked(i, now)
}

// blocked accounts for the time in which resource i was held back, up to now,
// its first moment of progress.
func (w *walk) blocked(i int, now time.Duration) (next int, until time.Duration) {
	res := &w.run.Resources[i]
	if now > res.Start {
		if before := w.before(i, now); before >= 0 {
			end := w.run.Resources[before].End()
			w.add(res.ID, Blocked, end, now)
			return before, min(now, end)
		}
		now = w.setUp(res, now)
		if before := w.freed(i, now); before >= 0 {
			end := w.run.Resources[before].End()
			w.add(res.ID, Blocked, end, now)
			return before, min(now, end)
		}
		w.add(res.ID, Blocked, res.Start, now)
		now = min(now, max(res.Start, 0))
	}
	if named, ok := w.byID[res.Initiator]; ok && !w.seen[named] && w.run.Resources[named].Start <= now {
		return named, now
	}
	return -1, now
}

// before is the resource whose response, on the connection of resource i,
// ended last while i was blocked and the connection was set up; -1 for none.
func (w *walk) before(i int, now time.Duration) int {
	res := &w.run.Resources[i]
	conn := w.conns[res.Connection]
	if res.Connection == 0 || conn == nil {
		return -1
	}
	best := w.latest(w.onConn[res.Connection], i, now)
	if best >= 0 && w.run.Resources[best].End() < conn.Ready() {
		return -1
	}
	return best
}

// setUp accounts for the part of the time before now in which resource i
// waited for a connection that was dialled for it or for another, and returns
// when that dial began.
func (w *walk) setUp(res *Resource, now time.Duration) time.Duration {
	conn := w.conns[res.Connection]
	if res.Connection == 0 || conn == nil || conn.Ready() <= res.Start || conn.Ready() > now {
		return now
	}
	ready, secured := conn.Ready(), conn.Opened+conn.Connect
	from := max(conn.Opened, res.Start)
	w.add(res.ID, Blocked, ready, now)
	w.add(res.ID, TLS, max(secured, from), ready)
	w.add(res.ID, Connect, from, min(secured, ready))
	return min(now, from)
}

// freed is the resource of the same host whose response ended last while
// resource i was blocked; -1 for none.
func (w *walk) freed(i int, now time.Duration) int {
	return w.latest(w.ofHost[w.run.Resources[i].Host], i, now)
}

// latest is the resource that ended last in the time from the start of
// resource i, exclusive, to now, among some that are in the order of their ends.
func (w *walk) latest(some []int, i int, now time.Duration) int {
	start := w.run.Resources[i].Start
	k, _ := slices.BinarySearchFunc(some, now, func(j int, now time.Duration) int {
		if w.run.Resources[j].End() <= now {
			return -1
		}
		return 1
	})
	for _, j := range slices.Backward(some[:k]) {
		if w.run.Resources[j].End() <= start {
			break
		}
		if j != i && !w.seen[j] {
			return j
		}
	}
	return -1
}

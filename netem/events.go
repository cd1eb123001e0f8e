package netem

import (
	"math"
	"time"
)

const (
	never = time.Duration(math.MaxInt64)

	// tick is the grid on which netem touches goroutines. Events keep their
	// exact nanoseconds, which is what links and TCP reckon with, but they are
	// handled at the next whole tick, or later where nobody can tell (quiet.go).
	// Goroutines are woken at ticks, and what they write is sent at the next one.
	// Virtual time moves only when every goroutine is blocked, so whoever was
	// woken at one tick has done all it wants before the next.
	//
	// Those woken at the same tick run in any order. So a call by a user changes
	// its own connection and nothing else: what connections share, such as port
	// numbers, the order of packets and of events, changes in the event loop, in
	// an order that does not depend on the goroutines (flush.go). So nothing
	// races, and the same run gives the same packets.
	tick = time.Microsecond
)

// class orders sources that are due at the same instant. Up links come before
// the down links that they feed, and goroutines after all that may concern
// them.
type class uint8

const (
	classUp class = iota
	classDown
	classTimer
	classFlush
	classWake
)

// source is something that has events: a link's direction, a connection's
// timers, the writes to be sent, the goroutines to be woken. Each is in the
// queue at most once, at its next event.
type source struct {
	at      time.Duration
	noticed time.Duration // when anybody can tell that at was not kept; 0: at once
	index   int32         // in the heap; -1: not there
	class   class
	id      uint32 // unique in its class
	owner   interface {
		// fire handles what is due at now and returns the time of the next.
		fire(now time.Duration) time.Duration
	}
}

// eventQueue is a network's clockwork: one heap of sources, one timer.
type eventQueue struct {
	net    *Network
	heap   heap[*source]
	clock  time.Duration // of the event being handled
	timer  *time.Timer
	armed  time.Duration // when the timer fires
	lastID uint32
	sent   uint64 // packets so far
	spin   spin

	flush flusher
	wakes waker
}

func (q *eventQueue) init(n *Network) {
	q.net = n
	q.armed = never
	q.spin.most = maxEvents
	q.heap.moved = func(s *source, i int) { s.index = int32(i) }
	q.add(&q.flush.source, classFlush, &q.flush)
	q.add(&q.wakes.source, classWake, &q.wakes)
}

// add makes s a source without a next event.
func (q *eventQueue) add(s *source, c class, owner interface {
	fire(time.Duration) time.Duration
},
) {
	q.lastID++
	*s = unscheduled
	s.class, s.id, s.owner = c, q.lastID, owner
}

// unscheduled is a source without a next event.
var unscheduled = source{at: never, index: -1}

// schedule moves s to its next event.
func (q *eventQueue) schedule(s *source, at time.Duration) {
	s.at = at
	switch {
	case at == never:
		if s.index >= 0 {
			q.heap.remove(int(s.index))
			s.index = -1
		}
	case s.index < 0:
		q.heap.push(at, uint64(s.class)<<32|uint64(s.id), s)
	default:
		q.heap.fix(int(s.index), at)
	}
}

func (q *eventQueue) due(now time.Duration) bool {
	return len(q.heap.items) > 0 && q.heap.items[0].at <= now
}

// run handles, in order, all that is due by now.
func (q *eventQueue) run(now time.Duration) {
	for q.due(now) {
		s := q.heap.items[0].value
		q.clock = max(q.clock, s.at)
		if !q.spin.event(q.clock) {
			q.net.spun(s.describe())
			return
		}
		next := s.owner.fire(s.at)
		q.schedule(s, next)
		q.net.drain(q.clock)
	}
}

// arm sets the timer to the tick of the next event that must not be late.
func (q *eventQueue) arm() {
	late := q.armed - tick + 1 // what is due from then on, the timer is in time for
	at := q.noticed(0, late)
	if at >= late || q.net.closed {
		return
	}
	q.armed = roundUp(at)
	wait := q.armed - q.clock
	if q.timer == nil {
		q.timer = time.AfterFunc(wait, q.expired)
		return
	}
	q.timer.Reset(wait)
}

func (q *eventQueue) expired() {
	n := q.net
	n.mu.Lock()
	if n.closed {
		n.mu.Unlock()
		return
	}
	// Whether this is the timer's latest setting or a firing that a Reset came
	// too late for makes no difference: what is due is handled, and the timer
	// is set again.
	q.armed = never
	n.catchUp()
	n.leave()
}

func (q *eventQueue) stop() {
	if q.timer != nil {
		q.timer.Stop()
	}
}

// roundUp is the first tick at or after t.
func roundUp(t time.Duration) time.Duration {
	if r := t % tick; r > 0 {
		return t + tick - r
	}
	return t
}

// nextTick is the first tick after t.
func nextTick(t time.Duration) time.Duration { return t - t%tick + tick }

// waker is the queue of goroutines to be woken.
type waker struct {
	source
	head, tail *waiter
}

// wake wakes w's goroutines, if there are any, at the tick at which what they
// wait for is handled.
func (q *eventQueue) wake(w *waiter) {
	if w.waiting == 0 {
		return
	}
	k := &q.wakes
	if k.head == nil {
		k.noticed = never
	}
	if w.conn != nil && w.conn.patient(q.clock) {
		k.noticed = min(k.noticed, q.clock+q.net.unseen(w.conn.flow.route))
	} else {
		k.noticed = 0
	}
	if w.queued {
		return
	}
	w.queued, w.next = true, nil
	w.due = roundUp(q.clock)
	if k.head == nil {
		k.head = w
		q.schedule(&k.source, w.due)
	} else {
		k.tail.next = w
	}
	k.tail = w
}

func (k *waker) fire(now time.Duration) time.Duration {
	for k.head != nil && k.head.due <= now {
		w := k.head
		k.head, w.next, w.queued = w.next, nil, false
		if w.conn == nil || w.conn.refill(now) {
			w.wakeAll()
		}
	}
	if k.head == nil {
		return never
	}
	return k.head.due
}

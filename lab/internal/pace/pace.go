// Package pace keeps things in order in virtual time.
//
// Go wakes goroutines that are due at the same instant in any order, and lets
// those that are awake run in any order too. But virtual time moves only when
// every goroutine is blocked, so an instant begins when all that the last one
// set off has been done. Where one thing happens at each instant, everything
// has an order.
//
// Netem wakes goroutines at whole microseconds, one connection at each. What a
// wake-up sets off shares out the nanoseconds that follow:
//
//	  0          the network's: a packet arrives, a writer may go on
//	  1 to 99    odd: a packet of QUIC is let in at the origin
//	  2 to 300   even: the browser's readers of a connection that they share
//	100 to 998   even: the origin's handlers, on a connection that they share
//	302 to 998   even: proxies, each request in its turn
//	301 to 349   odd: a packet of QUIC is let in at the browser
//	349          the browser's requests with bodies go out over HTTP/2
//	351 to 999   odd: the browser, which then knows all that has arrived
//	odd          the origin's writes on a shared connection end
//
// What is written in these nanoseconds leaves together at the next microsecond.
package pace

import "time"

// Tick is the distance between two instants of the network.
const Tick = time.Microsecond

// Turns shares out instants among n parties, numbered from 0. Each has one in
// every cycle; a cycle is as many ticks as n parties need.
type Turns struct {
	from, step time.Duration
	perTick    int
	cycle      time.Duration
}

// NewTurns gives each of n parties a stretch of length step, the first at from
// after a tick, and as many to a tick as there is room for before until.
func NewTurns(n int, from, step, until time.Duration) Turns {
	perTick := int((until - from) / step)
	ticks := (max(n, 1) + perTick - 1) / perTick
	return Turns{from: from, step: step, perTick: perTick, cycle: time.Duration(ticks) * Tick}
}

// Begin sleeps until party id's first instant in a cycle that has just begun, or
// in the next. Those who come at the same time go on in the order of their
// numbers.
func (t Turns) Begin(id int) {
	since := sinceTick(t.cycle)
	wait := t.first(id) - since
	if since > 0 {
		wait += t.cycle
	}
	time.Sleep(wait)
}

// first is party id's first instant in a cycle.
func (t Turns) first(id int) time.Duration {
	return time.Duration(id/t.perTick)*Tick + t.from + time.Duration(id%t.perTick)*t.step
}

// Wait sleeps until the next time that party id is at offset in its stretch;
// not at all if that is now.
func (t Turns) Wait(id int, offset time.Duration) {
	wait := (t.first(id) + offset - sinceTick(t.cycle)) % t.cycle
	if wait < 0 {
		wait += t.cycle
	}
	time.Sleep(wait)
}

// WaitFor sleeps until the next time that it is at after a tick, a microsecond
// later if that is now.
func WaitFor(at time.Duration) {
	wait := at - sinceTick(Tick)
	if wait <= 0 {
		wait += Tick
	}
	time.Sleep(wait)
}

// WaitOdd sleeps until the next odd nanosecond.
func WaitOdd() {
	time.Sleep(1 + sinceTick(Tick)&1)
}

// sinceTick is how long ago the last whole multiple of cycle was.
func sinceTick(cycle time.Duration) time.Duration {
	return time.Duration(time.Now().UnixNano()) % cycle
}

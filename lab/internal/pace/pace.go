// Package pace keeps things in order in virtual time.
//
// Go wakes goroutines that are due at the same instant in any order, and lets
// those that are awake run in any order too. But virtual time moves only when
// every goroutine is blocked, so an instant begins when all that the last one
// set off has been done. Where one thing happens at each instant, everything
// has an order.
//
// Netem wakes goroutines at whole microseconds. What a wake-up sets off shares
// out the nanoseconds that follow, in slots. What is written in them leaves
// together at the next microsecond.
//
// That gives runs over HTTP/1 and 2 one order on any number of threads. QUIC has
// none: quic-go is several goroutines that meet in a select, and repeats on one
// thread (package worker).
package pace

import "time"

// Tick is the distance between two instants of the network.
const Tick = time.Microsecond

// Turns shares out instants among n parties, numbered from 0. Each has one in
// every cycle; a cycle is as many ticks as n parties need.
type Turns struct {
	from, step time.Duration // of stretches
	instant    time.Duration // from one of a stretch to the next
	perTick    int
	cycle      time.Duration
}

// NewTurns gives each of n parties a stretch of that many of a slot's instants,
// and has as many to a tick as there is room for.
func NewTurns(n int, slot Slot, instants int) Turns {
	step := time.Duration(instants) * slot.Step
	perTick := int((slot.Until - slot.From) / step)
	ticks := (max(n, 1) + perTick - 1) / perTick
	return Turns{from: slot.From, step: step, instant: slot.Step, perTick: perTick, cycle: time.Duration(ticks) * Tick}
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

// Wait sleeps until the next time that party id has that instant of its stretch,
// counted from 0; not at all if that is now.
func (t Turns) Wait(id, instant int) {
	wait := (t.first(id) + time.Duration(instant)*t.instant - sinceTick(t.cycle)) % t.cycle
	if wait < 0 {
		wait += t.cycle
	}
	time.Sleep(wait)
}

// waitFor sleeps until the next time that it is at after a tick, a microsecond
// later if that is now.
func waitFor(at time.Duration) {
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

package browser

import "time"

// pace keeps things in order in virtual time. The network wakes goroutines at
// whole microseconds of its own. What a wake-up sets off happens in the
// nanoseconds that follow, one thing at each:
//
//	  0          the network's: a packet arrives, a reader wakes
//	  2 to 300   readers of a shared connection, even, one instant each
//	351 to 999   the loop, odd: first it gathers the reports, then it acts, an
//	             instant for each request that it starts
//
// Time only moves when every goroutine is blocked, so the next instant begins
// when all that the last one set off has been done. Times are noted in whole
// microseconds: what the order costs does not show.
type pace struct {
	real  bool
	start time.Time
}

const (
	readerStep = 2 * time.Nanosecond
	readers    = 150 // instants before the next microsecond has to serve
	loopBegins = 351 * time.Nanosecond
	loopStep   = 2 * time.Nanosecond
)

// now is the time since the start of navigation.
func (p *pace) now() time.Duration {
	d := time.Since(p.start)
	if !p.real {
		d = d.Truncate(time.Microsecond)
	}
	return d
}

// gather lets everything that came in the same microsecond report first.
func (p *pace) gather() {
	if p.real {
		return
	}
	into := time.Since(p.start) % time.Microsecond
	wait := loopBegins - into
	if wait <= 0 {
		wait += time.Microsecond
	}
	time.Sleep(wait)
}

// step ends an action of the loop: it returns when all that it set off is done.
func (p *pace) step() {
	if !p.real {
		time.Sleep(loopStep)
	}
}

// turn waits for the instant of reader id, after something has arrived.
func (p *pace) turn(id int) {
	if p.real {
		return
	}
	mine := time.Duration(id/readers)*time.Microsecond + time.Duration(1+id%readers)*readerStep
	into := time.Since(p.start) % time.Microsecond
	if wait := mine - into; wait > 0 {
		time.Sleep(wait)
	}
}

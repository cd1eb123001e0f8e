package browser

import (
	"time"

	"rttlab/lab/internal/pace"
)

// clock is the browser's: it notes times, and in virtual time it keeps what
// happens in order. The instants are shared out in package pace. Times are
// noted in whole microseconds there: what the order costs does not show.
type clock struct {
	real    bool
	start   time.Time
	readers pace.Turns // one for each resource
	owed    bool       // a step, in this microsecond
}

func newClock(realTime bool, resources int) clock {
	return clock{
		real:    realTime,
		start:   time.Now(),
		readers: pace.NewTurns(resources, pace.Readers, 1),
	}
}

// now is the time since the start of navigation.
func (c *clock) now() time.Duration {
	d := time.Since(c.start)
	if !c.real {
		d = d.Truncate(pace.Tick)
	}
	return d
}

// gather lets everything that came in the same microsecond report first.
func (c *clock) gather() {
	if !c.real {
		pace.Loop.Wait()
	}
	c.owed = false
}

// settle waits for an instant at which nobody writes to a connection of HTTP/2.
func (c *clock) settle() {
	if !c.real {
		pace.Drains.Wait()
	}
}

// step ends an action of the loop: it returns when all that it set off is done.
func (c *clock) step() {
	if !c.real {
		time.Sleep(pace.Loop.Step)
	}
	c.owed = false
}

// owe ends an action whose effects nothing but the next action has to wait for,
// which begins with pay.
func (c *clock) owe() { c.owed = true }

func (c *clock) pay() {
	if c.owed {
		c.step()
	}
}

// turn waits for the instant of resource id's reader.
func (c *clock) turn(id int) {
	if !c.real {
		c.readers.Wait(id, 0)
	}
}

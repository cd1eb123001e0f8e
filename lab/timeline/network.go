package timeline

import (
	"cmp"
	"time"
)

// A connection has the RTT and the window of the path to its server;
// one that does not say has its run's, and so has what no connection carried.

// rttAt is the round-trip time of a connection's path at that time. c may be nil.
func (r *Run) rttAt(c *Connection, at time.Duration) time.Duration {
	if c != nil && c.Window > 0 {
		return c.Change.rtt(at, c.RTT)
	}
	return r.Change.rtt(at, r.RTT)
}

// windowOf is how many segments a connection may send at first. c may be nil.
func (r *Run) windowOf(c *Connection) int {
	window := r.Window
	if c != nil {
		window = cmp.Or(c.Window, r.Window)
	}
	return cmp.Or(window, initialWindow)
}

// anyRTT says whether a round trip takes time on any path.
func (r *Run) anyRTT() bool {
	for i := range r.Connections {
		if r.Connections[i].RTT > 0 {
			return true
		}
	}
	return r.RTT > 0
}

// rtt is the RTT that is in force, before without a change.
func (c Change) rtt(at, before time.Duration) time.Duration {
	if c.At > 0 && at >= c.At {
		return c.RTT
	}
	return before
}

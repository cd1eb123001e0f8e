package setup

import (
	"time"

	"rttlab/netem"
)

// Event is something that happens while a load runs: a fault, or the end of one.
// What is not nil happens.
type Event struct {
	At   time.Duration // since the start of the first navigation
	Says string        // what happens, in words

	Down, Up []string    // hosts that vanish from the network, and that are back
	Restart  []string    // servers whose process starts anew: all their connections are reset
	Reset    *Reset      // one connection that its server resets
	Paths    []Path      // that have become so
	Link     *netem.Link // what the browser's has become
}

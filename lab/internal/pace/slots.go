package pace

import "time"

// End is whose goroutines share a microsecond: those of one end of a connection.
// What different ends do at one instant has no order, and needs none: netem lets
// a call change its own connection only.
type End string

// The ends.
const (
	Browser  End = "browser"
	Client   End = "client" // a program in the browser's place
	Server   End = "server"
	Resolver End = "resolver"
	Proxy    End = "proxy"
)

// Slot is the instants after a whole microsecond that belong to one owner: every
// Step from From on, before Until. No two slots of an end have one in common.
type Slot struct {
	End               End
	Owner             string
	From, Until, Step time.Duration
}

// The slots. Whole microseconds are the network's. Even instants of a server are
// its handlers'; what they write on a connection that they share ends at the odd
// one that follows (WaitOdd), so that whoever waited for that has acted before
// the next handler does.
var (
	Readers = Slot{Browser, "readers of a connection that they share, one each", 2, 302, 2}
	Drains  = Slot{Browser, "what has been written to a shared connection, as a whole", 349, 351, 2}
	Loop    = Slot{Browser, "the browser, which then knows all that has arrived", 351, Tick, 2}

	Arrivals = Slot{Client, "connections on which something has come, one each", 2, 302, 2}
	Asks     = Slot{Client, "callers, who then know all that has arrived, one each", 351, 997, 2}
	Samples  = Slot{Client, "who counts how things are", 997, 999, 2}

	Events   = Slot{Server, "hosts go and come back, connections are reset, networks change", 50, 52, 2}
	Accepts  = Slot{Server, "a listener looks whether it has a descriptor left, and has taken one", 97, 100, 2}
	Handlers = Slot{Server, "handlers, three instants each: header, body, end", 100, Tick, 2}
	Writes   = Slot{Server, "a write of a handler ends", 101, Tick, 2}

	Answers = Slot{Resolver, "an answer that took its time", 100, 102, 2}

	Relays = Slot{Proxy, "requests that go on, one each", 302, Tick, 2}
)

// Slots lists all of them.
func Slots() []Slot {
	return []Slot{Readers, Drains, Loop, Arrivals, Asks, Samples, Events, Accepts, Handlers, Writes, Answers, Relays}
}

// Wait sleeps until the slot's next first instant, a microsecond later if that is
// now.
func (s Slot) Wait() { waitFor(s.From) }

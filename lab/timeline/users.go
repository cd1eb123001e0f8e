package timeline

import "time"

// Users is what came of many visitors over time.
type Users struct {
	Count      int // who arrived
	TurnedAway int // who did not get the whole page in time
	Requests   int // that were answered
	Dials      int // connections that stood, whether they were accepted or not

	Limit int           // connections that the server can have open; 0: any number
	Most  int           // that it had open at once
	Stay  time.Duration // how long it had one open, on average

	// Of the server, at every multiple of Every since the start: the connections
	// that it has open, the users that wait for a page, and those that have been
	// turned away so far.
	Every               time.Duration
	Open, Waiting, Away []int
}

// What a connection takes that is idle after a request, in bytes, as it was
// measured with 2000 of them: of the memory of Go's net/http (1.26), and of the
// kernel's (Linux 6.18), for both ends.
const (
	ServerMemory = 19_600
	KernelMemory = 6_900
)

// Memory is what so many connections take on the server's host, in bytes: its own
// and the kernel's, for one end.
func (u *Users) Memory(connections int) int64 {
	return int64(connections) * (ServerMemory + KernelMemory/2)
}

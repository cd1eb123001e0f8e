package setup

import "time"

// Requests is a program that makes the requests of a Page one after another,
// with net/http's client, in place of a browser that loads it.
type Requests struct {
	When []When // by resource ID

	IdleTimeout time.Duration // how long it keeps a connection that it does not use; 0: 90 s, as in http.DefaultTransport
	KeepAlive   KeepAlive     // of its TCP
	Timeout     time.Duration // how long it waits for the whole of an answer; 0: for ever
}

// When is when a request is made: not before At, and After the end of the one
// before.
type When struct{ At, After time.Duration }

// KeepAlive is how TCP asks a silent peer whether it is there: after Idle, then
// every Interval, Count times. The zero KeepAlive is Go's: 15 s, 15 s, 9.
type KeepAlive struct {
	Off            bool
	Idle, Interval time.Duration
	Count          int
}

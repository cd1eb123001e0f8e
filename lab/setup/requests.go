package setup

import (
	"time"

	"rttlab/lab/page"
)

// Requests is a program that makes the requests of a Page with net/http's client,
// in place of a browser that loads it.
type Requests struct {
	Groups []Group // of the Page's resources, in their order, one after another

	Pool     int // idle connections that it keeps to a host; 0: 2, as in http.DefaultTransport
	MaxConns int // connections to a host at once, beyond which requests wait; 0: any number

	IdleTimeout time.Duration // how long it keeps a connection that it does not use; 0: 90 s, as in http.DefaultTransport
	KeepAlive   KeepAlive     // of its TCP
	Timeout     time.Duration // how long it waits for the whole of an answer; 0: for ever
}

// Group is requests that Callers make at once, each one after the other, in the
// order in which the callers come to them. Each is made not before At, and After the
// end of its caller's one before; a caller's first After the end of the group
// before.
type Group struct {
	Count, Callers int // 0 callers: 1
	At, After      time.Duration
	Header         []page.Field // that they have beside the client's own; nil: none
}

// KeepAlive is how TCP asks a silent peer whether it is there: after Idle, then
// every Interval, Count times. The zero KeepAlive is Go's: 15 s, 15 s, 9.
type KeepAlive struct {
	Off            bool
	Idle, Interval time.Duration
	Count          int
}

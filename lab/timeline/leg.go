package timeline

import "time"

// Leg is a request's way from a proxy to the server behind it, which may be
// another proxy. Its phases follow one another: End is Start plus their sum.
type Leg struct {
	Hop    int           // from 1, counted from the browser
	Role   string        // the proxy's: "proxy", "cdn", "load_balancer"
	Remote string        // the server's address and port; "": it was not asked
	Port   int           // the proxy's own, of the connection
	RTT    time.Duration // of the way to the server
	Start  time.Duration // when the proxy had the request
	Got    time.Duration // when it last had a part of the answer for which it had waited; 0: it did not wait for a server
	Reused bool          // the connection had had a request before, or was open before the load
	Hit    bool          // the proxy had the answer itself: nothing was sent on
	Tries  int           // connections that the request was sent on
	Status int           // that the proxy answered with
	Err    string        // why the server did not answer; "" if it did
	Think  time.Duration // the server's own part of Wait, where it is the last; 0: none or not known
	Phases               // Blocked is the proxy's own time and the waiting for a connection
}

// End is when the last byte of the answer had been passed on.
func (l *Leg) End() time.Duration { return l.Start + l.Phases.Sum() }

// Shook is the time that the handshakes of the leg's connection took.
func (l *Leg) Shook() time.Duration { return l.Connect + l.TLS }

package origin

import (
	"net"
	"sync/atomic"

	"rttlab/lab/internal/pace"
)

// listener accepts connections that say no goodbye once the server closes.
type listener struct {
	net.Listener
	closing *atomic.Bool
	paced   bool // writes end at instants of their own
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn{c, l.closing, l.paced}, nil
}

type conn struct {
	net.Conn
	closing *atomic.Bool
	paced   bool
}

// Write fails once the server closes. TLS's goodbye, to a client that may be
// gone, would wait with net/http's mutex held; others want that one, and virtual
// time stands still while anybody waits for a mutex.
//
// Paced writes end at odd nanoseconds: whoever waited for one has acted before
// the next frame is chosen.
func (c conn) Write(p []byte) (int, error) {
	if c.closing.Load() {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	if c.paced && !c.closing.Load() {
		pace.WaitOdd()
	}
	return n, err
}

package origin

import (
	"net"
	"sync"
	"sync/atomic"
)

// accepted remembers the connections that a listener has accepted.
type accepted struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

func (l *accepted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns = append(l.conns, c)
	return c, nil
}

// Listener is for servers of others: it counts the connections that it accepts,
// as Server does, and has them hang up without a goodbye once Hush is called.
type Listener struct {
	accepted
	closing atomic.Bool
	paced   bool
}

// NewListener is a Listener on ln. paced is for connections of HTTP/2 in virtual
// time: it puts the frames of several requests into an order.
func NewListener(ln net.Listener, paced bool) *Listener {
	return &Listener{accepted: accepted{Listener: ln}, paced: paced}
}

// Accept waits for a connection.
func (l *Listener) Accept() (net.Conn, error) {
	return listener{&l.accepted, &l.closing, l.paced}.Accept()
}

// Hush is to be called before the server closes.
func (l *Listener) Hush() { l.closing.Store(true) }

// nth is the n-th connection, from 1; nil if there is none.
func (l *accepted) nth(n int) net.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n < 1 || n > len(l.conns) {
		return nil
	}
	return l.conns[n-1]
}

// Reset ends the n-th connection that was accepted, from 1, with a RST, as when
// the process that served it is killed. It reports whether there is one.
func (s *Server) Reset(n int) bool { return s.accepted.Reset(n) }

// Reset ends the n-th connection that was accepted, as Server.Reset does.
func (l *accepted) Reset(n int) bool {
	c := l.nth(n)
	if c == nil {
		return false
	}
	reset(c)
	_ = c.Close()
	return true
}

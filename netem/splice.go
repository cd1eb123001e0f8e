package netem

import (
	"io"
	"net"
	"sync/atomic"
)

// spliced is the near end of an emulated connection whose far end is spliced
// to a real one by two goroutines. They end when either connection does.
type spliced struct {
	*Conn
	real   net.Conn
	closed atomic.Bool // near was closed, not only its writing side
	ended  atomic.Bool // near's FIN has been passed on
}

// halfCloser is what has CloseWrite: *net.TCPConn, *net.UnixConn, *tls.Conn.
type halfCloser interface{ CloseWrite() error }

func (f *front) splice(near *Conn, c net.Conn, accept func() (net.Conn, error)) net.Conn {
	near.names = &[2]net.Addr{c.LocalAddr(), c.RemoteAddr()}
	s := &spliced{Conn: near, real: c}
	go func() {
		far, err := accept()
		if err != nil {
			c.Close()
			return
		}
		go s.inward(far.(*Conn))
		s.outward(far.(*Conn))
	}()
	return s
}

// Close closes the connection and, when what was written has got there, the
// real one.
func (s *spliced) Close() error {
	s.closed.Store(true)
	err := s.Conn.Close()
	if s.ended.Load() {
		s.real.Close()
	}
	return err
}

// outward copies to the real connection.
func (s *spliced) outward(far *Conn) {
	if _, err := io.Copy(s.real, struct{ io.Reader }{far}); err != nil {
		reset(s.real) // whichever of the two failed
		reset(far)
		return
	}
	s.ended.Store(true)
	if h, ok := s.real.(halfCloser); ok && !s.closed.Load() {
		h.CloseWrite()
		return
	}
	s.real.Close()
}

// inward copies from the real connection.
func (s *spliced) inward(far *Conn) {
	if _, err := io.Copy(struct{ io.Writer }{far}, s.real); err != nil {
		reset(far)
		reset(s.real)
		return
	}
	far.CloseWrite()
}

// reset closes c so that its peer sees an error, if c can do that.
func reset(c net.Conn) {
	if l, ok := c.(interface{ SetLinger(int) error }); ok {
		l.SetLinger(0)
	}
	c.Close()
}

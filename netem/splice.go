package netem

import (
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// lingering is how long after Close a real peer may take nothing of what is
// left for it. (nginx waits as long for a client: lingering_timeout.)
const lingering = 5 * time.Second

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
	} else if s.linger() != nil {
		time.AfterFunc(lingering, func() { s.real.Close() }) // it knows no deadlines
	}
	return err
}

// linger gives a write to the real peer that is under way, or begins, so much
// time and no more.
func (s *spliced) linger() error { return s.real.SetWriteDeadline(time.Now().Add(lingering)) }

// outward copies to the real connection.
func (s *spliced) outward(far *Conn) {
	if err := s.copyOut(far); err != nil {
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

func (s *spliced) copyOut(far *Conn) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := far.Read(buf)
		if err := s.writeOut(buf[:n]); err != nil {
			return err
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// writeOut writes to the real connection. A peer that takes some of it has time
// for the rest.
func (s *spliced) writeOut(p []byte) error {
	for len(p) > 0 {
		if s.closed.Load() {
			s.linger()
		}
		n, err := s.real.Write(p)
		p = p[n:]
		if err != nil && !(n > 0 && errors.Is(err, os.ErrDeadlineExceeded)) {
			return err
		}
	}
	return nil
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

package origin

import (
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"rttlab/lab/internal/pace"
)

// ownDescriptors are those that a server has open beside its connections: of 256
// a Go server had 245 for them.
const ownDescriptors = 11

// descriptors are a server's file descriptors: a listener that has no more
// connections open than it may.
type descriptors struct {
	net.Listener
	limit int // of connections; 0: none
	paced bool

	mu     sync.Mutex
	open   int
	most   int
	served int
	stay   time.Duration // of all connections that have ended
}

func newDescriptors(ln net.Listener, limit int, realTime bool) *descriptors {
	d := &descriptors{Listener: ln}
	if limit > 0 {
		d.paced = !realTime
		d.limit = max(1, limit-ownDescriptors)
	}
	return d
}

// Accept fails as accept(2) does when there is no descriptor left, whether anybody
// waits or not: with EMFILE, after which net/http tries again in 5 ms, and then
// less and less often, up to once in a second.
func (d *descriptors) Accept() (net.Conn, error) {
	if d.paced {
		pace.Accepts.Wait() // an instant at which no connection ends, since none began there: they do a little later
	}
	d.mu.Lock()
	full := d.limit > 0 && d.open >= d.limit
	d.mu.Unlock()
	if full {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: d.Addr(), Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	c, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if d.paced {
		time.Sleep(pace.Accepts.Step)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open++
	d.served++
	d.most = max(d.most, d.open)
	return &described{Conn: c, of: d, since: time.Now()}, nil
}

// described is a connection that has a descriptor.
type described struct {
	net.Conn
	of    *descriptors
	since time.Time
	once  sync.Once
}

// Close gives the descriptor back.
func (c *described) Close() error {
	c.once.Do(func() {
		c.of.mu.Lock()
		defer c.of.mu.Unlock()
		c.of.open--
		c.of.stay += time.Since(c.since)
	})
	return c.Conn.Close()
}

// SetLinger is that of TCP.
func (c *described) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(sec int) error }); ok {
		return l.SetLinger(sec)
	}
	return nil
}

// Connections are a server's, so far.
type Connections struct {
	Limit int // that may be open; 0: any number
	Open  int
	Most  int           // open at once
	Stay  time.Duration // how long those were open that have ended, on average
}

// Connections counts what the server has accepted.
func (s *Server) Connections() Connections {
	d := s.descriptors
	d.mu.Lock()
	defer d.mu.Unlock()
	c := Connections{Limit: d.limit, Open: d.open, Most: d.most}
	if ended := d.served - d.open; ended > 0 {
		c.Stay = d.stay / time.Duration(ended)
	}
	return c
}

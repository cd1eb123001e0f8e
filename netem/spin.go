package netem

import (
	"fmt"
	"net"
	"time"
)

// maxEvents is how much may happen at one instant. Ten thousand connections that
// are dialled, written to and closed at once make a tenth of that.
const maxEvents = 1_000_000

// spin finds a network that is busy for ever at one instant, such as two sockets
// that answer each other over a path that takes no time: nothing else would ever
// happen, and in virtual time nobody outside would hear of it.
type spin struct {
	most  int           // events at one instant
	count int           // at this one
	at    time.Duration // this one
	err   error         // the network was closed for it
}

// event counts one, and says whether it may happen.
func (s *spin) event(now time.Duration) bool {
	if now != s.at {
		s.at, s.count = now, 0
	}
	s.count++
	return s.count <= s.most && s.err == nil
}

// spun closes the network, for what was about to happen again.
func (n *Network) spun(what string) {
	s := &n.events.spin
	if s.err != nil {
		return
	}
	s.err = spinError{s.at, s.most, what}
	_ = n.fail(s.err)
	if !n.closed {
		n.shut()
	}
}

// spinError is a kind of net.ErrClosed.
type spinError struct {
	at   time.Duration
	most int
	what string
}

func (e spinError) Error() string {
	return fmt.Sprintf("netem closed the network: more than %d events at %v, and no time passed: %s", e.most, e.at, e.what)
}

func (e spinError) Is(target error) bool { return target == net.ErrClosed }

// because is err, or why the network was closed when that is why it was.
func (n *Network) because(err error) error {
	if err == net.ErrClosed && n.events.spin.err != nil {
		return n.events.spin.err
	}
	return err
}

// describe says whose the event of a source is.
func (s *source) describe() string {
	switch o := s.owner.(type) {
	case *Conn:
		return "the timer of " + o.describe()
	case *PacketConn:
		return "the deadline of " + o.describe()
	case *Listener:
		return "the deadline of the listener " + end(o.host, o.port)
	case *link:
		for _, p := range []*packet{o.sending, o.pending.first()} {
			if p != nil {
				return p.flow.describe(p) + " on the link " + o.name
			}
		}
		return "the link " + o.name
	case *flusher:
		if len(o.busy) > 0 {
			return "the writes of " + o.busy[0].describe()
		}
	case *waker:
		if w := o.head; w != nil && w.conn != nil {
			return "the readers of " + w.conn.describe()
		}
		return "goroutines that are woken"
	}
	return fmt.Sprintf("%T", s.owner)
}

func (c *Conn) describe() string {
	return fmt.Sprintf("the connection from %s to %s", end(c.host, c.port), end(c.flow.route.to, c.toPort))
}

func (s *PacketConn) describe() string { return "the socket " + end(s.host, s.port) }

// describe says where a packet of the flow is from, and where it goes.
func (f *flow) describe(p *packet) string {
	return fmt.Sprintf("packets of %v from %s to %s", p.protocol, end(f.route.from, p.port), end(f.route.to, p.toPort))
}

func end(h *Host, port uint16) string { return fmt.Sprintf("%s:%d (%s)", h.name, port, h.addr) }

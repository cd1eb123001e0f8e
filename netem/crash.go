package netem

import (
	"net"
	"syscall"
	"time"
)

// Crash has the host lose its power: it is as silent as one that is Down, and
// forgets its connections, listeners and sockets and what waits to leave. Its own
// programs' calls on those fail with an error that is both net.ErrClosed and
// EHOSTDOWN, and so do its dials and listens until Up. The others are not told:
// after Up they hear a RST when they send something, and need a Listen to connect
// again. Crash and Up in one instant are a restart.
func (h *Host) Crash() {
	n := h.net
	now := n.enter()
	defer n.leave()
	h.up.clear(now)
	h.off, h.crashed = true, true
	for _, s := range n.events.flush.busy {
		if c, ok := s.(*Conn); ok && c.host == h && c.port == 0 {
			c.crash() // a dial that has just begun
		}
	}
	for _, c := range h.conns {
		c.crash()
	}
	for _, l := range h.listeners {
		l.closed, l.crashed, l.ready = true, true, nil
		n.events.schedule(&l.source, never)
		l.rd.wakeAll()
	}
	for _, s := range h.sockets {
		s.crashed = true
		s.close()
		for p := s.out.pop(); p != nil; p = s.out.pop() {
			n.packets.put(p)
		}
	}
	clear(h.conns)
	clear(h.listeners)
	clear(h.sockets)
}

// crash ends this end of a connection without a word to the other.
func (c *Conn) crash() {
	n := c.net()
	c.closed, c.crashed, c.known, c.listener = true, true, false, nil
	c.tcp.Abort(n.events.clock)
	c.host.release(c)
	n.events.schedule(&c.source, never)
	c.rd.wakeAll()
	c.wr.wakeAll()
}

// clear loses what is to be sent.
func (l *link) clear(now time.Duration) {
	l.sync(now)
	if p := l.sending; p != nil {
		l.sending = nil
		l.drop(p, now, HostDown)
	}
	for p := l.queue.pop(); p != nil; p = l.queue.pop() {
		l.drop(p, now, HostDown)
	}
	l.net.events.schedule(&l.source, l.next())
}

// usable says why the host's programs can start nothing new.
func (h *Host) usable() error {
	if h.crashed {
		return hostCrashed{}
	}
	return h.net.usable()
}

// because is err, or what has closed a thing of the host's that was not closed
// by who uses it.
func (h *Host) because(err error, crashed bool) error {
	if crashed && err == net.ErrClosed {
		return hostCrashed{}
	}
	return h.net.because(err)
}

// hostCrashed is a kind of net.ErrClosed.
type hostCrashed struct{}

func (hostCrashed) Error() string { return "the host has crashed" }

func (hostCrashed) Is(target error) bool {
	return target == net.ErrClosed || target == syscall.EHOSTDOWN
}

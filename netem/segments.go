package netem

import (
	"time"

	"rttlab/netem/internal/tcp"
)

// How a Conn's state machine is driven: by segments that arrive, by timers,
// and by a flush after the user has done something.

// changed has the segments that a call of the user's may have caused sent:
// together with those of others a tick later, or at once where packets take no
// time and so order cannot be kept.
func (c *Conn) changed(now time.Duration) {
	if c.busy {
		return
	}
	if c.flow.route.immediate() {
		c.pump(now)
		return
	}
	c.busy = true
	n := c.net()
	n.events.flushLater(c, now)
	n.events.flush.takes(n, c.flow.route)
}

func (c *Conn) flush(now time.Duration) {
	c.busy = false
	c.pump(now)
}

// rank puts dials, which have no port yet, after the connections to where they
// go.
func (c *Conn) rank() rank {
	port := int(c.port)
	if port == 0 {
		port = 1 << 16
	}
	return rank{c.host.name, c.flow.route.to.name, int(c.toPort), port, int(protoTCP)}
}

// fire is the timers of TCP and of whoever waits with a deadline.
func (c *Conn) fire(now time.Duration) time.Duration {
	if c.tcp.Deadline() <= now {
		c.tcp.Timer(now)
		c.pump(now)
	}
	for _, w := range []*waiter{&c.rd, &c.wr} {
		if w.waiting > 0 && w.expired(now) {
			c.net().events.wake(w)
		}
	}
	c.noticed = c.tells()
	return c.next()
}

// next is when fire has something to do.
func (c *Conn) next() time.Duration {
	return min(c.tcp.Deadline(), c.rd.timeout(), c.wr.timeout())
}

// pump sends all that TCP wants to send and tells who waits for what came of
// it.
func (c *Conn) pump(now time.Duration) {
	if c.crashed || c.port == 0 && !c.takePort() {
		return
	}
	n := c.net()
	for {
		p := n.packets.get()
		if !c.tcp.Next(now, &p.seg) {
			n.packets.unused(p)
			break
		}
		p.port, p.toPort = c.port, c.toPort
		n.sendSegment(p, &c.flow, c, now)
	}
	c.noteHold(now)
	c.notify()
	if c.tcp.State() == tcp.Closed {
		c.forget()
		return
	}
	c.reschedule()
}

// sendSegment completes a packet whose segment is set.
func (n *Network) sendSegment(p *packet, f *flow, c *Conn, now time.Duration) {
	p.protocol, p.flow = protoTCP, f
	p.size = ipHeader + p.seg.Header() + len(p.seg.Data)
	p.seg.SACK = p.sack[:copy(p.sack[:], p.seg.SACK)]
	n.send(p, c, now)
}

// reschedule moves the connection's event forward if its next has become
// earlier. If it has become later the event stays: it will see for itself. TCP
// puts off its timers with every segment, and this makes that cost nothing.
func (c *Conn) reschedule() {
	if next := c.next(); next < c.at {
		c.net().events.schedule(&c.source, next)
	}
	c.noticed = c.tells()
}

// tells is when somebody may notice that fire was not called: at once for what
// a goroutine may wait for. A delayed ACK or a paced segment is noticed where it
// goes to.
func (c *Conn) tells() time.Duration {
	loud, quiet := c.tcp.Deadlines()
	if quiet != never {
		quiet += c.net().unseen(c.flow.route)
	}
	return min(loud, quiet, c.rd.timeout(), c.wr.timeout())
}

// forget takes a connection that has ended off its host, so that its port is
// free.
func (c *Conn) forget() {
	if c.host.conns[c.key()] == c {
		delete(c.host.conns, c.key())
		c.known = false
		c.host.release(c)
	}
	c.listener = nil
	c.noticed = 0
	if c.next() == never {
		c.net().events.schedule(&c.source, never)
	}
}

// notify wakes those who can go on.
func (c *Conn) notify() {
	if c.listener != nil && c.tcp.State() != tcp.SynReceived && c.tcp.State() != tcp.Closed {
		c.listener.enqueue(c)
	}
	failed := c.tcp.Err() != nil
	if c.rd.waiting > 0 && (c.tcp.Readable() > 0 || c.tcp.EOF() || failed) {
		c.wake(&c.rd)
	}
	if c.wr.waiting > 0 && (failed || c.dialing && c.tcp.State() != tcp.SynSent || !c.dialing && c.tcp.WriteReady()) {
		c.wake(&c.wr)
	}
}

func (c *Conn) wake(w *waiter) {
	if !c.flow.route.immediate() {
		c.net().events.wake(w)
		return
	}
	if w != &c.rd || c.refill(c.net().events.clock) {
		w.wakeAll()
	}
}

// wait blocks until w is woken.
func (c *Conn) wait(w *waiter) time.Duration {
	if w.deadline != 0 {
		c.noticed = min(c.noticed, w.deadline)
		if w.deadline < c.at {
			c.net().events.schedule(&c.source, w.deadline)
		}
	}
	if w == &c.rd {
		c.host.down.hurry(c)
	} else {
		c.host.down.noticed = 0 // of the ACKs that come some may have become urgent
	}
	return c.net().wait(w)
}

// connOf is the connection that a packet to the host is for; nil if there is
// none. Packets of one flow are for one connection, until that is forgotten.
func (h *Host) connOf(p *packet) *Conn {
	f := p.flow
	if f.peer == nil || !f.peer.known {
		f.peer = h.conns[connKey{f.route.from, p.toPort, p.port}]
	}
	return f.peer
}

// deliverTCP finds whom a segment is for: a connection, a listener, or nobody,
// whose answer is a RST.
func (h *Host) deliverTCP(p *packet, now time.Duration) {
	l := h.listeners[p.toPort]
	c := h.connOf(p)
	if c != nil && l != nil && c.tcp.Reusable(now, &p.seg) {
		c.tcp.Abort(now) // in silence, from TIME-WAIT
		c.pump(now)
		c = nil
	}
	if c != nil {
		if c.listener != nil && c.listener.full() && p.seg.Flags&tcp.RST == 0 {
			h.net.note(Dropped, p, now, BacklogFull)
			return
		}
		c.tcp.Input(now, &p.seg)
		h.net.noteBy(c, Delivered, p, now)
		c.pump(now)
		return
	}
	if l != nil && p.seg.Flags == tcp.SYN {
		if l.full() {
			h.net.note(Dropped, p, now, BacklogFull)
			return
		}
		h.net.note(Delivered, p, now, "")
		l.accept(p, now)
		return
	}
	h.net.note(Delivered, p, now, "")
	h.refuse(p, now)
}

// refuse answers a segment that is for nobody.
func (h *Host) refuse(p *packet, now time.Duration) {
	answer := h.net.packets.get()
	answer.seg = tcp.Reset(&p.seg)
	if answer.seg.Flags == 0 {
		h.net.packets.put(answer)
		return
	}
	answer.port, answer.toPort = p.toPort, p.port
	f := h.net.newFlow(h, p.flow.route.from, protoTCP, p.toPort, p.port)
	h.net.sendSegment(answer, &f, nil, now)
}

package netem

import (
	"time"

	"rttlab/netem/internal/tcp"
)

// To start the clock for an event costs more than to handle it, so what nobody
// notices waits for company. An event that makes a host send, and does nothing
// else, is noticed when the packets arrive elsewhere: until then it is enough
// that it is handled before whatever comes after it. Each event keeps its own
// time and its place in the order, so this changes no time and no packet.

// longestUnseen bounds how late an event may be handled, well below any timeout
// of TCP's that wakes a goroutine.
const longestUnseen = 100 * time.Millisecond

// unseen is how long nobody notices a packet on that route. Observers are told
// at once.
func (n *Network) unseen(r *route) time.Duration {
	if n.observers != nil {
		return 0
	}
	return min(r.delay, longestUnseen)
}

// patience is how much later than it arrives a packet may be delivered.
func (n *Network) patience(p *packet) time.Duration {
	r := p.flow.route
	if p.protocol != protoTCP || p.seg.Flags&^tcp.PSH != tcp.ACK {
		return 0
	}
	c := r.to.connOf(p)
	if c == nil || c.listener != nil || c.dialing || c.wr.waiting > 0 && c.tcp.MakesRoom(p.seg.Ack) {
		return 0
	}
	if len(p.seg.Data) > 0 && !c.unread(&p.seg) {
		return 0
	}
	return n.unseen(r.back)
}

// urgent is when somebody may notice that a packet has not been delivered: at
// the earliest, as packets that are yet to come may be dropped, and those after
// them be sooner through.
func (l *link) urgent() time.Duration {
	return l.earliest(func(p *packet, through time.Duration) time.Duration { return through + l.net.patience(p) })
}

// hurry takes note that a reader begins to wait: of the packets that are for it
// some may have become urgent.
func (l *link) hurry(c *Conn) {
	looked := 0
	l.noticed = min(l.noticed, l.earliest(func(p *packet, through time.Duration) time.Duration {
		looked++
		if looked == mostLooked || p.toPort == c.port && p.port == c.toPort && c.urgent(p) {
			return through
		}
		return never
	}))
}

// urgent reports whether a reader that begins to wait is to be woken for a
// packet of its connection.
func (c *Conn) urgent(p *packet) bool {
	return c.filling.into == nil && len(p.seg.Data) > 0 || c.net().patience(p) == 0
}

// mostLooked is how many packets are looked at for one that is urgent: a reader
// that others come before is cheaper to wake once too often.
const mostLooked = 64

// earliest is the earliest of what when says of the packets that are to come,
// which it is told when they are through at the earliest. It is that or later.
func (l *link) earliest(when func(p *packet, through time.Duration) time.Duration) time.Duration {
	if !l.steady() || len(l.pending.rest.items) > 0 {
		return 0
	}
	at, free := never, time.Duration(0)
	if l.sending != nil {
		free = l.departs
		at = when(l.sending, free)
	}
	for p := l.queue.head; p != nil && free < at; p = p.next {
		free += l.rate.Transmit(p.size)
		at = min(at, when(p, free))
	}
	for p := l.pending.list.head; p != nil && max(free, p.at) < at; p = p.next {
		at = min(at, when(p, max(free, p.at)+l.rate.Transmit(p.size)))
	}
	return at
}

// steady links send each packet in the time that its size takes, and drop none
// that waits.
func (l *link) steady() bool { return l.trace == nil && l.codel == nil }

// noticed is the earliest time before limit at which somebody may notice that
// an event has not been handled, looking at the heap from item i on; limit if
// there is none.
func (q *eventQueue) noticed(i int, limit time.Duration) time.Duration {
	if i >= len(q.heap.items) || q.heap.items[i].at >= limit {
		return limit
	}
	s := q.heap.items[i].value
	limit = min(limit, max(s.at, s.noticed))
	return q.noticed(2*i+2, q.noticed(2*i+1, limit))
}

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
	if p.protocol != protoTCP || p.seg.Flags != tcp.ACK || len(p.seg.Data) > 0 {
		return 0
	}
	c := r.to.conns[connKey{r.from, p.toPort, p.port}]
	if c == nil || c.listener != nil || c.dialing || c.wr.waiting > 0 && c.tcp.MakesRoom(p.seg.Ack) {
		return 0
	}
	return n.unseen(r.back)
}

// urgent is when somebody may notice that a packet has not been delivered.
func (l *link) urgent() time.Duration {
	if !l.unlimited() || len(l.pending.rest.items) > 0 {
		return 0
	}
	at := never
	for p := l.pending.list.head; p != nil && p.at < at; p = p.next {
		at = min(at, p.at+l.net.patience(p))
	}
	return at
}

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

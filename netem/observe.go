package netem

import (
	"net/netip"
	"slices"
	"time"

	"rttlab/netem/internal/tcp"
)

// Kind is what happened to a packet.
type Kind uint8

// What happens to a packet, in order. A packet is Sent once and ends Delivered
// or Dropped.
const (
	Sent      Kind = iota + 1 // a host sent it
	Queued                    // it has to wait at a link
	Left                      // it is through its sender's access link
	Delivered                 // it is at its destination
	Dropped                   // it is lost: Event.Reason says why
)

var kindNames = [...]string{"", "sent", "queued", "left", "delivered", "dropped"}

// String is the kind in lower case.
func (k Kind) String() string { return kindNames[k] }

// Reason is why a packet was dropped; empty for other events.
type Reason string

// Why packets are dropped.
const (
	Lost        Reason = "lost on the path"
	QueueFull   Reason = "queue full"
	HostDown    Reason = "host down"
	NoSocket    Reason = "no socket"
	BufferFull  Reason = "receive buffer full"
	BacklogFull Reason = "backlog full"
)

// Event is something that happened to a packet.
type Event struct {
	Time     time.Duration // since the network was made, exact to the nanosecond
	Kind     Kind
	Reason   Reason
	Packet   uint64 // the packet's number, in order of sending, from 1
	Protocol string // "tcp" or "udp"
	From, To *Host
	Src, Dst netip.AddrPort
	Size     int    // bytes of the IP packet, headers included
	Data     []byte // payload; must not be changed
	Segment  Segment
}

// Segment is a TCP packet's header. Sequence numbers count from 0, the SYN's,
// on each side, and do not wrap.
type Segment = tcp.Segment

// Observe has f told of every packet event from now on, in order. It is called
// by one goroutine at a time, which may be any that uses the network, and may
// use the network itself.
func (n *Network) Observe(f func(Event)) {
	now := n.enter()
	defer n.leave()
	n.observers = append(slices.Clip(n.observers), f)
	for _, h := range n.order {
		h.up.sync(now)
	}
}

func (n *Network) note(k Kind, p *packet, now time.Duration, why Reason) {
	if n.observers == nil {
		return
	}
	r := p.flow.route
	e := Event{
		Time: now, Kind: k, Reason: why, Packet: p.order, Protocol: p.protocol.String(),
		From: r.from, To: r.to, Size: p.size,
		Src: netip.AddrPortFrom(r.from.addr, p.port), Dst: netip.AddrPortFrom(r.to.addr, p.toPort),
	}
	if p.protocol == protoTCP {
		e.Segment, e.Data = p.seg, p.seg.Data
		e.Segment.SACK = slices.Clone(p.seg.SACK)
	} else {
		e.Data = slices.Clone(p.data)
	}
	n.log = append(n.log, e)
}

func (n *Network) noteLink(k Kind, p *packet, now time.Duration, _ *link) { n.note(k, p, now, "") }

// tell calls the observers, without the lock. It reports whether it did.
func (n *Network) tell() bool {
	if len(n.log) == 0 || n.telling {
		return false
	}
	n.telling = true
	for len(n.log) > 0 {
		log, observers := n.log, n.observers
		n.log, n.told = n.told[:0], nil
		n.mu.Unlock()
		for _, e := range log {
			for _, f := range observers {
				f(e)
			}
		}
		n.mu.Lock()
		clear(log)
		n.told = log
	}
	n.telling = false
	n.catchUp()
	n.drain(n.events.clock)
	n.events.arm()
	return true
}

// wakeAll wakes everybody who waits for something on the host.
func (h *Host) wakeAll() {
	for _, c := range h.conns {
		c.rd.cond.Broadcast()
		c.wr.cond.Broadcast()
	}
	for _, l := range h.listeners {
		l.rd.cond.Broadcast()
	}
	for _, s := range h.sockets {
		s.rd.cond.Broadcast()
	}
}

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
	Sent       Kind = iota + 1 // a host sent it
	Queued                     // it has to wait at a link
	Left                       // it is through its sender's access link
	Delivered                  // it is at its destination
	Dropped                    // it is lost: Event.Reason says why
	Duplicated                 // the path has made it from another, in place of Sent
)

var kindNames = [...]string{"", "sent", "queued", "left", "delivered", "dropped", "duplicated"}

// String is the kind in lower case.
func (k Kind) String() string { return kindNames[k] }

// Reason is why a packet was dropped; empty for other events.
type Reason string

// Why packets are dropped.
const (
	Lost        Reason = "lost on the path"
	QueueFull   Reason = "queue full"
	Managed     Reason = "waited too long" // CoDel
	HostDown    Reason = "host down"
	NoSocket    Reason = "no socket"
	BufferFull  Reason = "receive buffer full"
	BacklogFull Reason = "backlog full"
)

// Event is something that happened to a packet: enough to draw a connection's
// diagram or to write a capture.
type Event struct {
	Time     time.Duration // since the network was made, exact to the nanosecond
	Kind     Kind
	Reason   Reason
	Packet   uint64 // the packet's number, in order of sending, from 1; a duplicate has its own
	Protocol string // "tcp" or "udp"
	From, To *Host
	Src, Dst netip.AddrPort
	Size     int     // bytes of the IP packet, headers included
	Data     []byte  // payload; must not be changed
	Segment  Segment // TCP's header

	// Link is where it was Queued, where it Left, or whose queue dropped it:
	// the host's name and "up" or "down". Empty: not at a link.
	Link         string
	Queue        int // bytes that wait there now, without the packet being sent
	QueuePackets int

	// TCP is the state of the connection's end that has sent the packet, or to
	// which it was delivered; nil for other events, and where there is none.
	TCP *TCPStats
}

// Segment is a TCP packet's header. Sequence numbers count from 0, the SYN's,
// on each side, and do not wrap.
// Its fields:
//
//	Flags  Flags
//	TS     bool // carries the timestamps option
//	SACKOK bool // on a SYN: selective acknowledgements are welcome
//	Again  bool // a retransmission; not on the wire, for observers
//	Timer  bool // sent since a timer ran out: a SYN's, the retransmission's, the tail-loss probe's; for observers
//	Probe  bool // a window, keepalive or tail-loss probe; for observers
//	MSS    int  // on a SYN: the largest payload that its sender takes, timestamps not counted
//	Seq    int64
//	Ack    int64         // valid with ACK
//	Window int64         // bytes, already scaled
//	Data   []byte        // immutable: it may be the sender's buffer
//	TSVal  time.Duration // sender's clock (RFC 7323)
//	TSEcr  time.Duration // echo
//	SACK   []Range       // RFC 2018: at most 3 beside timestamps
type Segment = tcp.Segment

// Flags are a segment's control bits.
type Flags = tcp.Flags

// Range is part of a stream, as SACK options name it.
type Range = tcp.Range

// The control bits.
const (
	FIN = tcp.FIN
	SYN = tcp.SYN
	RST = tcp.RST
	PSH = tcp.PSH
	ACK = tcp.ACK
)

// TCPStats is a snapshot of one end of a connection. Its fields:
//
//	State         State         // RFC 9293 §3.3.2; it prints as its name
//	MSS           int           // bytes
//	Cwnd          int           // segments
//	Ssthresh      int           // segments; 0: none yet
//	InFlight      int           // segments
//	SRTT          time.Duration // 0: not measured yet
//	MinRTT        time.Duration
//	RTO           time.Duration
//	Timeouts      int           // in a row, each twice as long as the one before; the first takes RTO
//	Delivered     int64 // segments that the peer has
//	Retransmitted int64 // segments sent again
//	SendWindow    int64 // bytes that the peer takes
//	ReceiveWindow int64 // bytes that were announced
type TCPStats = tcp.Stats

// Observe has f told of every packet event from now on, in order. It is called
// by one goroutine at a time, which may be any that uses the network or the one
// of its timer, and may use the network itself. What it shares with other
// goroutines it has to guard, as between any two; a goroutine that slept in a
// bubble reads it safely after synctest.Wait. Events are told when the network
// gets to them, a microsecond after they happened at most in virtual time.
func (n *Network) Observe(f func(Event)) {
	now := n.enter()
	defer n.leave()
	n.observers = append(slices.Clip(n.observers), f)
	for _, h := range n.order {
		h.up.sync(now)
		h.down.sync(now)
	}
}

// note logs an event, if anybody observes. An Event is large: what makes one is
// a function of its own each time, so that the timer's goroutine, which is new
// at every tick, need not grow its stack for events that nobody wants.
func (n *Network) note(k Kind, p *packet, now time.Duration, why Reason) {
	count(k, p)
	if n.observers != nil {
		n.logEvent(k, p, now, why)
	}
}

//go:noinline
func (n *Network) logEvent(k Kind, p *packet, now time.Duration, why Reason) {
	n.log = append(n.log, event(k, p, now, why))
}

// noteAt is note for what happens at a link.
func (n *Network) noteAt(l *link, k Kind, p *packet, now time.Duration, why Reason) {
	count(k, p)
	if n.observers != nil {
		n.logAt(l, k, p, now, why)
	}
}

//go:noinline
func (n *Network) logAt(l *link, k Kind, p *packet, now time.Duration, why Reason) {
	e := event(k, p, now, why)
	e.Link, e.Queue, e.QueuePackets = l.name, l.queue.bytes, l.queue.count
	n.log = append(n.log, e)
}

// noteBy is note for what one end of a connection, if it is one, has sent or
// got.
func (n *Network) noteBy(c *Conn, k Kind, p *packet, now time.Duration) {
	count(k, p)
	if n.observers != nil {
		n.logBy(c, k, p, now)
	}
}

//go:noinline
func (n *Network) logBy(c *Conn, k Kind, p *packet, now time.Duration) {
	e := event(k, p, now, "")
	if c != nil {
		stats := c.tcp.Stats()
		e.TCP = &stats
	}
	n.log = append(n.log, e)
}

func event(k Kind, p *packet, now time.Duration, why Reason) Event {
	r := p.flow.route
	e := Event{
		Time: now, Kind: k, Reason: why, Packet: p.order, Protocol: p.protocol.String(),
		From: r.from, To: r.to, Size: p.size,
		Src: netip.AddrPortFrom(r.from.addr, p.port), Dst: netip.AddrPortFrom(r.to.addr, p.toPort),
	}
	if p.protocol == protoTCP {
		e.Segment, e.Data = p.seg, p.seg.Data
		e.Segment.SACK = slices.Clone(p.seg.SACK) // packets are reused
	} else {
		e.Data = slices.Clone(p.data)
	}
	return e
}

// tell calls the observers, without the lock. It reports whether it did.
func (n *Network) tell() bool {
	if len(n.log) == 0 || n.telling {
		return false
	}
	n.tellAll()
	return true
}

func (n *Network) tellAll() {
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
}

package netem

import (
	"net/netip"
	"slices"
	"time"

	"rttlab/netem/internal/tcp"
)

// A journal has, for every flow of a network, what became of its packets and
// what its sender waited for: enough to say of each byte why it was not there
// yet. It is far smaller than the Events of Observe, changes nothing in how the
// network is handled, and costs nothing where it is not kept.

// Flow is what one end of a TCP connection, or one UDP socket, has sent to the
// other.
type Flow struct {
	Protocol string // "tcp" or "udp"
	From, To *Host
	Src, Dst netip.AddrPort
	Packets  []Passage // in the order in which they were sent
	Writes   []Written // of TCP
	Waits    []Wait    // of TCP
}

// Passage is one packet's way. Times are since the network was made; zero where
// it did not come to that.
type Passage struct {
	Seq, End int64         // of its data: the first byte's sequence number and the one after the last, as Segment counts; of a datagram: 0 and its length
	Size     int           // bytes of the IP packet
	Flags    Flags         // of TCP
	Again    bool          // sent before
	Timer    bool          // and not since something told of a loss: a timer had run out
	Sent     time.Duration // by its host
	UpBegan  time.Duration // the sender's access link began to send it
	UpDone   time.Duration // and was through
	Queued   time.Duration // it came to the receiver's access link
	Began    time.Duration // which began to send it
	Arrived  time.Duration // at the receiver
	Lost     time.Duration // when it was dropped
	Reason   Reason        // why
}

// Written says that all bytes before End had been written by a time.
type Written struct {
	At  time.Duration
	End int64 // sequence number
}

// Hold is what keeps a TCP sender from sending.
type Hold = tcp.Hold

// What a TCP sender may wait for.
const (
	HoldNothing  = tcp.HoldNothing  // nothing: all that was written is sent
	HoldWindow   = tcp.HoldWindow   // the congestion window is full and has to grow, or to empty
	HoldCut      = tcp.HoldCut      // it is full, and smaller than it was before a loss
	HoldRecovery = tcp.HoldRecovery // what was lost goes first, when the window allows
	HoldReceiver = tcp.HoldReceiver // the receiver takes no more (RFC 9293 §3.8.6)
	HoldPacing   = tcp.HoldPacing   // the pace of its congestion control
	HoldNagle    = tcp.HoldNagle    // Nagle's algorithm
)

// Wait says that from a time on, until the next Wait, a sender waits for that.
type Wait struct {
	At  time.Duration
	For Hold
}

// Journal keeps one from now on. What was on the network before is not in it.
func (n *Network) Journal() {
	n.enter()
	defer n.leave()
	n.journaled = true
}

// Flows are the journal so far, in the order of the first packets: copies, which
// do not change while the network goes on.
func (n *Network) Flows() []*Flow {
	n.enter()
	defer n.leave()
	out := make([]*Flow, len(n.flows))
	for i, f := range n.flows {
		c := *f
		c.Packets, c.Writes, c.Waits = slices.Clone(f.Packets), slices.Clone(f.Writes), slices.Clone(f.Waits)
		out[i] = &c
	}
	return out
}

// notes are those of a flow in the journal, made with its first packet.
func (n *Network) notes(f *flow, p *packet) *Flow {
	r := f.route
	f.notes = &Flow{
		Protocol: p.protocol.String(), From: r.from, To: r.to,
		Src: netip.AddrPortFrom(r.from.addr, p.port), Dst: netip.AddrPortFrom(r.to.addr, p.toPort),
	}
	n.flows = append(n.flows, f.notes)
	return f.notes
}

// noteSent begins a packet's passage.
func (n *Network) noteSent(p *packet, now time.Duration) {
	if !n.journaled {
		return
	}
	f := p.flow.notes
	if f == nil {
		f = n.notes(p.flow, p)
	}
	v := Passage{Size: p.size, Sent: now, End: int64(len(p.data))}
	if p.protocol == protoTCP {
		v.Seq, v.End = p.seg.Seq, p.seg.Seq+int64(len(p.seg.Data))
		v.Flags, v.Again, v.Timer = p.seg.Flags, p.seg.Again, p.seg.Timer
	}
	if f.Packets == nil {
		f.Packets = make([]Passage, 0, 16) // a short response's, with the handshake
	}
	p.passage = int32(len(f.Packets))
	f.Packets = append(f.Packets, v)
}

// way is a packet's passage; nil where no journal is kept.
func (p *packet) way() *Passage {
	f := p.flow.notes
	if f == nil {
		return nil
	}
	return &f.Packets[p.passage]
}

func (p *packet) queued(at time.Duration) {
	if w := p.way(); w != nil {
		w.Queued = at
	}
}

// began says that a link has begun to send the packet.
func (p *packet) began(up bool, at time.Duration) {
	switch w := p.way(); {
	case w == nil:
	case up:
		w.UpBegan = at
	default:
		w.Began = at
	}
}

func (p *packet) throughUp(at time.Duration) {
	if w := p.way(); w != nil {
		w.UpDone = at
	}
}

func (p *packet) arrived(at time.Duration) {
	if w := p.way(); w != nil {
		w.Arrived = at
	}
}

func (p *packet) lost(at time.Duration, why Reason) {
	if w := p.way(); w != nil {
		w.Lost, w.Reason = at, why
	}
}

// noteWritten says that the user has written up to a sequence number.
func (c *Conn) noteWritten(now time.Duration) {
	f := c.flow.notes
	if f == nil {
		return
	}
	if last := len(f.Writes) - 1; last >= 0 && f.Writes[last].At == now {
		f.Writes[last].End = c.tcp.Written()
		return
	}
	f.Writes = append(f.Writes, Written{now, c.tcp.Written()})
}

// noteHold says what the sender waits for, if that is another thing than
// before.
func (c *Conn) noteHold(now time.Duration) {
	f := c.flow.notes
	if f == nil {
		return
	}
	hold := c.tcp.Hold(now)
	switch last := len(f.Waits) - 1; {
	case last >= 0 && f.Waits[last].For == hold:
	case last >= 0 && f.Waits[last].At == now:
		f.Waits[last].For = hold
	case last >= 0 || hold != HoldNothing:
		f.Waits = append(f.Waits, Wait{now, hold})
	}
}

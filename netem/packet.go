package netem

import (
	"time"

	"rttlab/netem/internal/tcp"
)

const (
	ipHeader  = 20 // bytes, RFC 791 without options
	udpHeader = 8  // bytes, RFC 768
)

type protocol uint8

const (
	protoTCP protocol = iota
	protoUDP
)

func (p protocol) String() string {
	if p == protoUDP {
		return "udp"
	}
	return "tcp"
}

// packet is an IP packet under way. Packets are reused: whoever takes one off
// the network frees it.
type packet struct {
	at       time.Duration // when it comes to the link that holds it
	order    uint64        // of sending, on the whole network
	size     int           // bytes, headers included
	flow     *flow         // whom it belongs to, and so from where to where
	protocol protocol
	port     uint16 // of the sender
	toPort   uint16
	seg      tcp.Segment
	sack     [4]tcp.Range // what seg.SACK refers to
	passage  int32        // in the flow's notes
	data     []byte       // UDP's payload
	next     *packet      // in a fifo or the pool
}

// pool keeps packets for reuse.
type pool struct{ free *packet }

func (l *pool) get() *packet {
	p := l.free
	if p == nil {
		return new(packet)
	}
	l.free, p.next = p.next, nil
	return p
}

func (l *pool) put(p *packet) {
	*p = packet{next: l.free, data: p.data[:0]}
	l.free = p
}

// unused takes back a packet that nothing was written to.
func (l *pool) unused(p *packet) { p.next, l.free = l.free, p }

// fifo is a queue of packets.
type fifo struct {
	head, tail *packet
	count      int
	bytes      int
}

func (f *fifo) push(p *packet) {
	p.next = nil
	if f.head == nil {
		f.head = p
	} else {
		f.tail.next = p
	}
	f.tail = p
	f.count++
	f.bytes += p.size
}

func (f *fifo) pop() *packet {
	p := f.head
	if p == nil {
		return nil
	}
	f.head, p.next = p.next, nil
	f.count--
	f.bytes -= p.size
	return p
}

package timeline

import "time"

// Trace is what the packets of one connection did, as both ends saw it, and what
// it met with at the browser's access link.
type Trace struct {
	QUIC       bool   // it is one of QUIC; otherwise of TCP
	Connection int    // Connection.ID
	Client     string // names of the hosts
	Server     string
	Segments   []Segment // in the order in which they were sent
	Sender     []Sender  // the server's TCP or QUIC, whenever a packet of the connection left or reached it
	Queue      []Depth   // in front of the access link towards the browser, which all connections share
}

// Segment is one TCP segment. Sequence numbers count from 0, the SYN's, on each
// side. Of QUIC it is a packet, of which a datagram may have several: Seq is how
// many bytes of packets its side has sent before, for nothing is sent under the
// same number again, and Ack where the newest packet that it acknowledges ends.
type Segment struct {
	Up      bool          // from the browser
	Sent    time.Duration // by its host
	Arrived time.Duration // at the other; 0 when it did not
	Dropped string        // why it was; "" when it was not
	Flags   string        // as Wireshark writes them: "SYN, ACK"; of QUIC the packet's type: "Initial", "1-RTT"
	Number  int64         // of QUIC: the packet's
	Seq     int64
	Ack     int64
	Bytes   int   // of data; of QUIC of the packet
	Carried int   // of QUIC: bytes of streams and of TLS that are in it
	Size    int   // of the packet, headers included
	Window  int64 // bytes that its sender takes beyond Ack
	MSS     int   // bytes; of a SYN
	SACK    int   // blocks
	Again   bool  // sent before; of QUIC: some of its data was
	Probe   bool

	// Messages are those that begin in its data: "ClientHello", "GET /a", "200 /a".
	Messages []string

	// Timeout is how long its sender waited for an acknowledgement until it sent
	// this, again or as a probe; 0: something else made it. Timeouts is how many in
	// a row that were.
	Timeout  time.Duration
	Timeouts int
}

// Data is how many bytes it carries that its receiver has to acknowledge.
func (t *Trace) Data(s *Segment) int {
	if t.QUIC {
		return s.Carried
	}
	return s.Bytes
}

// End is the sequence number after the segment's last byte.
func (s *Segment) End() int64 { return s.Seq + int64(s.Bytes) }

// Sender is the state of a sending TCP, windows in segments, or of QUIC, windows
// in bytes.
type Sender struct {
	Time     time.Duration
	Cwnd     int
	Ssthresh int // 0: none yet
	InFlight int
	SRTT     time.Duration // 0: not measured yet
	Sample   time.Duration // a round trip that this packet, an ACK, measured; 0: none
}

// Depth is how much waits in a queue from a time on, without the packet that is
// being sent.
type Depth struct {
	Time    time.Duration
	Bytes   int
	Packets int
	Dropped bool // a packet was dropped here
}

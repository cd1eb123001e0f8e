package timeline

import "time"

// Trace is what the packets of one TCP connection did, as both ends saw it, and
// what it met with at the browser's access link.
type Trace struct {
	Connection int    // Connection.ID
	Client     string // names of the hosts
	Server     string
	Segments   []Segment // in the order in which they were sent
	Sender     []Sender  // the server's TCP, whenever a packet of the connection left or reached it
	Queue      []Depth   // in front of the access link towards the browser, which all connections share
}

// Segment is one TCP segment. Sequence numbers count from 0, the SYN's, on each
// side.
type Segment struct {
	Up      bool          // from the browser
	Sent    time.Duration // by its host
	Arrived time.Duration // at the other; 0 when it did not
	Dropped string        // why it was; "" when it was not
	Flags   string        // as Wireshark writes them: "SYN, ACK"
	Seq     int64
	Ack     int64
	Bytes   int   // of data
	Size    int   // of the packet, headers included
	Window  int64 // bytes that its sender takes beyond Ack
	MSS     int   // bytes; of a SYN
	SACK    int   // blocks
	Again   bool  // sent before
	Probe   bool
}

// End is the sequence number after the segment's last byte.
func (s *Segment) End() int64 { return s.Seq + int64(s.Bytes) }

// Sender is the state of a sending TCP. Windows are in segments.
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

package tcp

import "time"

// Flags are a segment's control bits (RFC 9293 §3.1).
type Flags uint8

// The control bits that are used.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// Segment is one TCP segment. Sequence numbers are absolute: they start at 0
// with the SYN, so data starts at 1, and they do not wrap. A capture folds them
// into 32 bits and adds an initial sequence number of its own.
type Segment struct {
	Flags  Flags
	Seq    int64
	Ack    int64         // valid with ACK
	Window int64         // bytes, already scaled
	Data   []byte        // immutable: it may be the sender's buffer
	TSVal  time.Duration // sender's clock (RFC 7323)
	TSEcr  time.Duration // echo
	SACK   []Range       // RFC 2018: at most 3 beside timestamps; valid until the next call of Next
	Again  bool          // a retransmission; not on the wire, for observers
	Probe  bool          // a window, keepalive or tail-loss probe; for observers
}

// Range is the bytes from Start up to, not including, End.
type Range struct{ Start, End int64 }

// Len is how much sequence space the segment takes: its bytes, SYN and FIN.
func (s *Segment) Len() int64 {
	n := int64(len(s.Data))
	if s.Flags&SYN != 0 {
		n++
	}
	if s.Flags&FIN != 0 {
		n++
	}
	return n
}

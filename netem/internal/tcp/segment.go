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
	TS     bool // carries the timestamps option
	SACKOK bool // on a SYN: selective acknowledgements are welcome
	Again  bool // a retransmission; not on the wire, for observers
	Timer  bool // sent since a timer ran out: a SYN's, the retransmission's, the tail-loss probe's; for observers
	Probe  bool // a window, keepalive or tail-loss probe; for observers
	MSS    int  // on a SYN: the largest payload that its sender takes, timestamps not counted
	Seq    int64
	Ack    int64         // valid with ACK
	Window int64         // bytes, already scaled
	Data   []byte        // immutable: it may be the sender's buffer
	TSVal  time.Duration // sender's clock (RFC 7323)
	TSEcr  time.Duration // echo
	SACK   []Range       // RFC 2018: at most 3 beside timestamps; valid until the next call of Next
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

// Header is the length of the segment's TCP header in bytes, options included
// and padded as Linux lays them out (tcp_output.c): 20, 32 with timestamps, 40
// on a SYN.
func (s *Segment) Header() int {
	const fixed = 20
	if s.Flags&SYN != 0 {
		n := fixed + 4 + 4 // MSS, window scale
		if s.TS {
			return n + 12 // SACK-permitted fits the timestamps' padding
		}
		if s.SACKOK {
			n += 4
		}
		return n
	}
	n := fixed
	if s.TS {
		n += 12
	}
	if len(s.SACK) > 0 {
		n += 4 + 8*len(s.SACK)
	}
	return n
}

// Reset is the RST that answers a segment for no connection (RFC 9293
// §3.10.7.1). The answer to a RST is the zero Segment, which is not to be sent.
func Reset(s *Segment) Segment {
	switch {
	case s.Flags&RST != 0:
		return Segment{}
	case s.Flags&ACK != 0:
		return Segment{Flags: RST, Seq: s.Ack}
	}
	return Segment{Flags: RST | ACK, Ack: s.Seq + s.Len()}
}

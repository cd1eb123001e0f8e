package netem

import "rttlab/netem/internal/tcp"

// Flags are a Segment's control bits (RFC 9293 §3.1).
type Flags = tcp.Flags

// The control bits that occur.
const (
	FIN = tcp.FIN
	SYN = tcp.SYN
	RST = tcp.RST
	PSH = tcp.PSH
	ACK = tcp.ACK
)

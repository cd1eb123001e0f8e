package quicnet

import "time"

// A connection of HTTP/3 is given up no sooner than one of TCP is, on Linux, so
// that what TCP gets through quic-go does not end. quic-go's own are 5 s and
// 30 s.
const (
	// HandshakeIdle is how long a handshake may go without an answer, as long as
	// a SYN: it is sent again after 1, 3, 7, … 63 s and given up after 127 s
	// (tcp_syn_retries, 6; RFC 6298 §2.1). quic-go gives the whole handshake
	// twice that.
	HandshakeIdle = 127 * time.Second

	// Idle is how long nothing may come after that: 924.6 s, after which data
	// that is not acknowledged is given up (tcp_retries2, 15).
	Idle = 924600 * time.Millisecond
)

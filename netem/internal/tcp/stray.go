package tcp

import "time"

// What does not belong to the connection as it stands, and how little is said to
// it.

// challengeEvery is the least time between two answers to segments without data
// that do not fit (tcp_invalid_ratelimit): two ends that disagree would answer
// each other's answers for ever. Data is always answered.
const challengeEvery = 500 * time.Millisecond

// challenge has the peer told where we are, if it was not just told
// (tcp_oow_rate_limited; RFC 5961 §7).
func (c *Conn) challenge(now time.Duration) {
	if c.challenged > 0 && now-c.challenged < challengeEvery {
		return
	}
	c.challenged = now
	c.todo |= sendACK
}

// outdated reports whether a segment is older than its timestamp may be (PAWS,
// RFC 7323 §5): something sent later has continued the stream already. Time
// counts in milliseconds, of which one makes no difference (tcp_paws_check,
// TCP_PAWS_WINDOW); acknowledgements that come out of order harm nobody
// (tcp_disordered_ack).
func (c *Conn) outdated(s *Segment) bool {
	if !c.ts || !s.TS || s.TSVal >= c.tsRecent || s.Flags&RST != 0 {
		return false
	}
	late := c.tsRecent/time.Millisecond - s.TSVal/time.Millisecond
	if late <= 1 {
		return false
	}
	return s.Len() > 0 || s.Seq != c.rcvNxt || s.Ack != c.sndUna || late*time.Millisecond > c.rto()
}

// inputTimeWait takes a segment when the connection is over. The peer may not
// have our last ACK and send its FIN again, which starts the time anew; a RST ends
// it (tcp_minisocks.c: tcp_timewait_state_process, tcp_rfc1337 0).
func (c *Conn) inputTimeWait(now time.Duration, s *Segment) {
	switch {
	case s.Flags&RST != 0:
		if s.Seq == c.rcvNxt {
			c.enter(now, Closed)
		}
		return
	case s.Flags&ACK != 0:
		c.keepAt = now + timeWait
		if s.Seq == c.rcvNxt && s.Len() == 0 {
			return
		}
	}
	if s.Len() > 0 && s.Flags&SYN == 0 {
		c.todo |= sendACK
		return
	}
	c.challenge(now)
}

// inputStraySYN answers a SYN on a connection that has its own already: the
// SYN-ACK again while the handshake lasts, else an ACK (RFC 5961 §4).
func (c *Conn) inputStraySYN(now time.Duration, s *Segment) {
	switch {
	case c.state != SynReceived:
		c.challenge(now)
	case s.Flags&ACK == 0:
		c.todo |= sendSYN
	default: // the other half of a simultaneous open
		c.established(now, s)
		c.todo |= sendACK
	}
}

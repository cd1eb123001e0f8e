package tcp

import "time"

// Input takes a segment that arrived (RFC 9293 §3.10.7).
func (c *Conn) Input(now time.Duration, s *Segment) {
	switch c.state {
	case Closed:
		return // the network answers for connections that are gone
	case SynSent:
		c.inputSynSent(now, s)
		return
	case TimeWait:
		c.inputTimeWait(now, s)
		return
	}
	if s.Flags&SYN != 0 {
		c.inputStraySYN(now, s)
		return
	}
	if !c.acceptable(s) || c.outdated(s) {
		if s.Flags&RST == 0 {
			c.refuse(now, s)
		}
		return
	}
	if s.Flags&RST != 0 {
		c.inputReset(now, s)
		return
	}
	if s.Flags&ACK == 0 {
		return
	}
	c.heard(now, s)
	if c.state == SynReceived && !c.inputHandshakeACK(now, s) {
		return
	}
	if !c.inputACK(now, s) || c.state == Closed {
		return
	}
	c.finAcked(now)
	if s.Len() > 0 {
		c.inputData(now, s)
	}
}

// acceptable is RFC 9293 §3.10.7.4's first check, that the segment is within the
// receive window, as Linux makes it: what is older than the last ACK is not
// looked at, and what is newer has news in its ACK even if its data is old
// (tcp_sequence).
func (c *Conn) acceptable(s *Segment) bool {
	return s.Seq+s.Len() >= c.rcvWup && s.Seq <= c.rcvNxt+c.windowNow()
}

// heard notes a sign of life and the timestamp to echo (RFC 7323 §4.3).
func (c *Conn) heard(now time.Duration, s *Segment) {
	c.heardAt = now
	c.unanswered = 0
	if c.ts && s.TS && s.Seq <= c.rcvWup {
		c.tsRecent = max(c.tsRecent, s.TSVal)
	}
}

// refuse answers what lies outside the window with an ACK, so that a peer whose
// ACKs were lost, or that probes, learns where we are (tcp_send_dupack).
func (c *Conn) refuse(now time.Duration, s *Segment) {
	if c.state == SynReceived {
		c.todo |= sendSYN
		return
	}
	if s.Len() == 0 {
		c.challenge(now)
		return
	}
	if s.Seq < c.rcvNxt {
		c.spurious(s.Seq, min(s.Seq+s.Len(), c.rcvNxt))
	}
	c.todo |= sendACK
}

// inputReset takes a RST that is in the window: exactly at its edge it ends the
// connection, elsewhere it is challenged (RFC 5961 §3.2). Linux has it end the
// connection at the end of what is held, too: the data before was lost.
func (c *Conn) inputReset(now time.Duration, s *Segment) {
	if s.Seq != c.rcvNxt && (!c.sack || c.ofo.empty() || s.Seq != c.rcvNxt+c.ofo.span(c.rcvNxt)) {
		c.challenge(now)
		return
	}
	if c.state == SynReceived {
		c.fail(now, endRefused)
		return
	}
	c.fail(now, endReset)
}

// finAcked moves on when our FIN has been acknowledged.
func (c *Conn) finAcked(now time.Duration) {
	if !c.finWritten || c.sndUna <= c.out.end {
		return
	}
	switch c.state {
	case FinWait1:
		c.enter(now, FinWait2)
	case Closing:
		c.enter(now, TimeWait)
	case LastAck:
		c.enter(now, Closed)
	}
}

// inputFIN takes the peer's FIN once everything before it has arrived.
func (c *Conn) inputFIN(now time.Duration) {
	c.rcvNxt++
	c.peerFin = true
	c.todo |= sendACK
	switch c.state {
	case Established:
		c.enter(now, CloseWait)
	case FinWait1:
		c.state = Closing
	case FinWait2:
		c.enter(now, TimeWait)
	}
}

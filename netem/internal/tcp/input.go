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
	}
	if s.Flags&SYN != 0 {
		c.inputStraySYN(s)
		return
	}
	if !c.acceptable(s) {
		if s.Flags&RST == 0 {
			c.duplicate(now, s)
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
	if c.state == TimeWait {
		if s.Len() > 0 {
			c.todo |= sendACK
			c.keepAt = now + timeWait
		}
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

// acceptable is RFC 9293 §3.10.7.4's first check: some of the segment lies in
// the receive window.
func (c *Conn) acceptable(s *Segment) bool {
	end := c.rcvWup + c.rcvWnd
	if s.Len() == 0 {
		return s.Seq >= c.rcvWup && s.Seq <= max(end, c.rcvNxt)
	}
	return s.Seq+s.Len() > c.rcvNxt && s.Seq < max(end, c.rcvNxt+1)
}

// heard notes a sign of life and the timestamp to echo (RFC 7323 §4.3).
func (c *Conn) heard(now time.Duration, s *Segment) {
	c.heardAt = now
	c.unanswered = 0
	if c.ts && s.TS && s.Seq <= c.rcvWup {
		c.tsRecent = max(c.tsRecent, s.TSVal)
	}
}

// duplicate answers what lies outside the window with an ACK, so that a peer
// whose ACKs were lost, or that probes, learns where we are.
func (c *Conn) duplicate(now time.Duration, s *Segment) {
	if c.state == SynReceived {
		c.todo |= sendSYN
		return
	}
	c.heardAt = now
	if s.Len() > 0 && s.Seq+s.Len() <= c.rcvNxt {
		c.spurious(s.Seq, s.Seq+s.Len())
	}
	if s.Flags&ACK != 0 && c.state != TimeWait {
		c.inputACK(now, s)
		c.finAcked(now)
	}
	c.todo |= sendACK
}

// inputReset takes a RST that is in the window: exactly at its edge it ends the
// connection, elsewhere it is challenged (RFC 5961 §3.2).
func (c *Conn) inputReset(now time.Duration, s *Segment) {
	if s.Seq != c.rcvNxt {
		c.todo |= sendACK
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

package tcp

import "time"

// The handshake (RFC 9293 §3.5). A SYN is sent again after 1, 2, 4, ... s
// (tcp_timer.c, tcp_minisocks.c).

func (c *Conn) nextSYN(now time.Duration, s *Segment) {
	c.todo &^= sendSYN
	*s = Segment{
		Flags: SYN, TS: c.ts, SACKOK: c.sack, MSS: int(c.cfg.mss()),
		Window: c.initialWindow(), TSVal: now, Again: c.sndNxt > 0, Timer: c.sndNxt > 0,
	}
	if c.state == SynReceived {
		s.Flags |= ACK
		s.Ack = c.rcvNxt
		s.TSEcr = c.tsRecent
	} else {
		s.TS, s.SACKOK = !c.cfg.NoTimestamps, !c.cfg.NoSACK
	}
	c.rcvWnd = s.Window
	c.sndNxt = 1
	if c.rtxAt == Never {
		c.synAt = now
		c.setTimer(timerSYN, now+initialRTO)
	}
}

// synTimeout sends the SYN again, or gives up.
func (c *Conn) synTimeout(now time.Duration) {
	limit := uint8(synRetries)
	if c.state == SynReceived {
		limit = synAckRetries
	}
	if c.retries >= limit {
		c.fail(now, endTimeout)
		return
	}
	c.retries++
	c.todo |= sendSYN
	c.setTimer(timerSYN, now+min(initialRTO<<c.retries, maxRTO))
}

// inputSynSent takes the answer to our SYN. An ACK that is none, because it
// speaks of an earlier connection, has the peer's end of that reset (RFC 9293
// §3.10.7.3), and the SYN soon follows again
// (tcp_input.c: tcp_rcv_synsent_state_process).
func (c *Conn) inputSynSent(now time.Duration, s *Segment) {
	if s.Flags&ACK != 0 && s.Flags&RST == 0 && (s.Ack != 1 || s.Flags&SYN == 0) {
		c.todo |= sendRST
		c.strayAck = s.Ack
		if c.retries == 0 {
			c.setTimer(timerSYN, now+minTimeout)
		}
		return
	}
	if s.Flags&ACK != 0 && s.Ack != 1 {
		return
	}
	switch {
	case s.Flags&RST != 0:
		if s.Flags&ACK != 0 {
			c.fail(now, endRefused)
		}
		return
	case s.Flags&SYN == 0:
		return
	}
	c.negotiate(s)
	if s.Flags&ACK == 0 { // both opened at once (RFC 9293 fig. 7)
		c.state = SynReceived
		c.todo |= sendSYN
		return
	}
	c.established(now, s)
	c.todo |= sendACK
}

// inputHandshakeACK takes the ACK that ends a server's handshake.
func (c *Conn) inputHandshakeACK(now time.Duration, s *Segment) bool {
	if s.Ack < 1 {
		return false
	}
	c.established(now, s)
	if c.finWritten {
		c.enter(now, FinWait1)
	}
	return true
}

func (c *Conn) established(now time.Duration, s *Segment) {
	c.sndUna = 1
	c.sndWnd = s.Window
	c.maxWnd = max(c.maxWnd, s.Window)
	c.setTimer(timerNone, Never)
	switch {
	case c.ts && s.TS && s.TSEcr > 0:
		c.rttSample = now - s.TSEcr
	case c.retries == 0:
		c.rttSample = now - c.synAt
	}
	c.heardAt = now
	c.win.init(c, now)
	c.enter(now, Established)
}

// Reusable reports whether a connection in TIME-WAIT makes way for a new one
// that starts with that SYN, which is plainly newer than all that came before
// (tcp_minisocks.c: tcp_timewait_state_process). With timestamps those tell.
// Without, the initial sequence numbers do, which count a step per 64 ns
// (secure_seq.c: seq_scale; RFC 6528) and so may have been overtaken by what
// was sent.
func (c *Conn) Reusable(now time.Duration, s *Segment) bool {
	if c.state != TimeWait || s.Flags != SYN {
		return false
	}
	if c.ts && s.TS && s.TSVal > c.tsRecent {
		return true
	}
	steps := int64((now - c.synAt) / (64 * time.Nanosecond))
	return int32(uint32(steps-c.rcvNxt)) > 0
}

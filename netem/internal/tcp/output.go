package tcp

import (
	"slices"
	"time"
)

// Next fills s with the next segment to send and reports whether there is one.
// The network calls it until it says no, after each Input, Timer, Write, Read
// and Close.
func (c *Conn) Next(now time.Duration, s *Segment) bool {
	if c.todo&sendRST != 0 && c.state == SynSent {
		c.todo &^= sendRST
		*s = Segment{Flags: RST, Seq: c.strayAck}
		return true
	}
	if c.todo&sendRST != 0 {
		c.todo = 0
		*s = Segment{Flags: RST | ACK, Seq: c.sndNxt, Ack: c.rcvNxt}
		return true
	}
	if c.todo&sendSYN != 0 {
		c.nextSYN(now, s)
		return true
	}
	if c.state.sends() || c.snd != nil {
		if c.nextData(now, s) {
			return true
		}
	}
	if c.todo&sendProbe != 0 && c.state.synchronized() {
		c.todo &^= sendProbe
		c.fill(now, s, c.sndUna-1, c.sndUna-1, 0) // outside the window: must be answered
		s.Probe = true
		return true
	}
	if c.todo&sendACK != 0 && c.state.synchronized() {
		c.fill(now, s, c.sndNxt, c.sndNxt, 0)
		return true
	}
	c.edges = c.edges[:0]
	return false
}

// nextData is a retransmission, a loss probe or new data, whichever is due.
func (c *Conn) nextData(now time.Duration, s *Segment) bool {
	q := c.snd
	if q == nil {
		return c.sendNew(now, s, false)
	}
	if q.tailDue {
		return c.nextTail(now, s)
	}
	if q.newFirst { // F-RTO: new data may show that the timeout was spurious
		q.newFirst = false
		if c.sendNew(now, s, false) {
			return true
		}
		q.frto = false
		q.retransmit = true
	}
	if q.retransmit && c.nextRetransmission(now, s) {
		return true
	}
	return c.sendNew(now, s, false)
}

// sendNew sends what was not sent before, as far as both windows allow
// (tcp_write_xmit). A probe may exceed the congestion window.
func (c *Conn) sendNew(now time.Duration, s *Segment, probe bool) bool {
	end := c.out.end
	fin := c.finWritten && c.sndNxt <= end
	if c.sndNxt >= end && !fin || !c.state.sends() {
		return false
	}
	q := c.sender()
	if q.board.len() == 0 {
		c.restart(now)
	}
	if q.board.inFlight() >= q.cwnd && !probe {
		return false
	}
	size := q.burstSize(c)
	if !probe && q.hold(now, size) {
		return false
	}
	n := min(c.edge(end)-c.sndNxt, c.mss)
	room := c.sndUna + c.sndWnd - c.sndNxt
	if n > room || room <= 0 {
		if room <= 0 || q.board.len() > 0 && !q.burst.open(now, size) {
			c.armProbe(now)
			return false // the window is closed, or too small to be worth it
		}
		n = room // the end of a burst
	}
	if n < c.mss && c.cfg.Nagle && q.smallEnd > c.sndUna && !fin && !probe {
		return false
	}
	var m mark
	to := c.sndNxt + n
	if fin && to == end && n < room { // a FIN takes a place in the window, too
		m = markFIN
		to++
	}
	if q.board.inFlight() == 0 {
		q.cc.event(q, c, now, eventTxStart)
	}
	first := q.board.len() == 0
	if first {
		q.firstLost = now
	}
	i := q.board.push(c.sndNxt, to, now, m)
	q.stampRate(i, now, first)
	c.fill(now, s, c.sndNxt, to, m)
	c.sndNxt = to
	if n < c.mss {
		q.smallEnd = to
	}
	q.burst.join(now, size)
	q.paced(now, len(s.Data))
	last := q.burst.count == size || q.board.inFlight() >= q.cwnd || c.sndNxt >= c.sndUna+c.sndWnd
	if last && q.burst.count > 1 {
		s.Flags |= PSH
	}
	q.lastSent = now
	c.ack.dataSent(now)
	if q.reducing() {
		q.prr.out++
	}
	if probe {
		return true
	}
	c.sentNew(now, first)
	q.validate(c, now, q.board.inFlight() >= q.cwnd)
	return true
}

// edge is where the next segment has to end, at the latest. Without Nagle's
// algorithm what is written leaves at once if it may, so that the last segment
// of a write is as small as it comes; only what has to wait is joined with what
// is written after it (tcp_sendmsg_locked, tcp_push). Writes of less than a
// segment are joined anyway: a program that has several to make at one instant
// gathers them.
func (c *Conn) edge(end int64) int64 {
	for len(c.edges) > 0 && c.edges[0] <= c.sndNxt {
		c.edges = slices.Delete(c.edges, 0, 1)
	}
	if len(c.edges) == 0 || c.cfg.Nagle {
		return end
	}
	return c.edges[0]
}

// nextRetransmission sends the first lost segment again if the window allows
// (tcp_xmit_retransmit_queue).
func (c *Conn) nextRetransmission(now time.Duration, s *Segment) bool {
	q := c.snd
	i, ok := q.board.nextLost()
	if !ok || q.board.inFlight() >= q.cwnd {
		q.retransmit = false
		return false
	}
	size := q.burstSize(c)
	if q.hold(now, size) {
		return false
	}
	q.burst.join(now, size)
	c.resend(now, s, i)
	q.board.again++
	q.board.at(i).marks |= markAgain
	if q.retransStamp == 0 {
		q.retransStamp = now
	}
	q.undoCount = max(q.undoCount, 0) + 1
	if q.reducing() {
		q.prr.out++
	}
	if i == q.board.head && c.rtx != timerReorder {
		c.armRTO(now + q.timeout())
	}
	return true
}

// resend sends entry i again and makes it the latest in the order of
// transmission.
func (c *Conn) resend(now time.Duration, s *Segment, i uint32) {
	q := c.snd
	e := q.board.at(i)
	c.fill(now, s, e.seq, e.end, e.marks)
	s.Again, s.Timer = true, q.timedOut
	q.timedOut = false
	e.marks |= markEver
	e.at = now
	q.board.link(i)
	q.stampRate(i, now, false)
	q.paced(now, len(s.Data))
	q.resentEver++
	q.lastSent = now
}

// fill makes the segment that carries the bytes from seq to end.
func (c *Conn) fill(now time.Duration, s *Segment, seq, end int64, m mark) {
	*s = Segment{} // set field by field: a literal would be made on the stack first
	s.Flags, s.Seq, s.Ack, s.SACK = ACK, seq, c.rcvNxt, c.sacks()
	if m&markFIN != 0 {
		s.Flags |= FIN
		end--
	}
	if end > seq {
		s.Data = c.out.slice(seq, end)
		if end == c.out.end {
			s.Flags |= PSH
		}
	}
	if c.ts {
		s.TS, s.TSVal, s.TSEcr = true, now, c.tsRecent
	}
	w := c.selectWindow()
	c.rcvWnd, c.rcvWup = w, c.rcvNxt
	s.Window = w
	c.todo &^= sendACK
	c.ack.sent()
}

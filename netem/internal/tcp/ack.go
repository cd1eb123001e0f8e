package tcp

import "time"

// inputACK takes a segment's acknowledgement and window (RFC 9293 §3.10.7.4,
// fifth; tcp_input.c: tcp_ack). It reports whether the rest of the segment may
// be processed.
func (c *Conn) inputACK(now time.Duration, s *Segment) bool {
	if s.Ack > c.sndNxt {
		c.todo |= sendACK
		return false
	}
	if s.Ack < c.sndUna {
		return true
	}
	c.updateWindow(s)
	q := c.snd
	if q == nil {
		return true
	}
	before := q.board.len() - q.board.sacked
	rtt := time.Duration(-1)
	for q.board.len() > 0 && q.board.at(q.board.head).end <= s.Ack {
		e := q.board.at(q.board.head)
		if e.marks&markEver == 0 {
			rtt = now - e.at
		}
		q.board.pop()
	}
	progress := s.Ack > c.sndUna
	if progress {
		c.sndUna = s.Ack
		c.out.release(min(c.sndUna, c.out.end))
		q.retries = 0
		q.firstLost = now
	}
	if rtt >= 0 {
		q.rtt.sample(rtt, c.sndUna, c.sndNxt)
		q.rtt.min.update(now, rtt)
		q.backoff = 0
	}
	for _, b := range s.SACK {
		if b.Start >= s.Ack {
			q.sackBasic(b)
		}
	}
	delivered := max(0, before-(q.board.len()-q.board.sacked))
	q.delivered += int64(delivered)
	q.recoverBasic(c)
	if delivered > 0 && !q.reducing() {
		q.cc.avoid(q, now, delivered)
	}
	if progress {
		c.rearm(now)
	}
	return true
}

func (q *sender) sackBasic(b Range) {
	for i := q.board.find(b.Start); i != q.board.tail && q.board.at(i).end <= b.End; i++ {
		e := q.board.at(i)
		if e.marks&markSacked != 0 {
			continue
		}
		if e.marks&markLost != 0 {
			q.board.lost--
		}
		if e.marks&markAgain != 0 {
			q.board.again--
		}
		e.marks = e.marks&^(markLost|markAgain) | markSacked
		q.board.sacked++
	}
}

func (q *sender) recoverBasic(c *Conn) {
	if q.state >= caRecovery && c.sndUna >= q.highSeq {
		if q.state == caRecovery {
			q.cwnd = q.threshold
		}
		q.state = caOpen
	}
	above := q.board.sacked
	for i := q.board.head; i != q.board.tail && above >= dupThresh; i++ {
		e := q.board.at(i)
		if e.marks&markSacked != 0 {
			above--
			continue
		}
		if e.marks&(markAgain|markLost) == 0 {
			q.board.markLost(i)
		}
	}
	if q.board.lost > 0 && q.state < caRecovery {
		q.state = caRecovery
		q.highSeq = c.sndNxt
		q.threshold = q.cc.ssthresh(q)
		q.cwnd = q.threshold
	}
	q.retransmit = q.board.lost > 0
}

// updateWindow takes the peer's window (tcp_ack_update_window).
func (c *Conn) updateWindow(s *Segment) bool {
	if s.Ack > c.sndUna || s.Seq > c.sndWl1 ||
		s.Seq == c.sndWl1 && (s.Window > c.sndWnd || s.Window == 0) {
		c.sndWl1 = s.Seq
		opened := s.Window > c.sndWnd
		c.sndWnd = s.Window
		c.maxWnd = max(c.maxWnd, s.Window)
		if c.rtx == timerWindow && opened {
			c.setTimer(timerNone, Never)
			c.snd.backoff = 0
		}
		return true
	}
	return false
}

func (q *sender) enterLoss(c *Conn, now time.Duration) {
	if q.state < caRecovery || c.sndUna >= q.highSeq {
		q.threshold = q.cc.ssthresh(q)
		q.cc.event(q, now, eventLoss)
	}
	for i := q.board.head; i != q.board.tail; i++ {
		q.board.markLost(i)
	}
	q.cwnd = q.board.inFlight() + 1
	q.state = caLoss
	q.highSeq = c.sndNxt
	q.retransmit = true
}

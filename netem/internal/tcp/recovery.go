package tcp

import "time"

// The state machine of loss recovery (tcp_input.c: tcp_fastretrans_alert).

type rexmit uint8

const (
	rexmitNone rexmit = iota
	rexmitLost        // send what is lost again
	rexmitNew         // F-RTO: try new data first
)

// alert takes an ACK that is not plain progress, or any while something is
// wrong, and says what may be sent again.
func (q *sender) alert(c *Conn, now time.Duration, dups int, n *ackNews) rexmit {
	if q.board.len() == 0 {
		q.board.sacked = 0
	}
	if q.reneged(c, now, n) {
		return rexmitNone
	}
	if q.state == caOpen {
		q.retransStamp = 0
	} else if c.sndUna >= q.highSeq {
		switch q.state {
		case caCWR:
			if c.sndUna != q.highSeq {
				q.endReduction(c, now)
				q.state = caOpen
			}
		case caRecovery:
			if !c.sack {
				q.board.sacked = 0
			}
			if q.undoRecovery(c, now, n) {
				return rexmitNone
			}
			q.endReduction(c, now)
			q.state = caOpen
		}
	}
	switch q.state {
	case caRecovery:
		if n.flags&ackProgress == 0 {
			if !c.sack {
				q.renoDuplicate(dups)
			}
		} else if q.undoPartial(c, now, n) {
			return rexmitNone
		}
		if q.undoDuplicates(c, now) {
			q.tryOpen(c)
		}
		q.identify(c, now, n)
		if q.state != caRecovery {
			if q.board.lost == 0 {
				return rexmitNone
			}
			q.enterRecovery(c, now)
		}
		return rexmitLost
	case caLoss:
		mode := q.processLoss(c, now, dups, n)
		q.identify(c, now, n)
		if q.state != caOpen && n.flags&ackLostAgain == 0 {
			return mode
		}
	}
	if !c.sack {
		if n.flags&ackProgress != 0 {
			q.board.sacked = 0
		}
		q.renoDuplicate(dups)
	}
	if q.state <= caDisorder {
		q.undoDuplicates(c, now)
	}
	q.identify(c, now, n)
	if q.board.lost == 0 {
		q.tryOpen(c)
		return rexmitNone
	}
	q.enterRecovery(c, now)
	return rexmitLost
}

// recoverNow lets Next send again what alert allowed (tcp_xmit_recovery).
func (q *sender) recoverNow(c *Conn, n *ackNews, mode rexmit) {
	switch mode {
	case rexmitLost:
		q.retransmit = true
	case rexmitNew:
		q.newFirst = true
	}
}

// enterRecovery starts fast recovery (tcp_enter_recovery).
func (q *sender) enterRecovery(c *Conn, now time.Duration) {
	q.priorThreshold = 0
	q.startUndo(c)
	if !q.reducing() {
		q.priorThreshold = q.currentThreshold()
		q.startReduction(c)
	}
	q.state = caRecovery
}

// tryOpen goes back to Open, or to Disorder while something is missing
// (tcp_try_to_open).
func (q *sender) tryOpen(c *Conn) {
	if !q.anyResent() {
		q.retransStamp = 0
	}
	if q.state != caCWR {
		q.keepOpen(c)
	}
}

func (q *sender) keepOpen(c *Conn) {
	s := caOpen
	if q.board.sacked+q.board.lost > 0 || q.anyResent() {
		s = caDisorder
	}
	if q.state != s {
		q.state = s
		q.highSeq = c.sndNxt
	}
}

// anyResent: something out was sent more than once (tcp_any_retrans_done).
func (q *sender) anyResent() bool {
	return q.board.again > 0 || q.board.len() > 0 && q.board.at(q.board.head).marks&markEver != 0
}

// reneged: the receiver dropped what it had selectively acknowledged
// (tcp_check_sack_reneging). The scoreboard is then worth nothing.
func (q *sender) reneged(c *Conn, now time.Duration, n *ackNews) bool {
	if !c.sack || q.board.len() == 0 || n.flags&ackProgress == 0 || q.board.at(q.board.head).marks&markSacked == 0 {
		return false
	}
	c.armRTO(now + max(q.rtt.smoothed()/2, 10*time.Millisecond))
	n.flags &^= ackSetTimer
	return true
}

package tcp

import "time"

// Undoing a window reduction that turns out to be wrong: the timestamp echoed
// is older than the first retransmission, or all retransmissions were reported
// as duplicates (RFC 3522, RFC 3708; tcp_input.c: tcp_may_undo and what uses it).

func (q *sender) startUndo(c *Conn) {
	q.undoMarker = c.sndUna
	q.undoCount = q.board.again
	if q.tlpHigh > 0 && q.tlpResent {
		q.undoCount++
	}
	if q.undoCount == 0 {
		q.undoCount = -1
	}
}

// merelyDelayed: what was thought lost has arrived (tcp_packet_delayed).
func (q *sender) merelyDelayed(c *Conn, n *ackNews) bool {
	if q.retransStamp > 0 {
		return n.echo > 0 && n.echo < q.retransStamp
	}
	return c.sack || c.sndUna < q.highSeq
}

func (q *sender) mayUndo(c *Conn, n *ackNews) bool {
	return q.undoMarker > 0 && (q.undoCount == 0 || q.merelyDelayed(c, n))
}

// undo restores the window (tcp_undo_cwnd_reduction).
func (q *sender) undo(c *Conn, now time.Duration, unmark bool) {
	if unmark {
		for i := q.board.head; i != q.board.tail; i++ {
			q.board.at(i).marks &^= markLost
		}
		q.board.lost = 0
	}
	if q.priorThreshold > 0 {
		q.cc.event(q, c, now, eventUndo)
		if q.rates == nil {
			q.cwnd = max(q.cwnd, q.prr.prior)
		}
		q.threshold = max(q.threshold, q.priorThreshold)
	}
	q.usedStamp = now
	q.undoMarker = 0
	q.rack.advanced = true
}

// undoRecovery ends recovery (tcp_try_undo_recovery). It reports that the
// state must be kept: without SACK, a duplicate of the last segment would start
// another recovery.
func (q *sender) undoRecovery(c *Conn, now time.Duration, n *ackNews) bool {
	if q.mayUndo(c, n) {
		q.undo(c, now, false)
	} else if q.rack.persist > 0 {
		q.rack.persist--
	}
	if !c.sack && c.sndUna == q.highSeq {
		if !q.anyResent() {
			q.retransStamp = 0
		}
		return true
	}
	q.state = caOpen
	return false
}

func (q *sender) undoDuplicates(c *Conn, now time.Duration) bool {
	if q.undoMarker > 0 && q.undoCount == 0 {
		q.rack.persist = min(rackThreshold, q.rack.persist+1)
		q.undo(c, now, false)
		return true
	}
	return false
}

// undoPartial: a partial ACK in recovery that an original caused
// (tcp_try_undo_partial).
func (q *sender) undoPartial(c *Conn, now time.Duration, n *ackNews) bool {
	if q.undoMarker == 0 || !q.merelyDelayed(c, n) {
		return false
	}
	q.sawReordering(c, n.priorUna)
	if q.board.again > 0 {
		return true // clock out new data, but do not undo yet
	}
	if !q.anyResent() {
		q.retransStamp = 0
	}
	q.undo(c, now, true)
	q.keepOpen(c)
	return true
}

// undoLoss leaves the Loss state (tcp_try_undo_loss).
func (q *sender) undoLoss(c *Conn, now time.Duration, n *ackNews, frto bool) bool {
	if !frto && !q.mayUndo(c, n) {
		return false
	}
	q.undo(c, now, true)
	q.retries = 0
	if frto || c.sack {
		q.state = caOpen
	}
	return true
}

package tcp

import "time"

// Recovery after a retransmission timeout, and F-RTO, which tells a spurious
// one (RFC 5681 §3.1, RFC 5682; tcp_input.c: tcp_enter_loss, tcp_process_loss).

func (q *sender) enterLoss(c *Conn, now time.Duration) {
	fresh := q.state < caRecovery
	q.markTimedOut(c, now)
	if q.state <= caDisorder || c.sndUna >= q.highSeq || q.state == caLoss && q.retries == 0 {
		q.priorThreshold = q.currentThreshold()
		q.prr.prior = q.cwnd
		q.cutFrom = max(q.cutFrom, q.cwnd)
		q.threshold = q.cc.ssthresh(q)
		q.cc.event(q, c, now, eventLoss)
		q.startUndo(c)
	}
	q.cwnd = q.board.inFlight() + 1
	q.cwndCount = 0
	q.usedStamp = now
	if q.state <= caDisorder && q.board.sacked >= dupThresh {
		q.reordering = min(q.reordering, dupThresh)
	}
	q.state = caLoss
	q.highSeq = c.sndNxt
	q.tlpHigh = 0
	q.frto = fresh || q.retries > 0
	q.newFirst = false
}

// markTimedOut marks everything lost but what was sent so recently that RACK
// would still wait for it (tcp_timeout_mark_lost).
func (q *sender) markTimedOut(c *Conn, now time.Duration) {
	b := &q.board
	reneged := c.sack && b.at(b.head).marks&markSacked != 0
	if reneged || !c.sack {
		b.sacked = 0
		q.seenLen = 0
	}
	reo := q.rack.window(q)
	for i := b.head; i != b.tail; i++ {
		e := b.at(i)
		if reneged {
			if e.marks&markSacked != 0 {
				e.marks &^= markSacked
				b.link(i)
			}
		} else if i != b.head && c.sack && q.rack.rtt+reo-(now-e.at) > 0 {
			continue
		}
		q.lose(i)
	}
	b.hint = b.head
}

func (q *sender) processLoss(c *Conn, now time.Duration, dups int, n *ackNews) rexmit {
	recovered := c.sndUna >= q.highSeq
	progress := n.flags&ackProgress != 0
	if progress && q.undoLoss(c, now, n, false) {
		return rexmitNone
	}
	if q.frto {
		if n.flags&ackOriginal != 0 && q.undoLoss(c, now, n, true) {
			return rexmitNone
		}
		if c.sndNxt > q.highSeq {
			if n.flags&ackSacked != 0 || dups > 0 {
				q.frto = false // the loss was real
			}
		} else if progress && !recovered {
			q.highSeq = c.sndNxt
			if c.sndNxt < c.out.end && c.sndUna+c.sndWnd > c.sndNxt {
				return rexmitNew
			}
			q.frto = false
		}
	}
	if recovered {
		q.undoRecovery(c, now, n)
		return rexmitNone
	}
	if !c.sack {
		if c.sndNxt > q.highSeq && dups > 0 {
			q.renoDuplicate(dups)
		} else if progress {
			q.board.sacked = 0
		}
	}
	return rexmitLost
}

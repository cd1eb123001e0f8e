package tcp

import "time"

// ackFlag is what an ACK turned out to say (tcp_input.c: FLAG_*).
type ackFlag uint16

const (
	ackHasData      ackFlag = 1 << iota // the segment carries data
	ackWindow                           // it changed the window
	ackProgress                         // it acknowledged something new
	ackDelivered                        // ... that was in flight
	ackResent                           // ... some of it retransmitted
	ackSacked                           // it selectively acknowledged something new
	ackDuplicate                        // it reported a duplicate (DSACK)
	ackTailDup                          // ... of a tail loss probe
	ackOriginal                         // it (s)acked something never retransmitted, sent before the recovery point
	ackLostAgain                        // a retransmission was found lost
	ackSetTimer                         // the timer should start anew
	ackMaybeDelayed                     // the receiver may have sat on it

	ackNotDup = ackHasData | ackWindow | ackDelivered
)

// ackNews is what one ACK brought.
type ackNews struct {
	flags    ackFlag
	priorUna int64
	fack     int64         // highest selectively acknowledged before
	reord    int64         // lowest original delivered above a hole
	echo     time.Duration // echoed timestamp; 0: none
	first    time.Duration // when the first and last newly sacked originals were sent; 0: none
	last     time.Duration
	lost     int // newly found lost
	rtt      time.Duration
}

// inputACK takes a segment's acknowledgement and window (RFC 9293 §3.10.7.4,
// fifth; tcp_input.c: tcp_ack). It reports whether the rest of the segment may
// be processed.
func (c *Conn) inputACK(now time.Duration, s *Segment) bool {
	if s.Ack > c.sndNxt {
		c.todo |= sendACK
		return false
	}
	q := c.snd
	if q == nil {
		c.updateWindow(now, s)
		c.sndUna = max(c.sndUna, s.Ack)
		return true
	}
	n := ackNews{priorUna: c.sndUna, reord: c.sndNxt, fack: q.highestSacked(c), rtt: -1}
	if c.ts && s.TS {
		n.echo = s.TSEcr
	}
	delivered, lost := q.delivered, q.lostEver
	if s.Ack < c.sndUna { // old: only its SACK blocks are news
		if c.sack && len(s.SACK) > 0 {
			q.tag(c, now, s, &n)
			q.alert(c, now, 0, &n)
			q.recoverNow(c, &n, rexmitNone)
		}
		return true
	}
	flight := q.board.inFlight()
	if s.Ack > c.sndUna {
		n.flags |= ackProgress
		q.retries = 0
	}
	if s.Len() > 0 {
		n.flags |= ackHasData
	}
	if c.updateWindow(now, s) {
		n.flags |= ackWindow
	}
	wasOut := q.board.len()
	c.sndUna = s.Ack
	if c.sack && len(s.SACK) > 0 {
		q.tag(c, now, s, &n)
	}
	if wasOut == 0 {
		c.probeAnswered(now)
		return true
	}
	q.clean(c, now, &n)
	if n.flags&ackProgress != 0 {
		c.out.release(min(c.sndUna, c.out.end))
		q.firstLost = now
	}
	if q.rack.dsack || q.rack.steps > 1 {
		q.rack.adapt(q)
	}
	if q.tlpHigh > 0 {
		q.tailAck(c, now, s.Ack, &n)
	}
	mode := rexmitNone
	if n.flags&ackNotDup == 0 || n.flags&(ackSacked|ackDuplicate) != 0 || q.state != caOpen {
		dups := 0
		if n.flags&(ackProgress|ackNotDup|ackDuplicate) == 0 {
			dups = 1
		}
		mode = q.alert(c, now, dups, &n)
	}
	if n.flags&ackSetTimer != 0 {
		c.armLoss(now)
	}
	n.lost = int(q.lostEver - lost)
	q.control(c, now, flight, int(q.delivered-delivered), &n)
	q.recoverNow(c, &n, mode)
	return true
}

// clean takes what was acknowledged off the scoreboard and measures the round
// trip (tcp_clean_rtx_queue).
func (q *sender) clean(c *Conn, now time.Duration, n *ackNews) {
	var first, last time.Duration = -1, -1
	priorSacked := q.board.sacked
	count := 0
	for q.board.len() > 0 {
		i := q.board.head
		e := q.board.at(i)
		if e.end > c.sndUna {
			e.seq = max(e.seq, c.sndUna) // acknowledged in part
			break
		}
		count++
		switch {
		case e.marks&markEver != 0:
			n.flags |= ackResent
		case e.marks&markSacked == 0:
			if first < 0 {
				first = e.at
			}
			last = e.at
			n.reord = min(n.reord, e.seq)
			if e.end <= q.highSeq {
				n.flags |= ackOriginal
			}
		}
		if e.marks&markSacked == 0 && c.sack {
			q.delivered++
			q.rack.advance(q, now, e)
		}
		q.sampleRate(i)
		n.flags |= ackDelivered
		q.board.pop()
	}
	if !c.sack && count > 0 {
		q.renoAcked(count)
	}
	rtt, ccRTT := time.Duration(-1), time.Duration(-1)
	if first >= 0 && n.flags&ackResent == 0 {
		rtt, ccRTT = now-first, now-last
		if count == 1 && priorSacked == 0 && c.sndUna-n.priorUna < c.mss && n.flags&(ackSacked|ackDuplicate) == 0 {
			n.flags |= ackMaybeDelayed
		}
	}
	sackRTT := time.Duration(-1)
	if n.first > 0 {
		sackRTT, ccRTT = now-n.first, now-n.last
	}
	updated := q.updateRTT(c, now, n, rtt, sackRTT, &ccRTT)
	n.rtt = ccRTT
	switch {
	case n.flags&ackDelivered != 0:
		n.flags |= ackSetTimer
		if c.sack && n.reord < n.fack {
			q.sawReordering(c, n.reord)
		}
	case updated && sackRTT >= 0 && q.board.len() > 0 && sackRTT > now-q.board.at(q.board.head).at:
		n.flags |= ackSetTimer
	}
	q.cc.acked(q, c, now, ccRTT)
}

// updateRTT takes the best measurement that the ACK allows
// (tcp_ack_update_rtt).
func (q *sender) updateRTT(c *Conn, now time.Duration, n *ackNews, rtt, sackRTT time.Duration, ccRTT *time.Duration) bool {
	if rtt < 0 {
		rtt = sackRTT
	}
	if rtt < 0 && n.echo > 0 && n.flags&ackDelivered != 0 {
		rtt = now - n.echo
		*ccRTT = rtt
	}
	if rtt < 0 {
		return false
	}
	if n.flags&ackMaybeDelayed == 0 || q.rtt.min.get() == 0 || *ccRTT < q.rtt.min.get() {
		q.rtt.min.update(now, max(*ccRTT, time.Microsecond))
	}
	q.rtt.sample(rtt, c.sndUna, c.sndNxt)
	q.backoff = 0
	return true
}

// control lets congestion control act on what was delivered (tcp_cong_control).
func (q *sender) control(c *Conn, now time.Duration, flight, delivered int, n *ackNews) {
	switch {
	case q.rates != nil:
		rs := q.rates.generate(q, now, n, delivered)
		rs.priorFlight = flight
		q.rates.user.control(q, c, now, &rs)
	case q.reducing():
		q.reduce(delivered, n.lost, n.flags)
	case q.mayRaise(n.flags):
		if q.countACKs {
			delivered = min(delivered, 1)
		}
		q.cc.avoid(q, now, delivered)
	}
}

// mayRaise: an ACK in order raises the window; with heavy reordering any
// progress does (tcp_may_raise_cwnd).
func (q *sender) mayRaise(f ackFlag) bool {
	if q.reordering > dupThresh {
		return f&(ackDelivered|ackSacked) != 0
	}
	return f&ackDelivered != 0
}

// updateWindow takes the peer's window (tcp_ack_update_window).
func (c *Conn) updateWindow(now time.Duration, s *Segment) bool {
	if s.Ack <= c.sndUna && s.Seq <= c.sndWl1 && (s.Seq != c.sndWl1 || s.Window <= c.sndWnd && s.Window != 0) {
		return false
	}
	c.sndWl1 = s.Seq
	if c.sndWnd != s.Window {
		c.sndWnd = s.Window
		c.maxWnd = max(c.maxWnd, s.Window)
		if q := c.snd; q != nil && q.board.len() == 0 && c.sndNxt < c.out.end {
			c.restart(now)
		}
	}
	return true
}

// probeAnswered is tcp_ack_probe: the peer answered while nothing was out.
func (c *Conn) probeAnswered(now time.Duration) {
	if c.rtx != timerWindow {
		return
	}
	if c.sndWnd > 0 {
		c.setTimer(timerNone, Never)
		c.snd.backoff = 0
		return
	}
	c.setTimer(timerWindow, now+c.snd.timeout())
}

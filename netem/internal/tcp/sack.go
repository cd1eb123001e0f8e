package tcp

import "time"

// Selective acknowledgements on the sending side (RFC 2018, RFC 2883;
// tcp_input.c: tcp_sacktag_write_queue, tcp_check_dsack).

// tag marks what the ACK's blocks say has arrived.
func (q *sender) tag(c *Conn, now time.Duration, s *Segment, n *ackNews) {
	blocks := s.SACK
	if d := blocks[0]; d.Start < s.Ack || len(blocks) > 1 && d.Start >= blocks[1].Start && d.End <= blocks[1].End {
		q.duplicate(c, d, s.Ack, n)
	}
	var seen [maxBlocks]Range
	known := 0
	for _, b := range blocks[:min(len(blocks), maxBlocks)] {
		if b.Start < c.sndUna || b.Start >= b.End || b.End > c.sndNxt {
			continue
		}
		q.tagRange(now, b, b.Start, n)
		seen[known] = b
		known++
	}
	if n.flags&ackDuplicate != 0 {
		q.arrivedTwice(blocks[0])
	}
	q.seen, q.seenLen = seen, uint8(known)
	if q.board.sacked > 0 && n.reord < n.fack && n.flags&ackSacked != 0 {
		q.sawReordering(c, n.reord)
	}
}

// tagRange marks the entries that end in b and start at least at floor, leaving
// out what the last ACK's blocks said already.
func (q *sender) tagRange(now time.Duration, b Range, floor int64, n *ackNews) {
	for _, o := range q.seen[:q.seenLen] {
		if b.Start <= o.Start && o.End <= b.End {
			if b.Start < o.Start {
				q.tagRange(now, Range{b.Start, o.Start}, floor, n)
			}
			if o.End < b.End {
				q.tagRange(now, Range{o.End, b.End}, floor, n)
			}
			return
		}
		if o.Start <= b.Start && b.End <= o.End {
			return
		}
	}
	for i := q.board.find(b.Start); i != q.board.tail; i++ {
		e := q.board.at(i)
		if e.end > b.End {
			break
		}
		if e.seq >= floor && e.marks&markSacked == 0 {
			q.tagOne(now, i, e, n)
		}
	}
}

func (q *sender) tagOne(now time.Duration, i uint32, e *sent, n *ackNews) {
	q.rack.advance(q, now, e)
	q.sampleRate(i)
	switch {
	case e.marks&markAgain != 0:
		// Not lost any more: the retransmission is believed to be still on
		// its way and counts as in flight.
		if e.marks&markLost != 0 {
			e.marks &^= markLost | markAgain
			q.board.lost--
			q.board.again--
		}
	default:
		if e.marks&markEver == 0 { // an original that was in a hole
			if e.seq < n.fack {
				n.reord = min(n.reord, e.seq)
			}
			if e.end <= q.highSeq {
				n.flags |= ackOriginal
			}
			if n.first == 0 {
				n.first = e.at
			}
			n.last = e.at
		}
		if e.marks&markLost != 0 {
			e.marks &^= markLost
			q.board.lost--
		}
	}
	e.marks |= markSacked
	q.board.sacked++
	q.board.unlink(i)
	q.delivered++
	q.fack = max(q.fack, e.end)
	n.flags |= ackSacked
}

// duplicate takes a DSACK: something arrived twice (RFC 2883, RFC 8985 §6.2).
func (q *sender) duplicate(c *Conn, d Range, ack int64, n *ackNews) {
	n.flags |= ackDuplicate
	if q.tlpHigh > 0 && q.tlpResent && d.End == q.tlpHigh {
		n.flags |= ackTailDup
	} else {
		q.rack.dsack = true
	}
	if q.undoMarker > 0 && q.undoCount > 0 && d.End > q.undoMarker {
		q.undoCount = max(0, q.undoCount-int((d.End-d.Start+c.mss-1)/c.mss))
	}
}

// arrivedTwice takes retransmissions off what is in flight that a DSACK reports
// (tcp_sacktag_one, its end).
func (q *sender) arrivedTwice(d Range) {
	for i := q.board.find(d.Start); i != q.board.tail; i++ {
		e := q.board.at(i)
		if e.end > d.End {
			return
		}
		if e.seq >= d.Start && e.marks&markAgain != 0 {
			e.marks &^= markAgain
			q.board.again--
		}
	}
}

// highestSacked is tcp_highest_sack_seq.
func (q *sender) highestSacked(c *Conn) int64 {
	if q.board.sacked == 0 {
		return c.sndUna
	}
	return max(q.fack, c.sndUna)
}

// sawReordering notes that an original arrived after what was sent later
// (tcp_check_sack_reordering).
func (q *sender) sawReordering(c *Conn, low int64) {
	fack := q.highestSacked(c)
	if low >= fack {
		return
	}
	if gap := fack - low; gap > int64(q.reordering)*c.mss {
		q.reordering = int(min((gap+c.mss-1)/c.mss, maxReordering))
	}
	q.rack.reordered = true
}

const maxReordering = 300 // tcp_max_reordering

// Without SACK the number of duplicate ACKs stands for the number of segments
// that arrived (tcp_add_reno_sack, tcp_remove_reno_sacks).

func (q *sender) renoDuplicate(dups int) {
	if dups > 0 && q.board.sacked+q.board.lost < q.board.len() {
		q.board.sacked++
		q.delivered++
	}
}

func (q *sender) renoAcked(acked int) {
	q.delivered += int64(max(1, acked-q.board.sacked))
	q.board.sacked = max(0, q.board.sacked-(acked-1))
	q.renoLimit()
}

// renoLimit keeps what duplicate ACKs count within what is out
// (tcp_limit_reno_sacked).
func (q *sender) renoLimit() {
	q.board.sacked = max(0, min(q.board.sacked, q.board.len()-q.board.lost))
}

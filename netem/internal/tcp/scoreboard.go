package tcp

import "time"

// The scoreboard is what was sent and not yet acknowledged: one entry for a
// segment, in sequence, in a ring that is reused. A second order, by the time of
// the last transmission, is what RACK walks (tcp_sock.tsorted_sent_queue).

type mark uint8

const (
	markSacked mark = 1 << iota // selectively acknowledged
	markLost                    // presumed lost
	markAgain                   // a retransmission is on its way
	markEver                    // was retransmitted at least once
	markLinked                  // in the order of transmission
	markFIN                     // ends with our FIN
)

const none = ^uint32(0)

type sent struct {
	seq, end   int64
	at         time.Duration // last transmission
	prev, next uint32        // in the order of transmission
	marks      mark
}

type scoreboard struct {
	ring       []sent // length a power of two
	head, tail uint32 // entries head..tail-1, counted from the start and wrapping
	oldest     uint32 // ends of the order of transmission
	newest     uint32

	sacked, lost, again int         // how many entries bear each mark
	hint                uint32      // no lost entry before it waits for its retransmission
	rates               []rateStamp // beside ring, for rate.go; nil when nobody asks
}

func (b *scoreboard) len() int { return int(b.tail - b.head) }

func (b *scoreboard) at(i uint32) *sent { return &b.ring[i&uint32(len(b.ring)-1)] }

// inFlight is what the network holds, as far as we know (RFC 6675's pipe).
func (b *scoreboard) inFlight() int { return b.len() - b.sacked - b.lost + b.again }

// push adds a segment that has just been sent for the first time.
func (b *scoreboard) push(seq, end int64, now time.Duration, m mark) uint32 {
	if b.len() == len(b.ring) {
		b.grow()
	}
	if b.len() == 0 {
		b.oldest, b.newest, b.hint = none, none, b.tail
	}
	i := b.tail
	b.tail++
	*b.at(i) = sent{seq: seq, end: end, at: now, marks: m}
	b.link(i)
	return i
}

func (b *scoreboard) grow() {
	old := *b
	b.ring = make([]sent, max(8, 2*len(old.ring)))
	for i := b.head; i != b.tail; i++ {
		*b.at(i) = *old.at(i)
	}
	if old.rates != nil {
		b.rates = make([]rateStamp, len(b.ring))
		for i := b.head; i != b.tail; i++ {
			*b.rate(i) = *old.rate(i)
		}
	}
}

// pop drops the first entry, which is acknowledged.
func (b *scoreboard) pop() {
	i := b.head
	e := b.at(i)
	if e.marks&markSacked != 0 {
		b.sacked--
	}
	if e.marks&markLost != 0 {
		b.lost--
	}
	if e.marks&markAgain != 0 {
		b.again--
	}
	b.unlink(i)
	b.head++
	if int32(b.hint-b.head) < 0 {
		b.hint = b.head
	}
}

// link puts entry i at the end of the order of transmission.
func (b *scoreboard) link(i uint32) {
	b.unlink(i)
	e := b.at(i)
	e.prev, e.next = b.newest, none
	if b.newest == none {
		b.oldest = i
	} else {
		b.at(b.newest).next = i
	}
	b.newest = i
	e.marks |= markLinked
}

func (b *scoreboard) unlink(i uint32) {
	e := b.at(i)
	if e.marks&markLinked == 0 {
		return
	}
	e.marks &^= markLinked
	if e.prev == none {
		b.oldest = e.next
	} else {
		b.at(e.prev).next = e.next
	}
	if e.next == none {
		b.newest = e.prev
	} else {
		b.at(e.next).prev = e.prev
	}
}

// markLost presumes entry i lost, or its retransmission lost again
// (tcp_mark_skb_lost).
func (b *scoreboard) markLost(i uint32) {
	e := b.at(i)
	switch {
	case e.marks&markSacked != 0:
		return
	case e.marks&markLost == 0:
		e.marks |= markLost
		b.lost++
	}
	if e.marks&markAgain != 0 {
		e.marks &^= markAgain
		b.again--
	}
	if int32(i-b.hint) < 0 {
		b.hint = i
	}
}

// find gives the first entry that ends after seq.
func (b *scoreboard) find(seq int64) uint32 {
	lo, hi := b.head, b.tail
	for lo != hi {
		m := lo + (hi-lo)/2
		if b.at(m).end <= seq {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// nextLost gives the first entry that is lost and not sent again.
func (b *scoreboard) nextLost() (uint32, bool) {
	if b.again >= b.lost {
		return 0, false
	}
	for i := b.hint; i != b.tail; i++ {
		if m := b.at(i).marks; m&markLost != 0 && m&(markSacked|markAgain) == 0 {
			b.hint = i
			return i, true
		}
	}
	return 0, false
}

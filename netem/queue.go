package netem

import "time"

// leastQueue is the smallest queue that is reckoned from a bandwidth-delay
// product: ten full packets, the initial window of RFC 6928.
const leastQueue = 15000 // bytes

// codelLimit is the size of a CoDel queue that none was set for: Linux's
// (sch_codel.c).
const codelLimit = 1000 // packets

// limit is how much may be there to send when a packet has arrived. What does
// not fit is dropped as it arrives (drop-tail); an idle link takes every packet.
// Bytes count until they have been sent, so that nothing waits for longer than
// the limit takes at the link's rate. Packets count until their turn comes.
type limit struct {
	bytes   int // 0: no limit
	packets int // 0: no limit
}

func (l limit) fits(f *fifo, unsent, size int) bool {
	return (l.bytes == 0 || unsent+f.bytes+size <= l.bytes) && (l.packets == 0 || f.count < l.packets)
}

// limit gives the queue's size on a link of that rate whose longest path has
// that RTT.
func (q Queue) limit(rate BitRate, rtt time.Duration) limit {
	switch {
	case q.Bytes > 0:
		return limit{bytes: q.Bytes}
	case q.Packets > 0:
		return limit{packets: q.Packets}
	}
	if q.CoDel && q.BDPs == 0 {
		return limit{packets: codelLimit}
	}
	bdps := q.BDPs
	if bdps == 0 {
		bdps = 1
	}
	return limit{bytes: max(leastQueue, int(bdps*float64(rate)/8*rtt.Seconds()))}
}

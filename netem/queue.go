package netem

import (
	"math"
	"time"
)

// leastQueue is the smallest queue that is reckoned from a bandwidth-delay
// product: ten full packets, the initial window of RFC 6928.
const leastQueue = 15000 // bytes

// defaultQueue is the least room of a queue for which nothing was said: 50 full
// packets, which is dummynet's when none is set (ipfw(8): "Default value is 50
// slots, which is the typical queue size for Ethernet devices"). With one
// bandwidth-delay product alone the queue of a near server is so short that a
// browser's six connections, of ten segments each, overflow it, and the nearer
// server is the slower one.
const defaultQueue = 75000 // bytes

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

// Room is how many bytes or packets, the other being 0, q has room for in front of
// a link of that rate whose longest path has that RTT.
func (q Queue) Room(rate BitRate, rtt time.Duration) (bytes, packets int) {
	l := q.limit(rate, rtt)
	return l.bytes, l.packets
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
	bdps, least := q.BDPs, leastQueue
	if bdps == 0 {
		bdps, least = 1, defaultQueue
	}
	const most = math.MaxInt / 2
	return limit{bytes: max(least, int(min(most, bdps*float64(rate)/8*rtt.Seconds())))}
}

package testpath

import (
	"math/rand/v2"
	"time"
)

// never is the due time of a lane that holds nothing.
const never = time.Duration(1<<63 - 1)

// packet is one IP packet on its way.
type packet struct {
	due  time.Duration // when it arrives
	size int
	data [MTU]byte
}

// lane is one way of the path: loss, then a drop-tail queue in front of a rate,
// then a delay. It holds no clock: times are since the path was opened and never
// go back.
type lane struct {
	rate  int64 // bits per second; 0: unlimited
	queue int   // bytes that may be there unsent, those of a packet half sent included; 0: unlimited
	delay time.Duration
	loss  float64
	rand  *rand.Rand

	free   time.Duration // when all that came has been sent
	flying []*packet     // in the order of their arrival, which is that of their departure
	spare  []*packet
}

func newLane(rate int64, queue int, delay time.Duration, loss float64, seed uint64) *lane {
	return &lane{
		rate: rate, queue: queue, delay: delay, loss: loss,
		rand: rand.New(rand.NewPCG(seed, 0)),
	}
}

// room is where the next packet may be read to. It stays the caller's until it
// is put or the next call of room.
func (l *lane) room() *packet {
	if len(l.spare) == 0 {
		l.spare = append(l.spare, new(packet))
	}
	return l.spare[len(l.spare)-1]
}

// put takes the packet of room, now holding size bytes, and reports whether it
// will arrive.
func (l *lane) put(now time.Duration, size int) bool {
	if l.loss > 0 && l.rand.Float64() < l.loss {
		return false
	}
	sent := max(l.free, now) + transmit(size, l.rate)
	if l.queue > 0 && sent-now > transmit(l.queue, l.rate) {
		return false
	}
	l.free = sent
	p := l.room()
	l.spare = l.spare[:len(l.spare)-1]
	p.size, p.due = size, sent+l.delay
	l.flying = append(l.flying, p)
	return true
}

// due is when the first packet arrives.
func (l *lane) due() time.Duration {
	if len(l.flying) == 0 {
		return never
	}
	return l.flying[0].due
}

// take gives the first packet if it has arrived by now. The caller hands it
// back with done.
func (l *lane) take(now time.Duration) *packet {
	if l.due() > now {
		return nil
	}
	p := l.flying[0]
	l.flying = l.flying[1:]
	return p
}

func (l *lane) done(p *packet) { l.spare = append(l.spare, p) }

// transmit is how long size bytes take at rate bits per second.
func transmit(size int, rate int64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(int64(size) * 8 * int64(time.Second) / rate)
}

package netem

import (
	"fmt"
	"time"
)

// Link is a host's access link. Every connection and socket of the host shares
// it. The zero Link is unlimited: packets pass without taking time.
type Link struct {
	Down, Up BitRate // towards and from the host; zero: unlimited
	Queue    Queue   // in front of each direction

	// DownTrace and UpTrace are links of varying speed, in place of Down and Up.
	// A trace begins when the network does.
	DownTrace, UpTrace *Trace
}

func (l Link) check() error {
	for _, f := range []struct {
		name  string
		value float64
	}{
		{"Down", float64(l.Down)},
		{"Up", float64(l.Up)},
		{"Queue.Bytes", float64(l.Queue.Bytes)},
		{"Queue.Packets", float64(l.Queue.Packets)},
		{"Queue.BDPs", l.Queue.BDPs},
	} {
		if err := checkSize(f.name, f.value); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		trace *Trace
	}{{"DownTrace", l.DownTrace}, {"UpTrace", l.UpTrace}} {
		if f.trace != nil && len(f.trace.at) == 0 {
			return fmt.Errorf("%s is empty: a Trace comes from ParseTrace", f.name)
		}
	}
	set := 0
	for _, on := range []bool{l.Queue.Bytes > 0, l.Queue.Packets > 0, l.Queue.BDPs > 0} {
		if on {
			set++
		}
	}
	if l.Down > 0 && l.DownTrace != nil || l.Up > 0 && l.UpTrace != nil {
		return fmt.Errorf("a direction has both a rate and a trace: set one")
	}
	if set > 1 {
		return fmt.Errorf("Queue sets more than one of Bytes, Packets and BDPs: set one")
	}
	return nil
}

// link is one direction of a host's access link: packets arrive, wait in the
// queue, and are sent one after the other.
//
// It is a simulation of its own within the network's: it is woken when a packet
// is through, and then first makes up for what came before, in order. So a
// packet costs one event, not one for each thing that happens to it.
type link struct {
	source
	net     *Network
	name    string
	rate    BitRate
	trace   *tracer // in place of rate
	limit   limit
	codel   *codel   // nil: drop-tail alone
	pending arrivals // will come
	queue   fifo     // have arrived and wait
	sending *packet
	departs time.Duration // sending's last bit

	// slack is how much later than a packet's departure anybody can notice it:
	// the delay of the path that follows an up link. Until then nothing needs
	// to happen, and when it does many departures are handled at once.
	slack time.Duration
}

func (l *link) init(h *Host, c class, name string) {
	l.net, l.name = h.net, name
	h.net.events.add(&l.source, c, l)
}

func (l *link) up() bool { return l.class == classUp }

// unlimited links send in no time.
func (l *link) unlimited() bool { return l.rate == 0 && l.trace == nil }

// idle reports that a packet would pass without taking time.
func (l *link) idle() bool {
	return l.unlimited() && l.sending == nil && l.pending.empty()
}

// add has a packet arrive.
func (l *link) add(p *packet, at time.Duration) {
	p.at = at
	if l.up() {
		delay := p.flow.route.delay
		if l.sending == nil && l.pending.empty() {
			l.slack = delay
		}
		l.slack = min(l.slack, delay)
		if l.net.observers != nil {
			l.slack = 0 // so that events are told in the order of their times
		}
	}
	l.pending.add(p)
	if !l.up() && l.steady() {
		l.noticed = min(l.noticed, p.at+l.rate.Transmit(p.size)+l.net.patience(p))
	}
	if next := l.next(); next != l.at {
		l.net.events.schedule(&l.source, next)
	}
}

// next is when somebody may notice what the link does.
func (l *link) next() time.Duration {
	if l.sending != nil {
		return l.departs + l.slack
	}
	if p := l.pending.first(); p != nil {
		return p.at + l.rate.Transmit(p.size) + l.slack
	}
	return never
}

func (l *link) fire(now time.Duration) time.Duration {
	l.advance(now)
	if !l.up() && l.noticed <= now {
		l.noticed = l.urgent()
	}
	return l.next()
}

// advance does, in order, all that happens by now.
func (l *link) advance(now time.Duration) {
	for {
		arrival := l.pending.next()
		switch {
		case l.sending != nil && l.departs <= arrival:
			if l.departs > now {
				return
			}
			p, at := l.sending, l.departs
			l.sending = nil
			l.start(at)
			l.net.noteAt(l, Left, p, at, "")
			l.leave(p, at)
		case arrival > now || arrival == never:
			return
		default:
			l.arrive(l.pending.take(), arrival)
		}
	}
}

func (l *link) arrive(p *packet, at time.Duration) {
	if !l.up() {
		p.queued(at)
	}
	if l.sending == nil && l.unlimited() {
		l.leave(p, at)
		return
	}
	if l.sending != nil && !l.limit.fits(&l.queue, l.unsent(at), p.size) {
		l.drop(p, at, QueueFull)
		return
	}
	l.queue.push(p)
	if l.sending == nil {
		l.start(at)
		return
	}
	l.net.noteAt(l, Queued, p, at, "")
}

// start begins to send the next packet.
func (l *link) start(at time.Duration) {
	if l.codel != nil {
		l.sending = l.codel.dequeue(l, at)
	} else {
		l.sending = l.queue.pop()
	}
	switch {
	case l.sending == nil:
		return
	case l.trace != nil:
		l.departs = l.trace.send(l.sending.size, at)
	default:
		l.departs = at + l.rate.Transmit(l.sending.size)
	}
	l.sending.began(l.up(), at)
}

// unsent is how many bytes of the packet that is being sent are still here.
func (l *link) unsent(at time.Duration) int {
	return int(float64(l.departs-at) * float64(l.rate) / (8 * float64(time.Second)))
}

// leave passes on a packet whose last bit is through.
func (l *link) leave(p *packet, at time.Duration) {
	if l.up() {
		p.throughUp(at)
		l.net.forward(p, at)
		return
	}
	l.net.deliver(p, at)
}

func (l *link) drop(p *packet, at time.Duration, why Reason) {
	l.net.noteAt(l, Dropped, p, at, why)
	if why == QueueFull {
		p.flow.route.from.counts.Full++
	}
	p.lost(at, why)
	l.net.packets.put(p)
}

// sync makes the link's state that of now, before somebody changes it or what
// comes after it.
func (l *link) sync(now time.Duration) {
	l.advance(now)
	l.slack, l.noticed, l.net.events.flush.noticed = 0, 0, 0
	for _, it := range l.net.events.heap.items {
		it.value.noticed = 0 // how long nobody notices may have changed
	}
	l.net.events.schedule(&l.source, l.next())
}

// set changes the speed. The packet that is being sent is finished at the old
// one.
func (l *link) set(rate BitRate, t *Trace, q Queue, now time.Duration) {
	l.sync(now)
	l.rate, l.trace, l.codel = rate, nil, nil
	if t != nil {
		l.trace = &tracer{Trace: t, now: -1}
	}
	if q.CoDel {
		l.codel = &codel{mtu: l.net.mtu}
	}
	l.net.events.schedule(&l.source, l.next())
}

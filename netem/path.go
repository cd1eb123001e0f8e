package netem

import (
	"fmt"
	"time"
)

// Path is what lies between two hosts' access links. The zero Path takes no
// time and loses nothing; so does a path that was never set.
type Path struct {
	// RTT is the delay both ways together; each way takes half.
	RTT time.Duration

	// Jitter is at most this much more delay each way, uniformly drawn for
	// each packet. Packets of one flow stay in order: who would overtake waits
	// for the one before.
	Jitter time.Duration

	// DialDelay is added to every TCP dial on top of the handshake's own round
	// trip, for servers and middleboxes that are slow to accept.
	DialDelay time.Duration

	// Loss is the probability, 0 to 1, that a packet is lost, each way and
	// independently of others.
	Loss float64

	// There and Back are what differs one way: There from the first host of
	// Network.Path to the second, Back the other way.
	There, Back Direction
}

// Direction is what differs one way on a path. The zero Direction differs in
// nothing.
type Direction struct {
	Loss float64 // in place of Path.Loss; zero: Path.Loss
}

func (p Path) check() error {
	for _, f := range []struct {
		name  string
		value time.Duration
	}{{"RTT", p.RTT}, {"Jitter", p.Jitter}, {"DialDelay", p.DialDelay}} {
		if f.value < 0 {
			return fmt.Errorf("%s is negative: %v", f.name, f.value)
		}
	}
	for _, f := range []struct {
		name  string
		value float64
	}{{"Loss", p.Loss}, {"There.Loss", p.There.Loss}, {"Back.Loss", p.Back.Loss}} {
		if !(f.value >= 0 && f.value <= 1) {
			return fmt.Errorf("%s is %v: use a probability from 0 to 1", f.name, f.value)
		}
	}
	return nil
}

// Path sets the path between two hosts, both ways. It may be called while
// traffic flows: packets that have left their host's link keep the delay they
// left with, all others take the new path.
func (n *Network) Path(a, b *Host, p Path) error {
	now := n.enter()
	defer n.leave()
	if err := p.check(); err != nil {
		return n.fail(fmt.Errorf("netem: path between %s and %s: %w", a.name, b.name, err))
	}
	if a == b {
		return n.fail(fmt.Errorf("netem: path from %s to itself: a host reaches itself at once", a.name))
	}
	for _, way := range []struct {
		from, to *Host
		d        Direction
	}{{a, b, p.There}, {b, a, p.Back}} {
		way.from.up.sync(now)
		n.route(way.from, way.to).set(p, way.d)
	}
	a.fitQueues()
	b.fitQueues()
	return nil
}

type pair struct{ from, to *Host }

// route is one way of a path.
type route struct {
	from, to  *Host
	back      *route
	delay     time.Duration // RTT/2
	jitter    time.Duration
	dialDelay time.Duration
	loss      float64
}

// route finds or makes the way from one host to another.
func (n *Network) route(from, to *Host) *route {
	r := n.routes[pair{from, to}]
	if r == nil {
		r = &route{from: from, to: to}
		r.back = &route{from: to, to: from, back: r}
		if from == to {
			r.back = r
		}
		n.routes[pair{from, to}] = r
		n.routes[pair{to, from}] = r.back
	}
	return r
}

func (r *route) set(p Path, d Direction) {
	r.delay, r.jitter, r.dialDelay, r.loss = p.RTT/2, p.Jitter, p.DialDelay, p.Loss
	if d.Loss > 0 {
		r.loss = d.Loss
	}
}

// direct reports whether packets arrive in the instant they are sent: neither
// the links nor the path have been given anything to do.
func (r *route) direct() bool {
	return r.delay == 0 && r.jitter == 0 && r.loss == 0 &&
		(r.from == r.to || r.from.up.idle() && r.to.down.idle())
}

// immediate reports whether that is so both ways.
func (r *route) immediate() bool { return r.direct() && r.back.direct() }

// send puts a packet on the network. c is the connection that sends it, if it
// is one.
func (n *Network) send(p *packet, c *Conn, now time.Duration) {
	r := p.flow.route
	n.events.sent++
	p.order, p.at = n.events.sent, now
	n.noteBy(c, Sent, p, now)
	switch {
	case r.from.off:
		n.drop(p, now, HostDown)
	case r.direct():
		n.direct.push(p)
	case r.from.up.idle():
		n.forward(p, now)
	default:
		r.from.up.add(p, now)
	}
}

// forward takes a packet over the path, from one access link to the other.
func (n *Network) forward(p *packet, now time.Duration) {
	r := p.flow.route
	switch {
	case r.from.off:
		n.drop(p, now, HostDown)
		return
	case r.loss > 0 && p.flow.draws(n).loses(r.loss):
		n.drop(p, now, Lost)
		return
	}
	at := now + r.delay
	if r.jitter > 0 {
		at += p.flow.draws(n).jitter(r.jitter)
	}
	at = max(at, p.flow.last)
	p.flow.last = at
	r.to.down.add(p, at)
}

// drain delivers the packets that take no time.
func (n *Network) drain(now time.Duration) {
	for {
		p := n.direct.pop()
		if p == nil {
			return
		}
		n.deliver(p, now)
	}
}

// deliver hands a packet to whom it is for and takes it off the network.
func (n *Network) deliver(p *packet, now time.Duration) {
	to := p.flow.route.to
	switch {
	case to.off:
		n.drop(p, now, HostDown)
		return
	case p.protocol == protoUDP:
		to.deliverUDP(p, now)
	default:
		to.deliverTCP(p, now)
		n.packets.put(p)
	}
}

func (n *Network) drop(p *packet, now time.Duration, why Reason) {
	n.note(Dropped, p, now, why)
	n.packets.put(p)
}

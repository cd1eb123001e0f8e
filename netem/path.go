package netem

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Path is what lies between two hosts' access links. The zero Path takes no
// time and loses nothing. So does a path that was never set, and less work too:
// see Time in the package's documentation. No time in it may be longer than 1000
// hours.
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
	Loss      float64 // in place of Path.Loss; zero: Path.Loss
	Bursts    Bursts  // loss in bursts, besides Loss
	Drop      Drops   // packets that are lost by their numbers, besides
	Duplicate float64 // probability that a packet arrives twice
	Reorder   Reorder // packets that are overtaken
}

func (d Direction) check() error {
	return cmp.Or(
		checkProbability("Loss", d.Loss), checkProbability("Duplicate", d.Duplicate),
		d.Bursts.check(), d.Drop.check(), d.Reorder.check(),
	)
}

func (p Path) check() error {
	for _, f := range []struct {
		name  string
		value time.Duration
	}{{"RTT", p.RTT}, {"Jitter", p.Jitter}, {"DialDelay", p.DialDelay}} {
		if err := checkTime(f.name, f.value); err != nil {
			return err
		}
	}
	if err := p.There.check(); err != nil {
		return fmt.Errorf("in There: %w", err)
	}
	if err := p.Back.check(); err != nil {
		return fmt.Errorf("in Back: %w", err)
	}
	return checkProbability("Loss", p.Loss)
}

// Path sets the path between two hosts, both ways. It may be called while
// traffic flows: packets that have left their host's link keep the delay they
// left with, all others take the new path.
func (n *Network) Path(a, b *Host, p Path) error {
	now := n.enter()
	defer n.leave()
	if a == nil || b == nil {
		return n.fail(errors.New("netem: path of a nil Host: it takes two hosts, as Network.Host makes them"))
	}
	if a.net != n || b.net != n {
		return n.fail(fmt.Errorf("netem: path between %s and %s: they are not both on this network", a.name, b.name))
	}
	if err := p.check(); err != nil {
		return n.fail(fmt.Errorf("netem: path between %s and %s: %w", a.name, b.name, err))
	}
	if a == b {
		return n.fail(fmt.Errorf("netem: path from %s to itself: a host reaches itself at once", a.name))
	}
	before := n.route(a, b).rtt()
	for _, way := range []struct {
		from, to *Host
		d        Direction
	}{{a, b, p.There}, {b, a, p.Back}} {
		way.from.up.sync(now)
		way.to.down.sync(now)
		n.route(way.from, way.to).set(p, way.d)
	}
	a.pathChanged(before, n.route(a, b).rtt())
	b.pathChanged(before, n.route(a, b).rtt())
	return nil
}

// route is one way of a path.
type route struct {
	from, to  *Host
	back      *route
	delay     time.Duration // RTT/2
	jitter    time.Duration
	dialDelay time.Duration
	losses    []lossModel
	duplicate float64
	reorder   Reorder
	random    bool // jitter, losses, duplicate or reorder is set
	emulated  bool // somebody has set the path

	nextPort map[uint16]uint16 // of connections from from to a port of to
}

// route finds or makes the way from one host to another. A host forgets its
// ways from strangers: they are known by the stranger alone.
func (n *Network) route(from, to *Host) *route {
	r := to.routes[from]
	if r == nil {
		r = &route{from: from, to: to}
		r.back = &route{from: to, to: from, back: r}
		if from == to {
			r.back = r
		}
		to.routes[from] = r
		if !to.stranger {
			from.routes[to] = r.back
		}
	}
	return r
}

// rtt is the delay of both ways together.
func (r *route) rtt() time.Duration { return r.delay + r.back.delay }

func (r *route) set(p Path, d Direction) {
	r.delay, r.jitter, r.dialDelay = p.RTT/2, p.Jitter, p.DialDelay
	r.losses = lossModels(p, d)
	r.duplicate, r.reorder = d.Duplicate, d.Reorder
	r.random = r.jitter > 0 || r.losses != nil || r.duplicate > 0 || r.reorder.Probability > 0
	r.emulated = true
}

// cut reports whether an outage of h, one of the two hosts, stops packets. A
// host always reaches itself.
func (r *route) cut(h *Host) bool { return h.off && r.from != r.to }

// direct reports whether packets arrive before the call that sends them
// returns: there is no path, and the links have nothing to do.
func (r *route) direct() bool {
	return !r.emulated && (r.from == r.to || r.from.up.idle() && r.to.down.idle())
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
	n.noteSent(p, now)
	switch {
	case r.cut(r.from):
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
	if r.cut(r.from) {
		n.drop(p, now, HostDown)
		return
	}
	if r.random {
		d := p.flow.draws(n)
		for _, m := range r.losses {
			if m.loses(p, d) {
				n.drop(p, now, Lost)
				return
			}
		}
		if r.duplicate > 0 && uniform(&d.duplicate) < r.duplicate {
			n.cross(n.duplicate(p, now), d, now)
		}
		n.cross(p, d, now)
		return
	}
	n.cross(p, nil, now)
}

// cross has a packet arrive at the other access link.
func (n *Network) cross(p *packet, d *draws, now time.Duration) {
	r := p.flow.route
	at := now + r.delay
	if r.jitter > 0 {
		at += time.Duration(uniform(&d.delay) * float64(r.jitter))
	}
	at = max(at, p.flow.last)
	p.flow.last = at
	if r.reorder.Probability > 0 {
		at += r.reorder.late(d)
	}
	r.to.down.add(p, at)
}

// drain delivers the packets that take no time.
func (n *Network) drain(now time.Duration) {
	for {
		p := n.direct.pop()
		if p == nil {
			return
		}
		if !n.events.spin.event(now) {
			n.spun(p.flow.describe(p))
			return
		}
		n.deliver(p, now)
	}
}

// deliver hands a packet to whom it is for and takes it off the network.
func (n *Network) deliver(p *packet, now time.Duration) {
	to := p.flow.route.to
	switch {
	case p.flow.route.cut(to):
		n.drop(p, now, HostDown)
		return
	case p.protocol == protoUDP:
		p.arrived(now)
		to.deliverUDP(p, now)
	default:
		p.arrived(now)
		to.deliverTCP(p, now)
		n.packets.put(p)
	}
}

func (n *Network) drop(p *packet, now time.Duration, why Reason) {
	n.note(Dropped, p, now, why)
	p.lost(now, why)
	n.packets.put(p)
}

package netem

import (
	"fmt"
	"net/netip"
	"time"
)

// Host is a computer on the network, behind one access link that all its
// connections and sockets share.
type Host struct {
	net     *Network
	name    string
	addr    netip.Addr
	link    Link
	up      link
	down    link
	off     bool // cut off
	crashed bool // and has not been started again
	counts  Counts

	keepAlive *keepAlive // of its connections

	routes  map[*Host]*route // to this host, by where they come from
	longest time.Duration    // RTT of its paths

	conns     map[connKey]*Conn
	listeners map[uint16]*Listener
	sockets   map[uint16]*PacketConn
	nextPort  [2]uint16 // of sockets and listeners, by protocol

	stranger bool                 // nobody made it
	visitors int                  // a stranger's: connections to it
	dialled  map[netip.Addr]*Host // strangers to which there are connections
}

// Host makes a host of that name behind that link. If there is a host of that
// name, or of that alias, it is that: its link stays as it is when l is the
// zero Link, and otherwise becomes l, as by SetLink. Names are compared as DNS
// compares them, without regard to case or to a final dot.
//
// A host gets an address of its own from 10.0.0.0/8. If the link is not valid
// the host's is unlimited and Network.Err says what is wrong.
func (n *Network) Host(name string, l Link) *Host {
	now := n.enter()
	defer n.leave()
	key := canonical(name)
	h := n.hosts[key]
	if h != nil && l == (Link{}) {
		return h
	}
	if h == nil {
		h = n.newHost(key, n.freeAddr())
		n.order = append(n.order, h)
		n.byAddr[h.addr] = h
		if err := checkName(key); err != nil {
			n.fail(fmt.Errorf("netem: host %q: %w", name, err))
		} else {
			n.hosts[key] = h
		}
	}
	h.setLink(l, now)
	return h
}

func (n *Network) newHost(name string, addr netip.Addr) *Host {
	h := &Host{
		net: n, name: name, addr: addr, keepAlive: n.keepAlive, routes: map[*Host]*route{},
		conns: map[connKey]*Conn{}, listeners: map[uint16]*Listener{}, sockets: map[uint16]*PacketConn{},
	}
	h.up.init(h, classUp, name+" up")
	h.down.init(h, classDown, name+" down")
	return h
}

// Name is the host's name as it was given to Network.Host, in lower case.
func (h *Host) Name() string { return h.name }

// Addr is the host's IP address.
func (h *Host) Addr() netip.Addr { return h.addr }

// Link is the host's access link as it was last set.
func (h *Host) Link() Link {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	return h.link
}

// SetLink changes the access link, also while traffic flows: what waits in the
// queue stays there and is sent at the new rate, the packet that is just being
// sent is finished at the old one.
func (h *Host) SetLink(l Link) error {
	now := h.net.enter()
	defer h.net.leave()
	return h.setLink(l, now)
}

func (h *Host) setLink(l Link, now time.Duration) error {
	if err := l.check(); err != nil {
		return h.net.fail(fmt.Errorf("netem: link of %s: %w", h.name, err))
	}
	h.link = l
	h.up.set(l.Up, l.UpTrace, l.Queue, now)
	h.down.set(l.Down, l.DownTrace, l.Queue, now)
	h.fitQueues()
	return nil
}

// fitQueues reckons the queues' sizes anew: a rate or an RTT has changed.
func (h *Host) fitQueues() {
	up, down := h.link.Up, h.link.Down
	if t := h.link.UpTrace; t != nil {
		up = t.Rate()
	}
	if t := h.link.DownTrace; t != nil {
		down = t.Rate()
	}
	h.up.limit = h.link.Queue.limit(up, h.longest)
	h.down.limit = h.link.Queue.limit(down, h.longest)
}

// pathChanged takes note of a path of the host's whose RTT was another before.
func (h *Host) pathChanged(before, now time.Duration) {
	if before == h.longest && now < before {
		now = 0
		for _, r := range h.routes {
			now = max(now, r.rtt())
		}
		h.longest = now
	}
	h.longest = max(h.longest, now)
	h.fitQueues()
}

// Down takes the host's link down: nothing that it sends leaves, nothing arrives,
// and nobody is told. Connections stay, and go on after Up if they have not given
// up by then. Crash ends the host itself.
func (h *Host) Down() { h.cut(true) }

// Up ends an outage, and starts a host that has crashed.
func (h *Host) Up() { h.cut(false) }

func (h *Host) cut(off bool) {
	now := h.net.enter()
	defer h.net.leave()
	h.up.sync(now)
	h.off, h.crashed = off, h.crashed && off
}

// wakeAll wakes everybody who waits for something on the host.
func (h *Host) wakeAll() {
	for _, c := range h.conns {
		c.rd.wakeAll()
		c.wr.wakeAll()
	}
	for _, l := range h.listeners {
		l.rd.wakeAll()
	}
	for _, s := range h.sockets {
		s.rd.wakeAll()
	}
}

package netem

import (
	"net"
	"net/netip"
	"syscall"
	"time"

	"rttlab/netem/internal/tcp"
)

// backlog is how many connections may wait to be accepted before one more is
// too many (net.core.somaxconn since Linux 5.4, which package net asks for).
const backlog = 4096

// Listener is a net.Listener. The handshake does not wait for Accept.
type Listener struct {
	source
	host    *Host
	port    uint16
	rd      waiter
	ready   []*Conn // established
	closed  bool
	crashed bool // with its host
}

// Listen listens on a port of the host: network is "tcp" or "tcp4", address
// such as ":443" or "shop.example:443". Port 0 means any.
func (h *Host) Listen(network, address string) (net.Listener, error) {
	l, err := h.ListenTCP(network, address)
	if err != nil {
		return nil, err // not a nil *Listener in an interface
	}
	return l, nil
}

// ListenTCP is Listen with the type that it gives.
func (h *Host) ListenTCP(network, address string) (*Listener, error) {
	n := h.net
	n.enter()
	defer n.leave()
	port, err := h.bind(protoTCP, network, address)
	if err != nil {
		return nil, err
	}
	l := &Listener{host: h, port: port}
	l.rd.init(n)
	n.events.add(&l.source, classTimer, l)
	h.listeners[port] = l
	return l, nil
}

// bind finds the port to listen on.
func (h *Host) bind(p protocol, network, address string) (uint16, error) {
	fail := func(addr net.Addr, err error) (uint16, error) {
		return 0, opError("listen", "bind", network, nil, addr, err)
	}
	if err := h.usable(); err != nil {
		return fail(nil, err)
	}
	if network != p.String() && network != p.String()+"4" {
		return fail(nil, net.UnknownNetworkError(network))
	}
	on, port, err := h.resolve(network, address)
	if err != nil {
		return fail(nil, err)
	}
	if on != h {
		return fail(p.addr(on, port), syscall.EADDRNOTAVAIL)
	}
	free := func(port uint16) bool {
		if p == protoUDP {
			return h.sockets[port] == nil
		}
		return h.listeners[port] == nil
	}
	if port == 0 {
		if port, ok := h.ephemeral(p, free); ok {
			return port, nil
		}
	}
	if port == 0 || !free(port) {
		return fail(p.addr(on, port), syscall.EADDRINUSE)
	}
	return port, nil
}

// addr is package net's address.
func (p protocol) addr(h *Host, port uint16) net.Addr {
	if p == protoUDP {
		return net.UDPAddrFromAddrPort(netip.AddrPortFrom(h.addr, port))
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(h.addr, port))
}

// Accept waits for a connection; it gives a *Conn.
func (l *Listener) Accept() (net.Conn, error) {
	n := l.host.net
	now := n.enter()
	defer n.leave()
	for {
		switch {
		case l.closed || n.closed:
			return nil, l.error("accept", net.ErrClosed)
		case l.rd.expired(now):
			return nil, l.error("accept", errDeadline)
		case len(l.ready) > 0:
			c := l.ready[0]
			l.ready[0] = nil
			l.ready = l.ready[1:]
			return c, nil
		}
		n.events.schedule(&l.source, l.rd.deadlineOr(never))
		now = n.wait(&l.rd)
	}
}

// SetDeadline sets the deadline of Accept; the zero time means none.
func (l *Listener) SetDeadline(t time.Time) error {
	n := l.host.net
	now := n.enter()
	defer n.leave()
	if l.closed || n.closed {
		return l.error("set", net.ErrClosed)
	}
	l.rd.setDeadline(n.since(t, now), now)
	n.events.schedule(&l.source, l.rd.timeout())
	return nil
}

func (l *Listener) fire(now time.Duration) time.Duration {
	if l.rd.expired(now) {
		l.host.net.events.wake(&l.rd)
	}
	return l.rd.timeout()
}

// Close stops listening. Connections that nobody has accepted are reset.
func (l *Listener) Close() error {
	n := l.host.net
	now := n.enter()
	defer n.leave()
	if l.closed || n.closed {
		return l.error("close", net.ErrClosed)
	}
	l.closed = true
	delete(l.host.listeners, l.port)
	n.events.schedule(&l.source, never)
	for _, c := range l.host.conns {
		if c.listener == l {
			l.ready = append(l.ready, c)
		}
	}
	for _, c := range l.ready {
		c.listener, c.abort = nil, true
		if !c.gone() {
			c.close(now) // the order does not matter: they are flushed in theirs
		}
	}
	l.ready = nil
	l.rd.wakeAll()
	return nil
}

// Addr is a *net.TCPAddr.
func (l *Listener) Addr() net.Addr { return protoTCP.addr(l.host, l.port) }

func (l *Listener) error(op string, err error) error {
	return opError(op, op, "tcp", nil, l.Addr(), l.host.because(err, l.crashed))
}

// full reports whether there is no room for another connection
// (sk_acceptq_is_full). SYNs and the ACKs that end handshakes are dropped then,
// and come again. While somebody waits in Accept there is always room: hosts
// compute in no time, so what is there was taken. Handshakes under way have room
// of their own, without end: what Linux's SYN queue does not hold is answered
// with SYN cookies (tcp_syncookies 1).
func (l *Listener) full() bool { return len(l.ready) > backlog && l.rd.waiting == 0 }

// accept answers a SYN.
func (l *Listener) accept(p *packet, now time.Duration) {
	h := l.host
	c := h.newConn(p.flow.route.from, p.toPort, p.port, tcp.Server(h.net.tcp, now, &p.seg))
	c.listener = l
	c.pump(now)
}

// enqueue takes a connection whose handshake is over.
func (l *Listener) enqueue(c *Conn) {
	c.listener = nil
	l.ready = append(l.ready, c)
	if c.flow.route.immediate() {
		l.rd.wakeOne()
		return
	}
	l.host.net.events.wake(&l.rd)
}

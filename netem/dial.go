package netem

import (
	"context"
	"net"
	"syscall"
	"time"

	"rttlab/netem/internal/tcp"
)

// Dial connects to a port of a host; see DialContext.
func (h *Host) Dial(network, address string) (net.Conn, error) {
	return h.DialContext(context.Background(), network, address)
}

// DialContext connects to an address such as "shop.example:443". Network is
// "tcp" or "tcp4", which gives a *Conn once the handshake is over, or "udp" or
// "udp4", which gives a *PacketConn at once. When ctx ends before the
// handshake does, the dial fails. Without that a dial to a host that does not
// answer fails after 127 s with ETIMEDOUT, as Linux gives up.
func (h *Host) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	fail := func(addr net.Addr, err error) (net.Conn, error) {
		return nil, opError("dial", "connect", network, nil, addr, err)
	}
	var p protocol
	switch network {
	case "tcp", "tcp4":
	case "udp", "udp4":
		p = protoUDP
	default:
		return fail(nil, net.UnknownNetworkError(network))
	}
	now := h.net.enter()
	defer h.net.leave()
	if err := h.usable(); err != nil {
		return fail(nil, err)
	}
	to, port, err := h.resolve(network, address)
	if err != nil {
		return fail(nil, err)
	}
	if err := ctx.Err(); err != nil {
		return fail(p.addr(to, port), contextError(err))
	}
	if p == protoUDP {
		s, err := h.dialUDP(to, port)
		if err != nil {
			return fail(p.addr(to, port), err)
		}
		return s, nil
	}
	c, err := h.dialTCP(ctx, to, port, now)
	if err != nil {
		return fail(p.addr(to, port), err)
	}
	return c, nil
}

func (h *Host) dialTCP(ctx context.Context, to *Host, toPort uint16, now time.Duration) (*Conn, error) {
	n := h.net
	c := h.unboundConn(to, toPort, tcp.Client(n.tcp, now))
	c.dialing = true
	h.keep(c)
	stop := context.AfterFunc(ctx, func() {
		n.enter()
		defer n.leave()
		c.wr.wakeAll()
	})
	defer stop()
	c.changed(now)
	err := c.handshake(ctx, now)
	c.dialing, c.wr.deadline = false, 0
	if err != nil {
		c.closed = true
		c.tcp.Abort(n.events.clock)
		c.changed(n.events.clock)
		return nil, err
	}
	return c, nil
}

// takePort gives a connection that is being dialled a port, when its SYN is to
// be sent: not in the call to Dial, since those of one instant come in any
// order. It reports whether there is something to be sent.
func (c *Conn) takePort() bool {
	h, to := c.host, c.flow.route.to
	if c.closed {
		h.release(c)
		return false
	}
	port, ok := c.flow.route.ephemeral(c.toPort, func(port uint16) bool {
		return h.conns[connKey{to, port, c.toPort}] == nil && h.listeners[port] == nil
	})
	if !ok {
		c.portless = true
		c.wake(&c.wr)
		return false
	}
	c.bind(port)
	return true
}

// handshake waits until the connection stands and the path's DialDelay is over.
func (c *Conn) handshake(ctx context.Context, now time.Duration) error {
	for {
		switch state := c.tcp.State(); {
		case c.net().closed || c.crashed:
			return c.host.because(net.ErrClosed, c.crashed)
		case ctx.Err() != nil:
			return contextError(ctx.Err())
		case c.portless:
			return syscall.EADDRNOTAVAIL
		case c.tcp.Err() != nil:
			return tcpError(c.tcp.Err())
		case c.wr.expired(now):
			return nil
		case state != tcp.SynSent && state != tcp.SynReceived && c.wr.deadline == 0:
			delay := c.flow.route.dialDelay
			if delay == 0 {
				return nil
			}
			c.wr.deadline = now + delay
		}
		now = c.wait(&c.wr)
	}
}

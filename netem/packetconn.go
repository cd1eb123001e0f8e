package netem

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// receiveBuffer is how many bytes of datagrams wait for a reader before more
// are dropped (net.core.rmem_default).
const receiveBuffer = 212992

// PacketConn is a UDP socket: a net.PacketConn, and a net.Conn when it was
// dialled.
type PacketConn struct {
	source
	host    *Host
	port    uint16
	remote  *flow // of a dialled socket
	names   *[2]net.Addr
	toPort  uint16
	flows   map[netip.AddrPort]*flow
	in      fifo
	limit   int  // bytes
	out     fifo // written, to be sent at the next tick
	last    peer // who sent what was read last
	rd, wr  waiter
	busy    bool
	closed  bool
	crashed bool // with its host
}

var (
	_ net.PacketConn = (*PacketConn)(nil)
	_ net.Conn       = (*PacketConn)(nil)
)

// ListenPacket opens a UDP socket: network is "udp" or "udp4", address such as
// ":53". Port 0 means any. It gives a *PacketConn.
func (h *Host) ListenPacket(network, address string) (net.PacketConn, error) {
	h.net.enter()
	defer h.net.leave()
	port, err := h.bind(protoUDP, network, address)
	if err != nil {
		return nil, err
	}
	return h.newSocket(port), nil
}

func (h *Host) newSocket(port uint16) *PacketConn {
	s := &PacketConn{host: h, port: port, flows: map[netip.AddrPort]*flow{}, limit: receiveBuffer}
	s.rd.init(h.net)
	s.wr.init(h.net)
	h.net.events.add(&s.source, classTimer, s)
	h.sockets[port] = s
	return s
}

// dialUDP opens a socket that sends to and hears from one other.
func (h *Host) dialUDP(to *Host, toPort uint16) (*PacketConn, error) {
	port, err := h.bind(protoUDP, "udp", ":0")
	if err != nil {
		return nil, err
	}
	s := h.newSocket(port)
	s.remote, s.toPort = s.flowTo(to, toPort), toPort
	return s, nil
}

// flowTo is the flow of datagrams to that socket.
func (s *PacketConn) flowTo(to *Host, port uint16) *flow {
	key := netip.AddrPortFrom(to.addr, port)
	f := s.flows[key]
	if f == nil || f.route.to != to {
		made := s.host.net.newFlow(s.host, to, protoUDP, s.port, port)
		f = &made
		if !to.stranger {
			s.flows[key] = f
		}
	}
	return f
}

// peer is a socket that sends, and its address.
type peer struct {
	host *Host
	port uint16
	addr net.Addr
}

// ReadFrom waits for a datagram. What does not fit into b is lost. The address
// is a *net.UDPAddr, the same one for datagrams that come from one sender in a
// row: it must not be changed.
func (s *PacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	k, from, err := s.read(b, "recvfrom")
	if err == nil && s.names != nil {
		from = s.names[1]
	}
	return k, from, err
}

// Read is ReadFrom for a dialled socket. With an empty b it does nothing.
func (s *PacketConn) Read(b []byte) (int, error) {
	k, _, err := s.read(b, "read")
	return k, err
}

func (s *PacketConn) read(b []byte, call string) (int, net.Addr, error) {
	n := s.host.net
	now := n.enter()
	defer n.leave()
	for {
		switch {
		case s.gone():
			return 0, nil, s.error("read", call, nil, net.ErrClosed)
		case len(b) == 0 && call == "read":
			return 0, nil, nil // as package net has it: the datagram stays
		case s.rd.expired(now):
			return 0, nil, s.error("read", call, nil, errDeadline)
		case s.in.count > 0:
			p := s.in.pop()
			k := copy(b, p.data)
			if from := p.flow.route.from; s.last.host != from || s.last.port != p.port {
				s.last = peer{from, p.port, protoUDP.addr(from, p.port)}
			}
			n.packets.put(p)
			return k, s.last.addr, nil
		}
		n.events.schedule(&s.source, s.rd.deadlineOr(never))
		now = n.wait(&s.rd)
	}
}

// WriteTo sends a datagram. One that does not fit the network's MTU fails with
// EMSGSIZE: there is no fragmentation. It does not wait: what the link's queue
// has no room for is lost.
func (s *PacketConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	now := s.host.net.enter()
	defer s.host.net.leave()
	if s.remote != nil {
		return 0, s.error("write", "sendto", addr, net.ErrWriteToConnected)
	}
	if a, ok := addr.(*net.UDPAddr); ok && a == nil {
		return 0, opError("write", "sendto", "udp", s.LocalAddr(), nil, errors.New("missing address"))
	}
	to, port, err := s.target(addr)
	if err != nil {
		return 0, s.error("write", "sendto", addr, err)
	}
	if err := s.write(b, s.flowTo(to, port), port, now); err != nil {
		return 0, s.error("write", "sendto", addr, err)
	}
	return len(b), nil
}

// Write is WriteTo for a dialled socket.
func (s *PacketConn) Write(b []byte) (int, error) {
	now := s.host.net.enter()
	defer s.host.net.leave()
	if s.remote == nil && !s.gone() {
		return 0, s.error("write", "write", nil, syscall.EDESTADDRREQ)
	}
	if err := s.write(b, s.remote, s.toPort, now); err != nil {
		return 0, s.error("write", "write", s.RemoteAddr(), err)
	}
	return len(b), nil
}

func (s *PacketConn) target(addr net.Addr) (*Host, uint16, error) {
	switch a := addr.(type) {
	case nil:
		return nil, 0, syscall.EDESTADDRREQ
	case *net.UDPAddr:
		if a.Port == 0 {
			return nil, 0, syscall.EINVAL
		}
		to := a.AddrPort()
		if !to.Addr().IsValid() || to.Addr().IsUnspecified() || to.Addr().IsLoopback() {
			return s.host, to.Port(), nil
		}
		if !to.Addr().Unmap().Is4() {
			return nil, 0, &net.AddrError{Err: "netem's hosts have IPv4 addresses only", Addr: addr.String()}
		}
		return s.host.hostAt(to.Addr()), to.Port(), nil
	}
	return nil, 0, fmt.Errorf("a UDP socket cannot send to a %T: use a *net.UDPAddr", addr)
}

func (s *PacketConn) write(b []byte, f *flow, port uint16, now time.Duration) error {
	n := s.host.net
	switch {
	case s.gone():
		return net.ErrClosed
	case s.wr.expired(now):
		return errDeadline
	case ipHeader+udpHeader+len(b) > n.mtu:
		return syscall.EMSGSIZE
	}
	p := n.packets.get()
	p.protocol, p.flow, p.port, p.toPort = protoUDP, f, s.port, port
	p.data = append(p.data[:0], b...)
	p.size = ipHeader + udpHeader + len(b)
	if f.route.immediate() {
		n.send(p, nil, now)
		return nil
	}
	s.out.push(p)
	if !s.busy {
		s.busy = true
		n.events.flushLater(s, now)
	}
	n.events.flush.takes(n, f.route)
	return nil
}

func (s *PacketConn) flush(now time.Duration) {
	s.busy = false
	for p := s.out.pop(); p != nil; p = s.out.pop() {
		s.host.net.send(p, nil, now)
	}
}

func (s *PacketConn) rank() rank {
	return rank{host: s.host.name, port: int(s.port), kind: int(protoUDP)}
}

// deliverUDP hands a datagram to its socket, which keeps it, or loses it.
func (h *Host) deliverUDP(p *packet, now time.Duration) {
	s := h.sockets[p.toPort]
	switch {
	case s == nil, s.remote != nil && (s.toPort != p.port || s.remote.route.to != p.flow.route.from):
		h.net.drop(p, now, NoSocket)
		return
	case s.in.bytes+p.size > s.limit:
		h.net.drop(p, now, BufferFull)
		return
	}
	h.net.note(Delivered, p, now, "")
	s.in.push(p)
	if p.flow.route.immediate() {
		s.rd.wakeOne()
		return
	}
	h.net.events.wake(&s.rd)
}

func (s *PacketConn) fire(now time.Duration) time.Duration {
	if s.rd.expired(now) {
		s.host.net.events.wake(&s.rd)
	}
	return s.rd.timeout()
}

// Close closes the socket. What was written is still sent.
func (s *PacketConn) Close() error {
	n := s.host.net
	n.enter()
	defer n.leave()
	if s.gone() {
		return s.error("close", "close", nil, net.ErrClosed)
	}
	delete(s.host.sockets, s.port)
	s.close()
	return nil
}

func (s *PacketConn) close() {
	n := s.host.net
	s.closed = true
	n.events.schedule(&s.source, never)
	for p := s.in.pop(); p != nil; p = s.in.pop() {
		n.packets.put(p)
	}
	s.rd.wakeAll()
}

func (s *PacketConn) gone() bool { return s.closed || s.host.net.closed }

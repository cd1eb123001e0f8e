package netem

import (
	"fmt"
	"net"
	"time"
)

// LocalAddr is a *net.UDPAddr.
func (s *PacketConn) LocalAddr() net.Addr {
	if s.names != nil {
		return s.names[0]
	}
	return protoUDP.addr(s.host, s.port)
}

// RemoteAddr is a *net.UDPAddr, or nil if the socket was not dialled.
func (s *PacketConn) RemoteAddr() net.Addr {
	if s.names != nil {
		return s.names[1]
	}
	if s.remote == nil {
		return nil
	}
	return protoUDP.addr(s.remote.route.to, s.toPort)
}

// SetDeadline sets the read and the write deadline; the zero time means none.
func (s *PacketConn) SetDeadline(t time.Time) error { return s.setDeadlines(t, &s.rd, &s.wr) }

// SetReadDeadline sets the deadline of ReadFrom and Read alone.
func (s *PacketConn) SetReadDeadline(t time.Time) error { return s.setDeadlines(t, &s.rd) }

// SetWriteDeadline sets the deadline of WriteTo and Write alone. They do not
// wait, but fail when it has passed.
func (s *PacketConn) SetWriteDeadline(t time.Time) error { return s.setDeadlines(t, &s.wr) }

func (s *PacketConn) setDeadlines(t time.Time, ws ...*waiter) error {
	n := s.host.net
	return s.set(func(now time.Duration) {
		for _, w := range ws {
			w.setDeadline(n.since(t, now), now)
		}
		n.events.schedule(&s.source, s.rd.timeout())
	})
}

// SetReadBuffer sets how many bytes of datagrams, headers included, may wait
// to be read.
func (s *PacketConn) SetReadBuffer(bytes int) error {
	if bytes <= 0 {
		return s.error("set", "setsockopt", nil, fmt.Errorf("a read buffer of %d bytes holds no datagram", bytes))
	}
	return s.set(func(time.Duration) { s.limit = bytes })
}

// SetWriteBuffer changes nothing: a socket hands what is written to the link
// at once.
func (s *PacketConn) SetWriteBuffer(int) error { return s.set(func(time.Duration) {}) }

func (s *PacketConn) set(change func(now time.Duration)) error {
	now := s.host.net.enter()
	defer s.host.net.leave()
	if s.gone() {
		return opError("set", "setsockopt", "udp", nil, s.LocalAddr(), s.host.because(net.ErrClosed, s.crashed))
	}
	change(now)
	return nil
}

func (s *PacketConn) error(op, call string, to net.Addr, err error) error {
	if to == nil {
		to = s.RemoteAddr()
	}
	return opError(op, call, "udp", s.LocalAddr(), to, s.host.because(err, s.crashed))
}

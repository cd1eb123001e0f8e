package netem

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// splicedPackets is the near end of an emulated pair of sockets whose far end is
// spliced to a real connection of datagrams by two goroutines.
type splicedPackets struct {
	*PacketConn
	front *front
	far   *PacketConn
	real  net.Conn

	mu  sync.Mutex
	err error // what ended the real connection, if the user did not
}

// largestDatagram is what fits into a UDP datagram (RFC 768).
const largestDatagram = 65535

func (f *front) wrapPackets(c net.Conn) (net.Conn, error) {
	s := &splicedPackets{front: f, real: c}
	if err := s.connect(); err != nil {
		c.Close()
		return nil, err
	}
	go s.outward()
	go s.inward()
	return s, nil
}

// connect makes two sockets that are dialled to each other.
func (s *splicedPackets) connect() error {
	f := s.front
	f.net.enter()
	defer f.net.leave()
	port, err := f.far.bind(protoUDP, "udp", ":0")
	if err != nil {
		return err
	}
	s.PacketConn, err = f.near.dialUDP(f.far, port)
	if err != nil {
		return err
	}
	s.far = f.far.newSocket(port)
	s.far.remote, s.far.toPort = s.far.flowTo(f.near, s.port), s.port
	s.names = &[2]net.Addr{s.real.LocalAddr(), s.real.RemoteAddr()}
	return nil
}

// outward copies to the real connection. A datagram that it does not take is
// lost.
func (s *splicedPackets) outward() {
	buf := make([]byte, largestDatagram)
	for {
		n, err := s.far.Read(buf)
		if err != nil {
			break
		}
		if _, err := s.real.Write(buf[:n]); errors.Is(err, net.ErrClosed) {
			break
		}
	}
	s.real.Close()
	s.far.Close()
}

// inward copies from the real connection.
func (s *splicedPackets) inward() {
	buf := make([]byte, largestDatagram)
	for {
		n, err := s.real.Read(buf)
		if errors.Is(err, syscall.ECONNREFUSED) {
			continue // an ICMP message about an earlier datagram: there are none here
		}
		if err != nil {
			s.fail(err)
			return
		}
		s.far.Write(buf[:n]) // one that is too long is lost
	}
}

// fail has reads and writes fail with what ended the real connection.
func (s *splicedPackets) fail(err error) {
	s.mu.Lock()
	s.err = err
	s.mu.Unlock()
	s.PacketConn.Close()
	s.far.Close()
}

// explain is err, or what has caused it.
func (s *splicedPackets) explain(err error) error {
	if !errors.Is(err, net.ErrClosed) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil && !errors.Is(s.err, net.ErrClosed) {
		return s.err
	}
	return err
}

// Read waits for a datagram.
func (s *splicedPackets) Read(b []byte) (int, error) {
	n, err := s.PacketConn.Read(b)
	return n, s.explain(err)
}

// ReadFrom waits for a datagram.
func (s *splicedPackets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, addr, err := s.PacketConn.ReadFrom(b)
	return n, addr, s.explain(err)
}

// Write sends a datagram.
func (s *splicedPackets) Write(b []byte) (int, error) {
	n, err := s.PacketConn.Write(b)
	return n, s.explain(err)
}

// Close closes the socket, and the real one when what was written has had time
// to get there.
func (s *splicedPackets) Close() error {
	wait := s.front.under(s.PacketConn)
	if err := s.PacketConn.Close(); err != nil {
		return err
	}
	s.far.SetReadDeadline(time.Now().Add(wait))
	return nil
}

// under is how long a datagram may be under way that the near socket has
// written, as things are.
func (f *front) under(s *PacketConn) time.Duration {
	now := f.net.enter()
	defer f.net.leave()
	up := &f.near.up
	up.sync(now)
	bytes := up.queue.bytes + s.out.bytes
	if up.sending != nil {
		bytes += up.sending.size
	}
	rate, wait := up.rate, 2*tick
	if up.trace != nil {
		rate, wait = up.trace.Rate(), up.trace.period
	}
	return wait + rate.Transmit(bytes) + f.path.RTT/2 + f.path.Jitter + f.path.There.Reorder.Delay
}

package netem

import (
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"

	"rttlab/netem/internal/tcp"
)

// Conn is one end of a TCP connection. It is a net.Conn with what package
// net's TCPConn has besides, but for File, SyscallConn and MultipathTCP.
type Conn struct {
	source    // TCP's timers and the deadlines
	host      *Host
	flow      flow // what this end sends
	tcp       *tcp.Conn
	listener  *Listener    // until the handshake is over
	names     *[2]net.Addr // this end's and the other's; nil: it has no port yet
	keepAlive *keepAlive
	rd, wr    waiter
	expected  int     // bytes that are read together
	filling   filling // of the Read that waits for them
	port      uint16  // 0: none yet
	toPort    uint16

	readClosed  bool
	known       bool // to its host
	busy        bool // will be flushed
	dialing     bool
	portless    bool // all ports are taken: the dial fails
	astray      bool // dials a stranger, and has not ended
	writing     bool // a Write is under way and others wait for their turn
	closed      bool // by the user
	crashed     bool // with its host
	writeClosed bool
	abort       bool // SetLinger(0): Close sends a RST
}

// connKey finds a connection on its host.
type connKey struct {
	remote       *Host
	port, toPort uint16
}

var _ net.Conn = (*Conn)(nil)

func (h *Host) newConn(remote *Host, port, toPort uint16, t *tcp.Conn) *Conn {
	c := h.unboundConn(remote, toPort, t)
	c.bind(port)
	return c
}

// unboundConn is a connection that has no port yet, and so is not known to the
// network.
func (h *Host) unboundConn(remote *Host, toPort uint16, t *tcp.Conn) *Conn {
	c := &Conn{source: unscheduled, host: h, toPort: toPort, tcp: t, keepAlive: h.keepAlive}
	c.probe(0)
	c.flow.route = h.net.route(h, remote)
	c.rd.init(h.net)
	c.rd.conn = c
	c.wr.init(h.net)
	return c
}

// bind gives the connection its port.
func (c *Conn) bind(port uint16) {
	h := c.host
	c.port = port
	c.flow = h.net.newFlow(h, c.flow.route.to, protoTCP, port, c.toPort)
	c.names = &[2]net.Addr{c.LocalAddr(), c.RemoteAddr()}
	h.net.events.add(&c.source, classTimer, c)
	if before := h.conns[c.key()]; before != nil {
		before.known = false
	}
	h.conns[c.key()], c.known = c, true
}

func (c *Conn) net() *Network { return c.host.net }

func (c *Conn) key() connKey { return connKey{c.flow.route.to, c.port, c.toPort} }

// Write puts b into the send buffer; it waits only while that is full.
func (c *Conn) Write(b []byte) (int, error) {
	n := c.net()
	now := n.enter()
	defer n.leave()
	for c.writing && !c.gone() && !c.wr.expired(now) {
		now = c.wait(&c.wr)
	}
	done := 0
	for {
		if err := c.writeError(now); err != nil {
			return done, c.error("write", err)
		}
		if k := c.tcp.Write(b[done:]); k > 0 {
			done += k
			c.noteWritten(now)
			c.changed(now)
		}
		if done == len(b) {
			return done, nil
		}
		c.writing = true
		now = c.wait(&c.wr)
		c.writing = false
		c.wr.wakeAll()
	}
}

// writeError says why nothing can be written.
func (c *Conn) writeError(now time.Duration) error {
	switch {
	case c.gone():
		return net.ErrClosed
	case c.wr.expired(now):
		return errDeadline
	case c.tcp.Err() == tcp.ErrReset && c.tcp.EOF():
		return syscall.EPIPE // as Linux has it for a reset in CLOSE-WAIT (tcp_reset)
	case c.tcp.Err() != nil:
		return tcpError(c.tcp.Err())
	case c.writeClosed:
		return syscall.EPIPE
	}
	return nil
}

// ReadFrom writes what r gives, up to its end.
func (c *Conn) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(struct{ io.Writer }{c}, r)
	if err != nil {
		err = c.error("readfrom", err)
	}
	return n, err
}

// WriteTo reads to the end and hands what it gets to w.
func (c *Conn) WriteTo(w io.Writer) (int64, error) {
	n, err := io.Copy(w, struct{ io.Reader }{c})
	if err != nil {
		err = c.error("writeto", err)
	}
	return n, err
}

// Close ends both directions. It returns at once; what was written still
// arrives. If there is unread data, or after SetLinger(0), the peer gets a RST.
func (c *Conn) Close() error {
	now := c.net().enter()
	defer c.net().leave()
	if c.gone() {
		return c.error("close", net.ErrClosed)
	}
	c.close(now)
	return nil
}

func (c *Conn) close(now time.Duration) {
	c.closed = true
	if c.abort {
		c.tcp.Abort(now)
	} else {
		c.tcp.Close(now)
	}
	c.changed(now)
	c.rd.wakeAll()
	c.wr.wakeAll()
}

// CloseRead has reads give io.EOF once what has arrived was read. The peer is
// not told.
func (c *Conn) CloseRead() error {
	c.net().enter()
	defer c.net().leave()
	if err := c.shutdownError(); err != nil {
		return err
	}
	c.readClosed = true
	c.rd.wakeAll()
	return nil
}

// shutdownError says why neither direction can be closed by itself.
func (c *Conn) shutdownError() error {
	switch state := c.tcp.State(); {
	case c.gone():
		return c.error("close", net.ErrClosed)
	case state == tcp.Closed || state == tcp.TimeWait:
		return opError("close", "shutdown", "tcp", c.LocalAddr(), c.RemoteAddr(), syscall.ENOTCONN)
	}
	return nil
}

// CloseWrite sends a FIN after what was written; reading goes on.
func (c *Conn) CloseWrite() error {
	now := c.net().enter()
	defer c.net().leave()
	if err := c.shutdownError(); err != nil {
		return err
	}
	c.writeClosed = true
	c.tcp.CloseWrite(now)
	c.changed(now)
	c.wr.wakeAll()
	return nil
}

// LocalAddr is a *net.TCPAddr.
func (c *Conn) LocalAddr() net.Addr {
	if c.names != nil {
		return c.names[0]
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(c.host.addr, c.port))
}

// RemoteAddr is a *net.TCPAddr.
func (c *Conn) RemoteAddr() net.Addr {
	if c.names != nil {
		return c.names[1]
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(c.flow.route.to.addr, c.toPort))
}

// gone: there is nothing more to be had from this end.
func (c *Conn) gone() bool { return c.closed || c.net().closed }

func (c *Conn) error(op string, err error) error {
	return opError(op, op, "tcp", c.LocalAddr(), c.RemoteAddr(), c.host.because(err, c.crashed))
}

// set changes an option.
func (c *Conn) set(change func(now time.Duration)) error {
	now := c.net().enter()
	defer c.net().leave()
	if c.gone() {
		return opError("set", "setsockopt", "tcp", nil, c.LocalAddr(), c.host.because(net.ErrClosed, c.crashed))
	}
	change(now)
	return nil
}

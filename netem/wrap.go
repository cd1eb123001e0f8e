package netem

import (
	"context"
	"fmt"
	"net"
	"strings"

	"rttlab/netem/internal/tcp"
)

// Wrap puts an emulated access link and path in front of a real connection:
// what is written to the result crosses the link and the path before it is
// written to c, and the same the other way. Time is c's, real time unless c
// lives in a bubble. Connections that shall share one link come from one
// WrapListener or one Dialer.
//
// Each end is a TCP connection of its own, so the result has what a Conn has;
// its addresses are c's. Closing it closes c once what was written has got
// there, or when c's peer has taken nothing for 5 seconds. CloseWrite closes c's
// writing side if c has CloseWrite, and otherwise c.
//
// If c carries datagrams the result is a PacketConn, and datagrams stay whole.
// Those that the Config's MTU is too small for are errors when they are written,
// and are lost when they come from c's peer.
func Wrap(c net.Conn, link Link, path Path, cfg Config) (net.Conn, error) {
	f, err := newFront(link, path, cfg)
	if err != nil {
		return nil, err
	}
	switch kindOf(c) {
	case datagrams:
		return f.wrapPackets(c)
	case records:
		return nil, fmt.Errorf("netem: a %s connection cannot be wrapped: it keeps the bounds of what is written, and TCP does not", c.LocalAddr().Network())
	}
	near, far := f.pair()
	return f.splice(near, c, func() (net.Conn, error) { return far, nil }), nil
}

// kind is what a real connection carries.
type kind int

const (
	stream kind = iota
	datagrams
	records // in order, and nothing is lost
)

func kindOf(c net.Conn) kind {
	switch network := c.LocalAddr().Network(); {
	case network == "unixpacket":
		return records
	case strings.HasPrefix(network, "udp"), network == "unixgram", strings.HasPrefix(network, "ip"):
		return datagrams
	}
	return stream
}

// front is an emulated network before real connections: the user's ends are on
// the near host, and the ends on the far host are spliced to them.
type front struct {
	net       *Network
	near, far *Host
	path      Path
}

func newFront(link Link, path Path, cfg Config) (*front, error) {
	n := New(cfg)
	n.epoch = n.epoch.Add(-path.RTT) // so that a connection may have been dialled a round trip ago
	f := &front{net: n, near: n.Host("near", link), far: n.Host("far", Link{}), path: path}
	n.Path(f.near, f.far, path)
	return f, n.Err()
}

// pair makes a connection that was dialled a round trip ago, so that TCP at
// both ends has measured it.
func (f *front) pair() (near, far *Conn) {
	now := f.net.enter()
	defer f.net.leave()
	ago := now - f.path.RTT
	port, _ := f.net.route(f.near, f.far).ephemeral(1, func(p uint16) bool {
		return f.near.conns[connKey{f.far, p, 1}] == nil
	})
	var s tcp.Segment
	near = f.near.newConn(f.far, port, 1, tcp.Client(f.net.tcp, ago))
	near.tcp.Next(ago, &s)
	far = f.far.newConn(f.near, 1, port, tcp.Server(f.net.tcp, ago, &s))
	far.tcp.Next(ago, &s)
	near.tcp.Input(now, &s)
	near.tcp.Next(now, &s)
	far.tcp.Input(now, &s)
	near.reschedule()
	far.reschedule()
	return near, far
}

// dial makes a connection from the near end, with the path's handshake.
func (f *front) dial(ctx context.Context, c net.Conn) (net.Conn, error) {
	l, err := f.far.ListenTCP("tcp", ":0")
	if err != nil {
		return nil, err
	}
	near, err := f.near.DialContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		l.Close()
		return nil, err
	}
	return f.splice(near.(*Conn), c, func() (net.Conn, error) {
		defer l.Close()
		return l.Accept() // the handshake's last ACK is still under way
	}), nil
}

// answer makes a connection from the far end, which l on the near host accepts.
func (f *front) answer(ctx context.Context, c net.Conn, l *Listener) (net.Conn, error) {
	type result struct {
		far net.Conn
		err error
	}
	dialled := make(chan result, 1)
	go func() {
		far, err := f.far.DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			l.Close() // nobody comes
		}
		dialled <- result{far, err}
	}()
	near, err := l.Accept()
	l.Close()
	if err != nil {
		return nil, (<-dialled).err
	}
	return f.splice(near.(*Conn), c, func() (net.Conn, error) {
		r := <-dialled
		return r.far, r.err
	}), nil
}

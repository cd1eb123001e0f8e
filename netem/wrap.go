package netem

import (
	"context"
	"net"
	"sync"
	"time"

	"rttlab/netem/internal/tcp"
)

// Wrap puts an emulated access link and path in front of a real connection:
// what is written to the result crosses the link and the path before it is
// written to c, and the same the other way. Time is c's, real time unless c
// lives in a bubble. Connections that shall share one link come from one
// WrapListener or one Dialer.
//
// Each end is a TCP connection of its own, so the result has what a Conn has;
// its addresses are c's. Closing it closes c. CloseWrite closes c's writing
// side if c has CloseWrite, and otherwise c.
func Wrap(c net.Conn, link Link, path Path) (net.Conn, error) {
	f, err := newFront(link, path, Config{})
	if err != nil {
		return nil, err
	}
	return f.wrap(c), nil
}

// WrapListener puts an emulated access link and path in front of the
// connections that l accepts; they share the link.
func WrapListener(l net.Listener, link Link, path Path) (net.Listener, error) {
	f, err := newFront(link, path, Config{})
	if err != nil {
		return nil, err
	}
	return &wrappedListener{l, f}, nil
}

type wrappedListener struct {
	net.Listener
	front *front
}

// Accept waits for a connection, as the real listener does.
func (l *wrappedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.front.wrap(c), nil
}

// Dialer dials real connections from behind an emulated access link that they
// share. The zero Dialer emulates nothing. It must not be copied or changed
// once it was used.
type Dialer struct {
	Link   Link
	Path   Path
	Config Config
	Real   net.Dialer // makes the real connections

	once  sync.Once
	front *front
	err   error
}

// Dial is DialContext without a context.
func (d *Dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext makes a real connection and then an emulated one in front of it,
// whose handshake takes the path's round trip.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	d.once.Do(func() { d.front, d.err = newFront(d.Link, d.Path, d.Config) })
	if d.err != nil {
		return nil, d.err
	}
	c, err := d.Real.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	near, err := d.front.dial(ctx, c)
	if err != nil {
		c.Close()
		return nil, err
	}
	return near, nil
}

// front is an emulated network before real connections: the user's ends are on
// the near host, and the ends on the far host are spliced to them.
type front struct {
	net       *Network
	near, far *Host
	rtt       time.Duration
}

func newFront(link Link, path Path, cfg Config) (*front, error) {
	n := New(cfg)
	n.epoch = n.epoch.Add(-path.RTT) // so that a connection may have been dialled a round trip ago
	f := &front{net: n, near: n.Host("near", link), far: n.Host("far", Link{}), rtt: path.RTT}
	n.Path(f.near, f.far, path)
	return f, n.Err()
}

// wrap splices an established pair to c.
func (f *front) wrap(c net.Conn) net.Conn {
	near, far := f.pair()
	return f.splice(near, c, func() (net.Conn, error) { return far, nil })
}

// pair makes a connection that was dialled a round trip ago, so that TCP at
// both ends has measured it.
func (f *front) pair() (near, far *Conn) {
	now := f.net.enter()
	defer f.net.leave()
	ago := now - f.rtt
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

// dial makes a pair with the path's handshake.
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

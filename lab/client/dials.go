package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"strconv"
	"sync"

	"rttlab/lab/internal/pace"
	"rttlab/lab/timeline"
)

// dials opens connections and remembers them. What happens on several of them in
// one microsecond has the order of their turns.
type dials struct {
	clock *clock
	open  func(ctx context.Context, network, address string) (net.Conn, error)
	turns pace.Turns

	protocol string // that is spoken on them

	places pace.Places // of connections, for their turns

	mu    sync.Mutex
	conns []*conn
}

// conn is a connection that notes when it is closed.
type conn struct {
	net.Conn
	dials *dials
	turn  int
	about timeline.Connection // guarded by dials.mu
	gone  bool                // likewise
}

// newDials opens connections for a protocol, of which so many are open at once.
func newDials(c *clock, protocol string, open func(context.Context, string, string) (net.Conn, error), most int) *dials {
	return &dials{clock: c, protocol: protocol, open: open, turns: pace.NewTurns(most, pace.Arrivals, 1)}
}

// await sleeps until a turn comes.
func (d *dials) await(turn int) {
	if !d.clock.real {
		d.turns.Wait(turn, 0)
	}
}

func (d *dials) dial(ctx context.Context, network, address string) (net.Conn, error) {
	turn := d.places.Take()
	begun := d.clock.now()
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
		trace.ConnectStart(network, address) // as package net's dialler does
	}
	nc, err := d.open(ctx, network, address)
	took := d.clock.now() - begun
	d.await(turn)
	if err != nil {
		d.places.Give(turn)
		return nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	c := &conn{Conn: nc, dials: d, turn: turn, about: timeline.Connection{
		Host: host, Protocol: d.protocol, LocalPort: port(nc.LocalAddr()), Server: nc.RemoteAddr().String(), Opened: begun, Connect: took,
	}}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, c)
	c.about.ID = len(d.conns)
	return c, nil
}

// Read reads what has come, when it is the connection's turn.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, net.ErrClosed) {
		return n, err // on this side: the program is over, and waits for nobody
	}
	c.dials.await(c.turn)
	return n, err
}

// Close closes the connection.
func (c *conn) Close() error {
	c.dials.mu.Lock()
	if c.about.Closed == 0 {
		c.about.Closed = c.dials.clock.now()
	}
	if !c.gone {
		c.gone = true
		c.dials.places.Give(c.turn)
	}
	c.dials.mu.Unlock()
	return c.Conn.Close()
}

// of is the connection under one that net/http shows; nil if there is none.
func (d *dials) of(nc net.Conn) *conn {
	if secure, ok := nc.(*tls.Conn); ok {
		nc = secure.NetConn()
	}
	c, _ := nc.(*conn)
	return c
}

// all are the connections so far.
func (d *dials) all() []timeline.Connection {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []timeline.Connection
	for _, c := range d.conns {
		all = append(all, c.about)
	}
	return all
}

func port(a net.Addr) int {
	_, text, err := net.SplitHostPort(a.String())
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(text) // 0 for a network whose ports have names
	return n
}

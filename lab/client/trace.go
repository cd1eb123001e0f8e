package client

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"strconv"
	"sync"
	"time"

	"rttlab/lab/timeline"
)

// dials opens connections and remembers them.
type dials struct {
	clock *clock
	open  func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	conns []*conn
}

// conn is a connection that notes when it is closed.
type conn struct {
	net.Conn
	dials *dials
	about timeline.Connection // guarded by dials.mu
}

func (d *dials) dial(ctx context.Context, network, address string) (net.Conn, error) {
	begun := d.clock.now()
	nc, err := d.open(ctx, network, address)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	c := &conn{Conn: nc, dials: d, about: timeline.Connection{
		Host: host, LocalPort: port(nc.LocalAddr()), Server: nc.RemoteAddr().String(), Opened: begun, Connect: d.clock.now() - begun,
	}}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, c)
	c.about.ID = len(d.conns)
	return c, nil
}

// Close closes the connection.
func (c *conn) Close() error {
	c.dials.mu.Lock()
	if c.about.Closed == 0 {
		c.about.Closed = c.dials.clock.now()
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

// trace is when the steps of a request were done, on each connection that it was
// tried on.
type trace struct {
	clock *clock
	dials *dials

	mu    sync.Mutex
	tries []try
}

// try is a request on one connection. Times of what did not happen are 0.
type try struct {
	asked, given, wrote, first time.Duration

	conn *conn
	new  bool // it was opened for this
}

// last changes the try that is under way.
func (t *trace) last(change func(*try)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.tries); n > 0 {
		change(&t.tries[n-1])
	}
}

func (t *trace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.tries = append(t.tries, try{asked: t.clock.now()})
		},
		GotConn: func(info httptrace.GotConnInfo) {
			now, c := t.clock.now(), t.dials.of(info.Conn)
			t.last(func(y *try) { y.given, y.conn, y.new = now, c, !info.Reused })
			if c == nil {
				return
			}
			t.dials.mu.Lock()
			defer t.dials.mu.Unlock()
			c.about.Requests++
			if secure, ok := info.Conn.(*tls.Conn); ok && !info.Reused {
				state := secure.ConnectionState()
				c.about.TLS = now - c.about.Ready()
				c.about.Resumed = state.DidResume
				for _, cert := range state.PeerCertificates {
					c.about.Certificates += len(cert.Raw)
				}
			}
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { t.last(func(y *try) { y.wrote = t.clock.now() }) },
		GotFirstResponseByte: func() { t.last(func(y *try) { y.first = t.clock.now() }) },
	}
}

// fill puts what is known of a request that is over into a resource.
func (t *trace) fill(out *timeline.Resource, end time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dials.mu.Lock()
	defer t.dials.mu.Unlock()
	from := out.Start
	for i := range t.tries {
		y := &t.tries[i]
		if i == len(t.tries)-1 {
			out.Phases = y.phases(end)
			out.Blocked += y.asked - from
			out.Connection = y.id(out.Protocol)
			return
		}
		over := t.tries[i+1].asked
		if y.conn == nil {
			continue // it got none
		}
		lost := timeline.Attempt{Connection: y.id(out.Protocol), Start: y.asked, Phases: y.phases(over)}
		lost.Start += lost.Blocked
		lost.Blocked = 0
		out.Lost = append(out.Lost, lost)
		out.Repeats++
	}
	out.Blocked = end - from
}

// id is that of the try's connection, on which the protocol is spoken.
func (y *try) id(protocol string) int {
	if y.conn == nil {
		return 0
	}
	y.conn.about.Protocol = protocol
	return y.conn.about.ID
}

// phases cuts the time of a try.
func (y *try) phases(end time.Duration) (p timeline.Phases) {
	if y.conn == nil {
		p.Blocked = end - y.asked
		return p
	}
	if y.new {
		p.Connect, p.TLS = y.conn.about.Connect, y.conn.about.TLS
	}
	p.Blocked = max(0, y.given-y.asked-p.Connect-p.TLS)
	wrote := min(max(y.wrote, y.given), end)
	first := end
	if y.first > 0 {
		first = min(max(y.first, wrote), end)
	}
	p.Send, p.Wait, p.Receive = wrote-y.given, first-wrote, end-first
	return p
}

package tcp

import (
	"time"
)

// writeAll is an application that writes data as the buffer takes it, then
// calls done.
func writeAll(data []byte, done func(now time.Duration, c *Conn)) func(time.Duration, *Conn) {
	return func(now time.Duration, c *Conn) {
		if len(data) == 0 || c.State() < Established {
			return
		}
		data = data[c.Write(data):]
		if len(data) == 0 && done != nil {
			done(now, c)
		}
	}
}

// pattern is n bytes that tell when they are out of place.
func pattern(n int, salt byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*7+i>>8) ^ salt
	}
	return p
}

// flush sends at once what the connection has, as a system call does.
func (e *endpoint) flush() {
	var s Segment
	for e.conn.Next(e.lab.now, &s) {
		e.send(&s)
	}
}

// requester is an HTTP client on one connection: a request of some bytes, then
// a response of total bytes, then done, which may ask again.
type requester struct {
	e       *endpoint
	request int
	total   int
	done    func(r *requester)

	asked bool
	got   int
}

func (r *requester) act(now time.Duration, c *Conn) {
	if c.State() == Established && !r.asked {
		r.asked = true
		r.e.flush() // the ACK of the handshake leaves by itself
		c.Write(make([]byte, r.request))
	}
	var buf [4096]byte
	for c.Readable() > 0 {
		r.got += c.Read(now, buf[:])
	}
	if r.asked && r.got == r.total {
		r.got, r.asked = 0, false
		r.done(r)
	}
}

var zeros [1 << 20]byte

// responder is an HTTP server on one connection: when a request is complete it
// waits think and makes its writes, each a system call.
type responder struct {
	e       *endpoint
	request int
	writes  []int
	think   time.Duration
	close   bool // the connection after the response

	read int
	left []int // writes still to make
}

func (r *responder) act(now time.Duration, c *Conn) {
	var buf [4096]byte
	for c.Readable() > 0 {
		r.read += c.Read(now, buf[:])
	}
	if r.read >= r.request {
		r.read -= r.request
		r.e.flush()
		r.e.lab.at(now+r.think, func() {
			r.left = append(r.left, r.writes...)
			r.e.pump()
		})
	}
	for len(r.left) > 0 {
		r.left[0] -= c.Write(zeros[:min(r.left[0], len(zeros))])
		if r.left[0] > 0 {
			if c.Writable() == 0 {
				return
			}
			continue
		}
		r.left = r.left[1:]
		r.e.flush()
		if len(r.left) == 0 && r.close {
			c.CloseWrite(now)
		}
	}
}

// fetch is one request and its response on a new connection, from dial to the
// last byte.
type fetch struct {
	client, server *Config
	up, down       link
	request        int
	writes         []int // the response, as the server writes it
	think          time.Duration
	limit          time.Duration // 0: 10 minutes
	took           time.Duration
	done           bool
	lab            *lab
}

func (f *fetch) run() (took time.Duration, ok bool) {
	f.start()
	return f.wait()
}

func (f *fetch) start() *lab {
	l := newLab(f.client, f.server, f.up, f.down)
	f.lab = l
	req := &requester{e: l.client, request: f.request, total: sum(f.writes), done: func(*requester) {
		f.took, f.done = l.now, true
	}}
	res := &responder{e: l.server, request: f.request, writes: f.writes, think: f.think}
	l.client.app, l.server.app = req.act, res.act
	return l
}

func (f *fetch) wait() (took time.Duration, ok bool) {
	limit := f.limit
	if limit == 0 {
		limit = 10 * time.Minute
	}
	f.lab.run(limit, func() bool { return f.done })
	return f.took, f.done
}

func sum(v []int) (n int) {
	for _, x := range v {
		n += x
	}
	return n
}

// page is objects fetched at once over at most conns connections.
type page struct {
	cfg       *Config
	up, down  link
	request   int
	writes    []int
	objects   int
	conns     int
	keepAlive bool
}

func (p *page) run() (took time.Duration, ok bool) {
	l := &lab{up: &p.up, down: &p.down}
	waiting, left := p.objects, p.objects
	var open func()
	open = func() {
		waiting--
		c, s := l.dial(p.cfg, p.cfg)
		req := &requester{e: c, request: p.request, total: sum(p.writes), done: func(r *requester) {
			if left--; left == 0 {
				took, ok = l.now, true
			}
			switch {
			case !p.keepAlive:
				r.asked = true // no further request on this one
				c.conn.Close(l.now)
				if waiting > 0 {
					open()
				}
			case waiting > 0:
				waiting--
				l.at(l.now, c.pump)
			default:
				r.asked = true
			}
		}}
		res := &responder{e: s, request: p.request, writes: p.writes, close: !p.keepAlive}
		c.app, s.app = req.act, res.act
	}
	for range min(p.conns, p.objects) {
		open()
	}
	l.run(10*time.Minute, func() bool { return ok })
	return took, ok
}

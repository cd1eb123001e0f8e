package tcp

import (
	"container/heap"
	"slices"
	"time"
)

// lab is the smallest network that has two connections in it: a link each way
// with a rate, a drop-tail queue, a delay and scripted loss.
type lab struct {
	now    time.Duration
	events events
	seq    int
	up     *link
	down   *link
	client *endpoint // of the first connection
	server *endpoint
	trace  func(at time.Duration, from string, s *Segment, dropped bool)
}

type link struct {
	rate  float64 // bit/s of IP packets; 0: unlimited
	queue int     // bytes of backlog; 0: unlimited
	delay time.Duration
	drop  func(s *Segment) bool

	busy time.Duration
}

// backlog is what has not been sent yet, in bytes: a packet that is being sent
// counts with what is left of it.
func (k *link) backlog(now time.Duration) int {
	return int(max(0, k.busy-now).Seconds() * k.rate / 8)
}

type endpoint struct {
	name  string
	lab   *lab
	conn  *Conn
	peer  *endpoint
	out   *link
	cfg   *Config
	app   func(now time.Duration, c *Conn)
	timer time.Duration
	sent  int // segments
	bytes int // of IP
}

type labEvent struct {
	at  time.Duration
	seq int
	do  func()
}

type events []labEvent

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(labEvent)) }
func (e *events) Pop() any {
	o := *e
	x := o[len(o)-1]
	o[len(o)-1] = labEvent{}
	*e = o[:len(o)-1]
	return x
}

// newLab has a client that dials at time 0 and a server that accepts. up and
// down are the links towards the server and towards the client.
func newLab(client, server *Config, up, down link) *lab {
	l := &lab{up: &up, down: &down}
	l.client, l.server = l.dial(client, server)
	return l
}

// dial opens another connection over the same links. The SYN leaves when the
// events of this instant have run, so that the applications can be set first.
func (l *lab) dial(client, server *Config) (c, s *endpoint) {
	c = &endpoint{name: "client", lab: l, out: l.up, cfg: client, timer: Never}
	s = &endpoint{name: "server", lab: l, out: l.down, cfg: server, timer: Never}
	c.peer, s.peer = s, c
	c.conn = Client(client, l.now)
	l.at(l.now, c.pump)
	return c, s
}

func (l *lab) at(t time.Duration, do func()) {
	l.seq++
	heap.Push(&l.events, labEvent{max(t, l.now), l.seq, do})
}

// run plays events until none is left, done says so, or limit has passed.
func (l *lab) run(limit time.Duration, done func() bool) bool {
	for len(l.events) > 0 {
		if done != nil && done() {
			return true
		}
		if l.events[0].at > limit {
			l.now = limit
			return false
		}
		e := heap.Pop(&l.events).(labEvent)
		l.now = e.at
		e.do()
	}
	return done == nil || done()
}

// pump lets the application act and sends what the connection has.
func (e *endpoint) pump() {
	c := e.conn
	if c == nil {
		return
	}
	if e.app != nil {
		e.app(e.lab.now, c)
	}
	var s Segment
	for c.Next(e.lab.now, &s) {
		e.send(&s)
	}
	if at := c.Deadline(); at < e.timer {
		e.timer = at
		e.lab.at(at, func() { e.fire(at) })
	}
}

func (e *endpoint) fire(at time.Duration) {
	if e.timer == at {
		e.timer = Never
	}
	if e.conn != nil {
		e.conn.Timer(e.lab.now)
		e.pump()
	}
}

func (e *endpoint) send(s *Segment) {
	now, k := e.lab.now, e.out
	size := 20 + s.Header() + len(s.Data)
	e.sent++
	e.bytes += size
	lost := k.drop != nil && k.drop(s)
	full := k.queue > 0 && k.backlog(now)+size > k.queue
	if e.lab.trace != nil {
		e.lab.trace(now, e.name, s, lost || full)
	}
	if lost || full {
		return
	}
	start := max(now, k.busy)
	if k.rate > 0 {
		k.busy = start + time.Duration(float64(size)*8e9/k.rate)
	} else {
		k.busy = start
	}
	carried := *s
	carried.SACK = slices.Clone(s.SACK)
	e.lab.at(k.busy+k.delay, func() { e.peer.receive(&carried) })
}

func (e *endpoint) receive(s *Segment) {
	if e.conn == nil {
		if s.Flags&SYN == 0 {
			return
		}
		e.conn = Server(e.cfg, e.lab.now, s)
	} else if e.conn.State() == Closed {
		if r := Reset(s); r.Flags != 0 {
			e.send(&r)
		}
		return
	} else {
		e.conn.Input(e.lab.now, s)
	}
	e.pump()
}

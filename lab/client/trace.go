package client

import (
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"

	"rttlab/lab/timeline"
)

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

	dials   bool          // a dial has begun for this
	dialled time.Duration // when
	conn    *conn
	new     bool // it was opened for this
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
		ConnectStart: func(string, string) {
			now := t.clock.now()
			t.last(func(y *try) { y.dials, y.dialled = true, now })
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
			out.Connection = y.id()
			return
		}
		over := t.tries[i+1].asked
		if y.conn == nil {
			continue // it got none
		}
		lost := timeline.Attempt{Connection: y.id(), Start: y.asked, Phases: y.phases(over)}
		lost.Start += lost.Blocked
		lost.Blocked = 0
		out.Lost = append(out.Lost, lost)
		out.Repeats++
	}
	out.Blocked = end - from
}

// id is that of the try's connection; 0: it got none.
func (y *try) id() int {
	if y.conn == nil {
		return 0
	}
	return y.conn.about.ID
}

// phases cuts the time of a try.
func (y *try) phases(end time.Duration) (p timeline.Phases) {
	if y.conn == nil {
		dialled := end // if not, it waited for a connection of others
		if y.dials {
			dialled = y.dialled
		}
		p.Blocked, p.Connect = dialled-y.asked, end-dialled
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

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

// fetch is one request and its response on a new connection, from dial to the
// last byte.
type fetch struct {
	client, server *Config
	up, down       link
	request        int
	writes         []int // the response, as the server writes it
	think          time.Duration
	limit          time.Duration
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
	total := 0
	for _, n := range f.writes {
		total += n
	}
	got, asked := 0, false
	buf := make([]byte, 32<<10)
	l.client.app = func(now time.Duration, c *Conn) {
		if c.State() == Established && !asked {
			asked = true
			var s Segment
			for c.Next(now, &s) { // the ACK of the handshake leaves by itself
				l.client.send(&s)
			}
			c.Write(make([]byte, f.request))
		}
		for c.Readable() > 0 {
			got += c.Read(buf)
		}
		if got == total && !f.done {
			f.took, f.done = now, true
		}
	}
	read := 0
	body := make([]byte, total)
	writes := f.writes
	started := false
	l.server.app = func(now time.Duration, c *Conn) {
		for c.Readable() > 0 {
			read += c.Read(buf)
		}
		if read < f.request {
			return
		}
		if !started {
			started = true
			l.at(now+f.think, l.server.pump)
			return
		}
		for len(writes) > 0 {
			n := c.Write(body[:writes[0]])
			writes[0] -= n
			if writes[0] > 0 {
				return
			}
			writes = writes[1:]
			var s Segment
			for c.Next(now, &s) {
				l.server.send(&s)
			}
		}
	}
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

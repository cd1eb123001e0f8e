package browser

import (
	"cmp"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

func (l *load) result() *Result {
	r := &Result{Err: l.err(), Shares: map[int]timeline.Shares{}}
	inOrder := slices.DeleteFunc(slices.Clone(l.fetches), func(f *fetch) bool { return f == nil })
	slices.SortStableFunc(inOrder, func(a, b *fetch) int { return cmp.Compare(a.known, b.known) })
	r.Resources = make([]timeline.Resource, len(inOrder))
	for i, f := range inOrder {
		r.Resources[i] = l.resource(f)
		r.Total = max(r.Total, f.end)
	}
	for _, c := range l.conns {
		r.Connections = append(r.Connections, l.connection(c))
		switch w := c.setup.watch; {
		case w != nil:
			r.Shares[c.id] = w.shares(c.sent, c.before, l.pushed(c), l.start)
		case c.proto.name == "h3":
			r.Shares[c.id] = timeline.Shares{Streams: c.streams()}
		}
	}
	return r
}

func (l *load) resource(f *fetch) timeline.Resource {
	r := timeline.Resource{
		ID:        f.res.ID,
		URL:       l.url(f.res),
		Host:      f.res.Host,
		Path:      f.res.Target(),
		Method:    f.res.Verb(),
		Upload:    int64(f.res.Upload),
		Type:      string(f.res.Type),
		MIME:      f.res.Type.MIME(),
		Protocol:  l.host(f.res.Host).proto.name,
		Initiator: f.res.Parent,
		Priority:  priorityOf(f.res).name,
		Status:    f.status,
		Bytes:     int64(f.got),
		Repeats:   f.again,
		Lost:      f.lost,
		Start:     f.known,

		Header:         f.header,
		ResponseHeader: f.responseHeader,

		Phases: f.phases(),
	}
	if f.link != nil && f.link.conn != nil {
		r.Connection = f.link.id
		r.Protocol = f.link.proto.name
	}
	if f.err != nil {
		r.Err = f.err.Error()
	}
	return r
}

// attempt is what came of a request that is over now, in vain.
func (f *fetch) attempt(now time.Duration) timeline.Attempt {
	f.end = now
	a := timeline.Attempt{Connection: f.link.id, Bytes: int64(f.got), Phases: f.phases()}
	a.Start, a.Blocked = f.known+a.Blocked, 0
	return a
}

// phases cuts the time from known to end. Setting up a connection shows in the
// first request that it served, as far as that one waited for it; every other
// wait for a connection is Blocked.
func (f *fetch) phases() timeline.Phases {
	var p timeline.Phases
	if f.link == nil || f.given == 0 && f.known > 0 {
		p.Blocked = f.end - f.known
		return p
	}
	if h := f.link.host.load.host(f.res.Host); f.first || h != f.link.host {
		p.DNS = overlap(f.asked, f.given, h.dns.from, h.dns.till)
	}
	if f.first {
		s := &f.link.setup
		p.Connect = overlap(f.asked, f.given, s.begun, cmp.Or(s.connected, f.link.closed))
		if s.tls && s.connected > 0 {
			p.TLS = overlap(f.asked, f.given, s.connected, cmp.Or(s.secured, f.link.closed))
		}
	}
	p.Blocked = f.given - f.known - p.DNS - p.Connect - p.TLS
	sent := clamp(time.Duration(f.said.sent.Load()), f.given, f.end)
	first := f.end
	if at := f.said.firstByte.Load(); at > 0 {
		first = clamp(time.Duration(at), sent, f.end)
	}
	p.Send, p.Wait, p.Receive = sent-f.given, first-sent, f.end-first
	return p
}

func (l *load) connection(c *link) timeline.Connection {
	s := &c.setup
	r := timeline.Connection{
		ID:        c.id,
		Host:      c.host.name,
		Protocol:  c.proto.name,
		LocalPort: s.localPort,
		Server:    s.server,
		Opened:    s.begun,
		Connect:   max(0, s.connected-s.begun),
		TLS:       max(0, s.secured-s.connected),
		Requests:  c.served,
		Moved:     c.moved,
		Lost:      c.lost,
		Kept:      c.warm,

		Resumed:      s.resumed,
		Certificates: s.certificates,
	}
	if c.gone {
		r.Closed = c.closed
	}
	return r
}

// overlap is how much of the time from a to b lies between c and d.
func overlap(a, b, c, d time.Duration) time.Duration { return max(0, min(b, d)-max(a, c)) }

func clamp(d, low, high time.Duration) time.Duration { return max(low, min(d, high)) }

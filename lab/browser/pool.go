package browser

import (
	"cmp"
	"container/heap"
	"context"
	"net/netip"
	"slices"
	"time"
)

// host is what the browser keeps per name: its connections, and the requests
// that wait for one. Only the loop touches it.
type host struct {
	load  *load
	proto *protocol // of connections that are opened
	index int
	name  string
	queue []*fetch // in the order in which they are to go
	spare int      // connections to have at least, asked for or not
	links []*link  // open, and being opened

	dns lookup
}

// link is one connection, with what the pool knows of it.
type link struct {
	id       int
	host     *host
	proto    *protocol
	conn     conn // nil until it is ready
	setup    setup
	unready  bool // it is open, but the browser has yet to take it over
	inFlight int
	served   int       // requests that were given to it
	sent     []int     // the resources that were asked for on it
	before   int       // requests on it before this load
	freed    int       // at which turn of the browser it became idle; 0: it has not been used
	since    time.Time // when that was, or it was ready
	gone     bool
	outlived bool // still open when the load ended
	closed   time.Duration
	cancel   context.CancelFunc // of its dial
	lost     bool               // its network is gone
	answers  int                // whole responses that have come on it
	warm     bool               // open since a load before
	moved    time.Duration      // when it went on from another network
	uploads  chan struct{}      // held by who sends a request's body
	order    order
}

func (l *load) host(name string) *host {
	h := l.byName[name]
	if h == nil {
		h = &host{load: l, index: len(l.hosts), name: name, proto: l.protocolFor(name)}
		h.takeUp()
		l.hosts, l.byName[name] = append(l.hosts, h), h
	}
	return h
}

// add puts a request into the queue.
func (h *host) add(f *fetch) {
	f.asked = h.load.now()
	h.enqueue(f)
}

// again puts a request back where it came from.
func (h *host) again(f *fetch) {
	f.lost = append(f.lost, f.attempt(h.load.now()))
	f.startOver()
	f.again++
	h.enqueue(f)
}

// enqueue puts a request into its host's queue: before those that are less
// urgent, and of those that are as urgent behind those named before it.
func (h *host) enqueue(f *fetch) {
	i, _ := slices.BinarySearchFunc(h.queue, f, compare)
	h.queue = slices.Insert(h.queue, i, f)
}

// compare says which of two requests goes first: the more urgent, and of those
// that are as urgent the one named first.
func compare(a, b *fetch) int {
	return cmp.Or(
		cmp.Compare(priorityOf(a.res).urgency, priorityOf(b.res).urgency),
		cmp.Compare(a.res.ID, b.res.ID),
	)
}

// pump gives the waiting requests to connections, and opens those that are
// missing.
func (l *load) pump() {
	var waiting []*host
	for _, h := range l.hosts {
		if len(h.queue) == 0 && h.spare == 0 {
			continue
		}
		h.dropDead()
		if len(h.links) > 0 || h.resolve() {
			h.coalesce()
			waiting = append(waiting, h)
		}
	}
	give(waiting)
	for _, h := range waiting {
		if h.wants() && !h.resolve() {
			continue
		}
		for h.wants() {
			h.dial()
		}
		h.spare = 0
	}
}

// give sends what can be sent: of all hosts, since they may share a connection,
// the request that is to go first.
func give(waiting []*host) {
	if len(waiting) == 1 {
		waiting[0].give()
		return
	}
	hosts := make(ready, 0, len(waiting))
	for _, h := range waiting {
		if len(h.queue) > 0 && h.free() != nil {
			hosts = append(hosts, h)
		}
	}
	heap.Init(&hosts)
	for len(hosts) > 0 {
		h := hosts[0]
		c := h.free()
		if c != nil {
			f := h.queue[0]
			h.queue = h.queue[1:]
			h.load.send(f, c)
		}
		if c == nil || len(h.queue) == 0 {
			heap.Pop(&hosts)
		} else {
			heap.Fix(&hosts, 0)
		}
	}
}

// give is give where no other host has requests.
func (h *host) give() {
	for len(h.queue) > 0 {
		c := h.free()
		if c == nil {
			return
		}
		f := h.queue[0]
		h.queue = h.queue[1:]
		h.load.send(f, c)
	}
}

// ready is a heap of hosts (container/heap) by what waits for them.
type ready []*host

func (r ready) Len() int           { return len(r) }
func (r ready) Less(i, j int) bool { return compare(r[i].queue[0], r[j].queue[0]) < 0 }
func (r ready) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *ready) Push(any)          { panic("browser: all that is ready is so from the beginning") }
func (r *ready) Pop() any {
	all := *r
	*r = all[:len(all)-1]
	return all[len(all)-1]
}

// wants says whether the host is to have one more connection.
func (h *host) wants() bool {
	return len(h.links) < h.proto.perHost && h.dialling() < len(h.queue) || len(h.links) < h.spare
}

// free is the connection that the next request takes, nil if there is none: of
// those with room the one that became idle last, since its window is the widest,
// and else of those that have not been used the one opened first. Chromium
// prefers the same (net/socket/transport_client_socket_pool.cc:
// AssignIdleSocketToRequest).
func (h *host) free() *link {
	var best *link
	for _, c := range h.links {
		if c.room() && (best == nil || c.freed > best.freed) {
			best = c
		}
	}
	return best
}

func (c *link) room() bool {
	return c.conn != nil && !c.unready && (c.conn.more() > 0 || c.inFlight == 0 && !c.proto.multiplexed)
}

// dead says whether nothing is under way on a connection and nothing can be: it
// has failed or been closed, or its server has said that it goes away (GOAWAY,
// RFC 9113 §6.8) and has yet to hang up.
func (c *link) dead() bool {
	return c.conn != nil && !c.unready && c.inFlight == 0 && (c.conn.Err() != nil || !c.room())
}

func (h *host) dialling() int {
	n := 0
	for _, c := range h.links {
		if c.conn == nil || c.unready {
			n++
		}
	}
	return n
}

// dropDead takes out connections that have ended while nothing was under way on
// them.
func (h *host) dropDead() {
	if !slices.ContainsFunc(h.links, (*link).dead) {
		return
	}
	for _, c := range slices.Clone(h.links) {
		if c.dead() {
			c.retire()
		}
	}
}

// retire closes a connection and takes it out of the pool. What is in flight on
// it fails.
func (c *link) retire() {
	if c.gone {
		return
	}
	c.gone = true
	c.closed = c.host.load.now()
	c.host.load.letGo(c)
	if c.conn != nil {
		_ = c.conn.Close() // it takes no more requests either way
	}
}

// dial opens one more connection to the host.
func (h *host) dial() {
	l := h.load
	l.pay()
	c := &link{id: len(l.conns) + 1, host: h, proto: h.proto, uploads: make(chan struct{}, 1)}
	c.setup = setup{clock: &l.clock, spawn: l.spawn, promised: l.promised, dial: l.dial, udp: l.udp, addr: h.dns.addr, tls: h.proto.cfg.TLS != nil, begun: l.now()}
	h.links = append(h.links, c)
	l.conns = append(l.conns, c)
	var ctx context.Context
	ctx, c.cancel = context.WithCancel(l.ctx)
	l.workers.Go(func() {
		conn, err := c.proto.open(ctx, h.name, &c.setup)
		l.tell(opened, c.id, func() { h.opened(c, conn, err) })
	})
	l.step()
}

// opened takes note of what came of a dial.
func (h *host) opened(c *link, conn conn, err error) {
	switch {
	case err == nil && c.outlived:
		_ = conn.Close() // the load is over
	case err == nil && c.lost:
		_ = conn.Close() // its network is gone
	case c.outlived, c.lost:
		// The load is over, and with it who waited for this; or somebody else
		// has dialled in its place.
	case err == nil:
		c.conn, c.since = conn, time.Now()
		c.unready = true
		h.load.work(h.load.cfg.OwnTime.Connection, func() { c.unready = false })
	default:
		c.retire()
		h.refuse(c, err)
	}
}

// refuse fails the request that would go next, or all when there is no other
// connection that they could wait for.
func (h *host) refuse(c *link, err error) {
	n := min(1, len(h.queue))
	if len(h.links) == 0 {
		n = len(h.queue)
	}
	failed := h.queue[:n]
	h.queue = h.queue[n:]
	for i, f := range failed {
		f.link, f.given, f.first = c, h.load.now(), i == 0
		h.load.finish(f, f.given, err)
	}
}

// coalesce gives the host a connection to another name, when it may (RFC 9113
// §9.1.1, RFC 9114 §3.3): that one's certificate is for this name, too, and this
// name has the same address. Browsers insist on both. One that is full is as good:
// what it has under way comes to an end.
func (h *host) coalesce() {
	l := h.load
	if !l.cfg.Coalesce || !h.proto.multiplexed || h.proto.cfg.TLS == nil || len(h.links) > 0 || len(h.queue) == 0 {
		return
	}
	addr := h.address()
	if !addr.IsValid() {
		return
	}
	for _, c := range l.conns {
		if c.gone || c.proto.name != h.proto.name || !c.room() && c.inFlight == 0 || !c.leadsTo(addr) {
			continue
		}
		if cert := c.setup.leaf; cert != nil && cert.VerifyHostname(h.name) == nil {
			h.links = append(h.links, c)
			return
		}
	}
}

// address is the host's, from DNS or as the network knows it.
func (h *host) address() netip.Addr {
	l := h.load
	if h.dns.addr.IsValid() || l.udp.Lookup == nil {
		return h.dns.addr
	}
	addr, err := l.udp.Lookup(h.name)
	if err != nil {
		return netip.Addr{} // who dials will be told
	}
	return addr
}

func (c *link) leadsTo(addr netip.Addr) bool {
	server, err := netip.ParseAddrPort(c.setup.server)
	return err == nil && server.Addr() == addr
}

// letGo takes a connection out of every host's pool.
func (l *load) letGo(c *link) {
	for _, h := range l.hosts {
		h.links = slices.DeleteFunc(h.links, func(other *link) bool { return other == c })
	}
}

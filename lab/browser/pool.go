package browser

import (
	"cmp"
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
	served   int   // requests that were given to it
	sent     []int // the resources that were asked for on it
	before   int   // requests on it before this load, where it is watched
	lastUsed int   // turn of the pool at which it was given one
	gone     bool
	outlived bool // still open when the load ended
	closed   time.Duration
	cancel   context.CancelFunc // of its dial
	lost     bool               // its network is gone
	answers  int                // whole responses that have come on it
	warm     bool               // open since a load before
	moved    time.Duration      // when it went on from another network
	uploads  chan struct{}      // held by who sends a request's body
}

func (l *load) host(name string) *host {
	i := slices.IndexFunc(l.hosts, func(h *host) bool { return h.name == name })
	if i < 0 {
		i = len(l.hosts)
		h := &host{load: l, index: i, name: name, proto: l.protocolFor(name)}
		h.takeUp()
		l.hosts = append(l.hosts, h)
	}
	return l.hosts[i]
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
	i, _ := slices.BinarySearchFunc(h.queue, f, func(a, b *fetch) int {
		return cmp.Or(
			cmp.Compare(priorityOf(a.res).urgency, priorityOf(b.res).urgency),
			cmp.Compare(a.res.ID, b.res.ID),
		)
	})
	h.queue = slices.Insert(h.queue, i, f)
}

// pump gives every host's waiting requests to connections.
func (l *load) pump() {
	for _, h := range l.hosts {
		h.pump()
	}
}

func (h *host) pump() {
	if len(h.queue) == 0 && h.spare == 0 {
		return
	}
	h.dropDead()
	h.give()
	if h.wants() && !h.resolve() {
		return
	}
	if h.coalesce() {
		h.give()
	}
	for h.wants() {
		h.dial()
	}
	h.spare = 0
}

// give sends what can be sent.
func (h *host) give() {
	for len(h.queue) > 0 {
		c := h.free()
		if c == nil {
			break
		}
		f := h.queue[0]
		h.queue = h.queue[1:]
		h.load.send(f, c)
	}
}

// wants says whether the host is to have one more connection.
func (h *host) wants() bool {
	return len(h.links) < h.proto.perHost && h.dialling() < len(h.queue) || len(h.links) < h.spare
}

// free is the connection that the next request takes, nil if there is none: of
// those with room the one used last, since its window is the widest. Chromium
// prefers the same.
func (h *host) free() *link {
	var best *link
	for _, c := range h.links {
		if c.room() && (best == nil || c.lastUsed > best.lastUsed) {
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
	c := &link{id: len(l.conns) + 1, host: h, proto: h.proto, uploads: make(chan struct{}, 1)}
	c.setup = setup{clock: &l.clock, spawn: l.workers.Go, promised: l.promised, dial: l.dial, udp: l.udp, addr: h.dns.addr, tls: h.proto.cfg.TLS != nil, begun: l.now()}
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
		c.conn = conn
		c.unready = true
		h.load.work(h.load.cfg.OwnTime.Connection, func() { c.unready = false })
	default:
		c.retire()
		h.refuse(c, err)
	}
}

// refuse fails the request that has waited longest, or all when there is no
// other connection that they could wait for.
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
// name has the same address. Browsers insist on both.
func (h *host) coalesce() bool {
	l := h.load
	if !l.cfg.Coalesce || !h.proto.multiplexed || h.proto.cfg.TLS == nil || len(h.links) > 0 || len(h.queue) == 0 {
		return false
	}
	addr := h.address()
	if !addr.IsValid() {
		return false
	}
	for _, c := range l.conns {
		if c.gone || c.proto != h.proto || !c.room() || !c.leadsTo(addr) {
			continue
		}
		if cert := c.setup.leaf; cert != nil && cert.VerifyHostname(h.name) == nil {
			h.links = append(h.links, c)
			return true
		}
	}
	return false
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

package browser

import (
	"net/netip"
	"time"
)

// lookup is what the browser knows of a host's address. Only the loop touches
// it.
type lookup struct {
	known      bool
	addr       netip.Addr // not valid: the network knows names itself
	asked      bool       // a query is under way
	query      int        // its number
	from, till time.Duration
}

// resolve says whether the host's address is known, and sees to it that it will
// be. All who wait for a name share its query.
func (h *host) resolve() bool {
	l := h.load
	if h.dns.known || h.dns.asked {
		return h.dns.known
	}
	if !l.cfg.Resolver.IsValid() {
		h.dns.known = true
		return true
	}
	if addr, ok := l.cfg.Memory.address(h.name); ok {
		h.dns.known, h.dns.addr = true, addr
		return true
	}
	h.dns.asked, h.dns.from = true, l.now()
	h.dns.query++
	udp, query := l.udp, h.dns.query
	l.workers.Go(func() {
		a, err := resolve(l.ctx, &udp, l.cfg.Resolver, uint16(h.index+1), h.name)
		at := l.now()
		l.tell(resolved, h.index, func() {
			if query == h.dns.query {
				h.resolved(a, at, err)
			}
		})
	})
	l.step()
	return false
}

// askAgain forgets the queries that are under way: their network is gone. The
// next look at the queues sends them anew.
func (l *load) askAgain() {
	for _, h := range l.hosts {
		if h.dns.asked {
			h.dns.asked = false
			h.dns.query++
		}
	}
}

// resolved takes note of what came of a query. A name that was not found is
// asked for anew when it is needed again.
func (h *host) resolved(a answer, at time.Duration, err error) {
	h.dns.asked, h.dns.till = false, at
	if err == nil {
		h.dns.known, h.dns.addr = true, a.addr
		h.load.cfg.Memory.keepAddress(h.name, a)
		return
	}
	failed := h.queue
	h.queue = nil
	for _, f := range failed {
		if !f.over {
			h.load.finish(f, at, err)
		}
	}
}

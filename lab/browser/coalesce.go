package browser

import (
	"net/netip"
	"slices"
)

// coalesce gives the host a connection to another name, when it may (RFC 9113
// §9.1.1, RFC 9114 §3.3): that one's certificate is for this name, too, and this
// name has the same address. Browsers insist on both.
func (h *host) coalesce() bool {
	l := h.load
	if !l.cfg.Coalesce || !h.proto.multiplexed || l.cfg.TLS == nil || len(h.links) > 0 || len(h.queue) == 0 {
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

package netem

import "net/netip"

// A stranger is a host that nobody made, at an address that nobody has. It is
// always down: what is sent there vanishes, as on the Internet. It exists for
// as long as somebody sends to it, so that a network does not grow with the
// addresses that are tried.

// hostAt is the host of that address.
func (h *Host) hostAt(addr netip.Addr) *Host {
	addr = addr.Unmap()
	if to := h.net.byAddr[addr]; to != nil {
		return to
	}
	if to := h.dialled[addr]; to != nil {
		return to
	}
	to := h.net.newHost(addr.String(), addr)
	to.off, to.stranger = true, true
	return to
}

// keep has h find the stranger again while it has connections to it, so that
// each has a port of its own.
func (h *Host) keep(c *Conn) {
	to := c.flow.route.to
	if !to.stranger {
		return
	}
	if h.dialled == nil {
		h.dialled = map[netip.Addr]*Host{}
	}
	h.dialled[to.addr] = to
	to.visitors++
	c.astray = true
}

// release forgets the stranger when the last connection to it has ended.
func (h *Host) release(c *Conn) {
	if !c.astray {
		return
	}
	c.astray = false
	to := c.flow.route.to
	to.visitors--
	if to.visitors == 0 {
		delete(h.dialled, to.addr)
	}
}

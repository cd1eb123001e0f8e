package netem

// Ephemeral ports (net.ipv4.ip_local_port_range).
const (
	firstPort = 32768
	lastPort  = 60999
	portCount = lastPort - firstPort + 1
)

// ephemeral picks a free port for a socket or a listener.
func (h *Host) ephemeral(p protocol, free func(uint16) bool) (uint16, bool) {
	next := h.nextPort[p]
	port, ok := pickPort(hash(p.String(), h.name, "", "\x00\x00"), &next, free)
	h.nextPort[p] = next
	return port, ok
}

// ephemeral picks a free port for a connection to that port.
func (r *route) ephemeral(toPort uint16, free func(uint16) bool) (uint16, bool) {
	if r.nextPort == nil {
		r.nextPort = map[uint16]uint16{}
	}
	next := r.nextPort[toPort]
	offset := hash(protoTCP.String(), r.from.name, r.to.name, string([]byte{byte(toPort >> 8), byte(toPort)}))
	port, ok := pickPort(offset, &next, free)
	r.nextPort[toPort] = next
	return port, ok
}

// pickPort picks as RFC 6056 §3.3.3 does: numbers count up from an offset of
// the destination's own. So connections to one server do not change the ports,
// and with them the random draws, of those to another.
func pickPort(offset uint64, next *uint16, free func(uint16) bool) (uint16, bool) {
	for range portCount {
		port := uint16(firstPort + (offset%portCount+uint64(*next))%portCount)
		*next = (*next + 1) % portCount
		if free(port) {
			return port, true
		}
	}
	return 0, false
}

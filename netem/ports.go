package netem

// Ephemeral ports (net.ipv4.ip_local_port_range).
const (
	firstPort = 32768
	lastPort  = 60999
)

// portKey is what ephemeral ports are counted by: the far end of a TCP
// connection, or, for UDP and listeners, the protocol alone.
type portKey struct {
	protocol protocol
	remote   *Host
	port     uint16
}

// ephemeral picks a free port as RFC 6056 §3.3.3 does: numbers count up from
// an offset of the destination's own. So connections to one server do not
// change the ports, and with them the random draws, of those to another.
func (h *Host) ephemeral(k portKey, free func(uint16) bool) (uint16, bool) {
	remote := ""
	if k.remote != nil {
		remote = k.remote.name
	}
	offset := hash(k.protocol.String(), h.name, remote, string([]byte{byte(k.port >> 8), byte(k.port)}))
	const count = lastPort - firstPort + 1
	for range count {
		port := uint16(firstPort + (offset%count+uint64(h.nextPort[k]))%count)
		h.nextPort[k] = (h.nextPort[k] + 1) % count
		if free(port) {
			return port, true
		}
	}
	return 0, false
}

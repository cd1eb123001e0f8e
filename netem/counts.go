package netem

// Counts is what a host has sent and received so far: IP packets, and their
// bytes with headers. Counting costs nothing to speak of; Network.Observe tells
// of every packet.
type Counts struct {
	PacketsSent, PacketsReceived int
	BytesSent, BytesReceived     int64
	Lost                         int // packets it sent that were dropped, wherever that was
	Full                         int // of Lost, those for which a link's queue had no room
	Again                        int // segments among PacketsSent that TCP sent again
}

// Counts gives the host's counts.
func (h *Host) Counts() Counts {
	h.net.enter()
	defer h.net.leave()
	return h.counts
}

// count counts an event.
func count(k Kind, p *packet) {
	r := p.flow.route
	switch k {
	case Sent:
		r.from.counts.PacketsSent++
		r.from.counts.BytesSent += int64(p.size)
		if p.seg.Again {
			r.from.counts.Again++
		}
	case Delivered:
		r.to.counts.PacketsReceived++
		r.to.counts.BytesReceived += int64(p.size)
	case Dropped:
		r.from.counts.Lost++
	}
}

package replay

import (
	"rttlab/lab/timeline"
)

// counts are a network's packets so far: on the browser's access links, and
// those that were lost or sent again anywhere.
type counts struct {
	bytesDown, bytesUp     int64
	packetsDown, packetsUp int
	dropped, full, again   int
}

func packets(net *Network) counts {
	var all counts
	for _, h := range net.hosts {
		c := h.Counts()
		all.dropped += c.Lost
		all.full += c.Full
		all.again += c.Again
		if h == net.Browser || h == net.After {
			all.packetsDown += c.PacketsReceived
			all.bytesDown += c.BytesReceived
			all.packetsUp += c.PacketsSent
			all.bytesUp += c.BytesSent
		}
	}
	return all
}

// since is what was added after b.
func (c counts) since(b counts) counts {
	return counts{
		c.bytesDown - b.bytesDown, c.bytesUp - b.bytesUp,
		c.packetsDown - b.packetsDown, c.packetsUp - b.packetsUp,
		c.dropped - b.dropped, c.full - b.full, c.again - b.again,
	}
}

func (c counts) fill(out *timeline.Run) {
	out.BytesDown, out.BytesUp = c.bytesDown, c.bytesUp
	out.PacketsDown, out.PacketsUp = c.packetsDown, c.packetsUp
	out.Dropped, out.QueueFull, out.Retransmits = c.dropped, c.full, c.again
}

package replay

import (
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// countPackets adds up the packets of a load, from the first SYN to now: on the
// browser's access links, and those that were lost or sent again anywhere.
func countPackets(out *timeline.Run, net *Network) {
	for _, h := range []*netem.Host{net.Origin, net.Resolver} {
		if h != nil {
			c := h.Counts()
			out.Dropped += c.Lost
			out.Retransmits += c.Again
		}
	}
	for _, h := range []*netem.Host{net.Browser, net.After} {
		if h == nil {
			continue
		}
		c := h.Counts()
		out.PacketsDown += c.PacketsReceived
		out.BytesDown += c.BytesReceived
		out.PacketsUp += c.PacketsSent
		out.BytesUp += c.BytesSent
		out.Dropped += c.Lost
		out.Retransmits += c.Again
	}
}

package replay

import (
	"sync"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

// counter adds up the packets of a load, from the first SYN to the moment when
// the last resource is there.
type counter struct {
	mu      sync.Mutex
	stopped bool
	net     *Network
	out     *timeline.Run
}

func observe(net *Network, out *timeline.Run) *counter {
	c := &counter{net: net, out: out}
	net.Observe(c.event)
	return c
}

func (c *counter) event(e netem.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	if e.Kind == netem.Sent && e.Segment.Again {
		c.out.Retransmits++
	}
	switch {
	case e.Kind == netem.Dropped:
		c.out.Dropped++
	case e.Kind == netem.Delivered && c.net.browses(e.To):
		c.out.PacketsDown++
		c.out.BytesDown += int64(e.Size)
	case e.Kind == netem.Sent && c.net.browses(e.From):
		c.out.PacketsUp++
		c.out.BytesUp += int64(e.Size)
	}
}

// stop ends the count: what follows is only the hanging up.
func (c *counter) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
}

// browses reports whether the host is the browser's, before or after it has
// changed networks.
func (n *Network) browses(h *netem.Host) bool { return h == n.Browser || h == n.After }

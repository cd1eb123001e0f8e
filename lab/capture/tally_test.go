//go:build wireshark

package capture_test

import (
	"sync"

	"rttlab/netem"
)

// tally is netem's own count of what passes a host.
type tally struct {
	host *netem.Host

	mu            sync.Mutex
	stopped       bool
	again         int // segments that the host sent again
	duplicates    int // duplicate ACKs, sent and received
	dropped       int // comments that are to be expected
	conversations map[string][2]int
	flows         map[string]*flow // by sender and receiver
}

// flow is one direction of a connection.
type flow struct {
	ack, window int64 // of its last segment
	next        int64 // after the highest byte sent
}

func newTally(n *netem.Network, host *netem.Host) *tally {
	c := &tally{host: host, conversations: map[string][2]int{}, flows: map[string]*flow{}}
	n.Observe(c.observe)
	return c
}

func (c *tally) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
}

func (c *tally) observe(e netem.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.stopped:
	case e.Kind == netem.Dropped && (e.From == c.host || e.To == c.host):
		c.dropped++
	case e.Kind == netem.Sent && e.From == c.host, e.Kind == netem.Delivered && e.To == c.host:
		c.passes(&e)
	}
}

func (c *tally) passes(e *netem.Event) {
	way, back := e.Src.String()+" "+e.Dst.String(), e.Dst.String()+" "+e.Src.String()
	if _, known := c.conversations[back]; known {
		n := c.conversations[back]
		n[1]++
		c.conversations[back] = n
	} else {
		n := c.conversations[way]
		n[0]++
		c.conversations[way] = n
	}
	if e.Protocol != "tcp" {
		return
	}
	s := &e.Segment
	if s.Again && e.From == c.host {
		c.again++
	}
	f := c.flows[way]
	if f == nil {
		f = &flow{ack: -1}
		c.flows[way] = f
	}
	if f.duplicate(s) {
		c.duplicates++
	}
	f.next = max(f.next, s.Seq+s.Len())
	if s.Flags&netem.ACK != 0 {
		f.ack, f.window = s.Ack, announced(s)
	}
}

// duplicate is RFC 5681 §2, but for its first condition, that data is
// outstanding, which only the other side knows: the segment carries no data, is
// no SYN, FIN or RST, and acknowledges and announces what the last one did.
func (f *flow) duplicate(s *netem.Segment) bool {
	return s.Flags == netem.ACK && len(s.Data) == 0 && s.Seq == f.next && s.Ack == f.ack && announced(s) == f.window
}

// announced is a segment's window as it is on the wire: in a SYN to the byte,
// else in steps of 128.
func announced(s *netem.Segment) int64 {
	if s.Flags&netem.SYN != 0 {
		return s.Window
	}
	return (s.Window + 127) / 128 * 128
}

package netem

import (
	"errors"
	"fmt"
	"slices"
)

// Drops is a list of packets that a path loses one way: for exact tests, and to
// show what one lost packet does.
type Drops struct {
	// Packets are the numbers of the packets that are lost, from 1, in the
	// order in which they come to the path after it was set. A retransmission
	// is one more packet.
	Packets []int

	// DataOnly counts only packets with payload.
	DataOnly bool

	// EachFlow counts every flow's packets by themselves, from the flow's
	// first: Packets: []int{1} loses every connection's SYN.
	EachFlow bool
}

func (d Drops) check() error {
	for _, k := range d.Packets {
		if k < 1 {
			return fmt.Errorf("Drop.Packets has a %d: packets count from 1", k)
		}
	}
	if len(d.Packets) == 0 && (d.DataOnly || d.EachFlow) {
		return errors.New("no Packets in Drop: list the numbers of those to lose")
	}
	return nil
}

// script is Drops at work.
type script struct {
	Drops
	count int
}

func newScript(d Drops) *script {
	d.Packets = slices.Clone(d.Packets)
	slices.Sort(d.Packets)
	return &script{Drops: d}
}

func (s *script) loses(p *packet, d *draws) bool {
	if s.DataOnly && len(p.payload()) == 0 {
		return false
	}
	count := &s.count
	if s.EachFlow {
		count = &d.count
	}
	*count++
	_, found := slices.BinarySearch(s.Packets, *count)
	return found
}

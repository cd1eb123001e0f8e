package netem

import (
	"math/rand/v2"
	"time"
)

// flow is one direction of a TCP connection, or the datagrams from one UDP
// socket to another. What is random about a packet is drawn from its flow's
// own streams, which are derived from the network's seed and the flow's name:
// hosts or flows added elsewhere do not shift them.
type flow struct {
	route  *route
	name   uint64
	last   time.Duration // arrival of the newest packet; nothing overtakes it
	random *draws        // nil until something is random
	notes  *Flow         // in the journal; nil where none is kept
	peer   *Conn         // whom the last of TCP was for; nil: not known
}

// draws are a flow's streams, one for each use, so that turning on the one
// does not shift the other.
type draws struct {
	loss, delay, burst, duplicate, reorder rand.PCG

	bad   bool // in a burst of losses
	count int  // packets so far, for Drops
}

// newFlow names a flow by what does not change when others are added: the
// hosts' names and the ports.
func (n *Network) newFlow(from, to *Host, p protocol, port, toPort uint16) flow {
	return flow{
		route: n.route(from, to),
		name:  hash(p.String(), from.name, to.name, string([]byte{byte(port >> 8), byte(port), byte(toPort >> 8), byte(toPort)})),
	}
}

func (f *flow) draws(n *Network) *draws {
	if f.random == nil {
		d := new(draws)
		for i, stream := range []*rand.PCG{&d.loss, &d.delay, &d.burst, &d.duplicate, &d.reorder} {
			stream.Seed(n.seed, f.name+uint64(i))
		}
		f.random = d
	}
	return f.random
}

// uniform draws from 0 up to, not including, 1, with the 53 bits that a
// float64 holds.
func uniform(p *rand.PCG) float64 { return float64(p.Uint64()>>11) / (1 << 53) }

// hash is 64-bit FNV-1a (RFC 9923), with a zero byte after each part.
func hash(parts ...string) uint64 {
	h := uint64(0xcbf29ce484222325)
	add := func(b byte) { h = (h ^ uint64(b)) * 0x100000001b3 }
	for _, s := range parts {
		for i := range len(s) {
			add(s[i])
		}
		add(0)
	}
	return h
}

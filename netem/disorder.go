package netem

import (
	"errors"
	"time"
)

// Reorder is packets that come late, so that others overtake them. TCP puts
// its stream in order again.
type Reorder struct {
	Probability float64       // that a packet is late
	Delay       time.Duration // how much it is late
}

func (r Reorder) check() error {
	if err := checkProbability("Reorder.Probability", r.Probability); err != nil {
		return err
	}
	if err := checkTime("Reorder.Delay", r.Delay); r.Delay > longest {
		return err
	}
	if r.Delay < 0 || (r.Probability > 0) != (r.Delay > 0) {
		return errors.New("Reorder sets one of Probability and Delay, or Delay is negative: set both")
	}
	return nil
}

// late is how much later than its flow's order a packet arrives.
func (r Reorder) late(d *draws) time.Duration {
	if uniform(&d.reorder) < r.Probability {
		return r.Delay
	}
	return 0
}

// duplicate copies a packet on its way.
func (n *Network) duplicate(p *packet, now time.Duration) *packet {
	d := n.packets.get()
	data := d.data
	*d = *p
	d.next = nil
	d.data = append(data[:0], p.data...)
	d.sack = p.sack
	d.seg.SACK = d.sack[:len(p.seg.SACK)]
	n.events.sent++
	d.order = n.events.sent
	n.note(Duplicated, d, now, "")
	n.noteSent(d, now)
	return d
}

// payload is what the packet carries for the application.
func (p *packet) payload() []byte {
	if p.protocol == protoUDP {
		return p.data
	}
	return p.seg.Data
}

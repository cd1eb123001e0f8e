package netem

import "errors"

// Bursts is Gilbert's and Elliott's model of loss in bursts: a chain of two
// states that moves with every packet of a flow. Each flow has a chain of its
// own. (E. N. Gilbert, Capacity of a burst-noise channel, 1960; E. O. Elliott,
// 1963; as tc-netem's "loss gemodel".)
//
// With the defaults Start/(Start+End) of the packets are lost, 1/End in a row.
type Bursts struct {
	Start float64 // probability that a burst begins before a packet; zero: no bursts
	End   float64 // probability that a burst ends before a packet; must be set with Start
	Bad   float64 // probability of loss within a burst; zero: 1
	Good  float64 // probability of loss between bursts
}

func (b Bursts) check() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"Bursts.Start", b.Start}, {"Bursts.End", b.End}, {"Bursts.Bad", b.Bad}, {"Bursts.Good", b.Good}} {
		if err := checkProbability(f.name, f.value); err != nil {
			return err
		}
	}
	switch {
	case b.Start > 0 && b.End == 0:
		return errors.New("Bursts.End is zero: no burst would end; use 1/N for bursts of N packets")
	case b.Start == 0 && b != Bursts{}:
		return errors.New("Bursts.Start is zero: no burst would begin; set it, or leave Bursts out")
	}
	return nil
}

func (b Bursts) loses(_ *packet, d *draws) bool {
	move, chance := b.Start, b.Good
	if d.bad {
		move = b.End
	}
	if uniform(&d.burst) < move {
		d.bad = !d.bad
	}
	if d.bad {
		chance = b.Bad
		if chance == 0 {
			chance = 1
		}
	}
	return uniform(&d.burst) < chance
}

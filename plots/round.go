package plots

import (
	"time"

	"rttlab/lab/timeline"
)

// leastRound is how high a bar's row is at least where rounds of slow start are
// marked in it.
const leastRound = 14.0

// roundEnds is when a round of slow start was over: a round trip after the one before,
// or earlier, when the next bytes came. What is less than a quarter of a round trip is
// none: the window was large enough but for a few packets.
func roundEnds(axis timeAxis, pieces []timeline.Piece) (ends []time.Duration) {
	for i := 0; i < len(pieces); i++ {
		if pieces[i].Cause != timeline.SlowStart {
			continue
		}
		at, rtt := pieces[i].From, axis.rttAt(pieces[i].From)
		if rtt <= 0 {
			continue
		}
		for i+1 < len(pieces) && pieces[i+1].Cause == timeline.SlowStart && pieces[i+1].From == pieces[i].To {
			i++
		}
		for ; pieces[i].To-at > rtt+rtt/4; at += rtt {
			ends = append(ends, at+rtt)
		}
		if pieces[i].To-at >= rtt/4 {
			ends = append(ends, pieces[i].To)
		}
	}
	return ends
}

// rounds marks where rounds of slow start end in a bar that is high enough, and has
// several.
func (s *sheet) rounds(axis timeAxis, y0, y1 float64, pieces []timeline.Piece) {
	if y1-y0 < leastRound || !axis.trips() {
		return
	}
	ends := roundEnds(axis, pieces)
	if len(ends) < 2 {
		return
	}
	s.marked = true
	top, bottom := middle(y0, y1, full)
	for _, at := range ends {
		s.vertical(axis.x(at), top, bottom, 3, ink)
	}
}

// roundKeys say what the marks are, once any are drawn.
func (s *sheet) roundKeys() []key {
	if !s.marked {
		return nil
	}
	return []key{{label: "a round of slow start ends", color: ink, upright: true}}
}

package plots

import (
	"time"

	"rttlab/lab/timeline"
)

// leastRound is how high a bar's row is at least where rounds of slow start are
// marked in it.
const leastRound = 14.0

// roundEnds is when rounds of slow start were over: about a round trip after the one
// before, where the wait for the window ends. What ends early in a round is none: a
// few packets of the last round that came late.
func roundEnds(axis timeAxis, pieces []timeline.Piece) (ends []time.Duration) {
	waits := slowStarts(pieces)
	if len(waits) == 0 {
		return nil
	}
	at := waits[0].From
	for len(waits) > 0 {
		rtt := axis.rttAt(at)
		if rtt <= 0 {
			return nil
		}
		end := time.Duration(0)
		for _, w := range waits {
			if w.To > at+rtt/2 && w.To <= at+rtt+rtt/4 {
				end = w.To
			}
			if w.From < at+rtt && w.To > at+rtt+rtt/4 { // it goes on in the next round
				end = at + rtt
			}
		}
		if end > 0 {
			ends = append(ends, end)
			at = end
		}
		for len(waits) > 0 && waits[0].To <= max(at, end) {
			waits = waits[1:]
		}
		if end == 0 && len(waits) > 0 {
			if waits[0].From <= at {
				waits = waits[1:]
			}
			if len(waits) > 0 {
				at = max(at, waits[0].From)
			}
		}
	}
	return ends
}

// slowStarts are the waits for a window to grow; what follows without a gap is one.
func slowStarts(pieces []timeline.Piece) (all []timeline.Piece) {
	for _, p := range pieces {
		if p.Cause != timeline.SlowStart {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].To == p.From {
			all[last].To = p.To
			continue
		}
		all = append(all, p)
	}
	return all
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

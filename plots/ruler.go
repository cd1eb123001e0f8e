package plots

import (
	"fmt"
	"time"

	"rttlab/lab/timeline"
)

// ruler draws a round trip to scale, with its ends marked, so that it ends at x1
// on the line y, and the label before it. It returns where the label begins.
// Where one is too short to be seen it draws ten, or a hundred; where they have not
// one length it writes what the lines are.
func (s *sheet) ruler(axis timeAxis, x1, y, size float64) float64 {
	const least = 16.0
	rtt := axis.rtt
	if axis.change.At > 0 && axis.trips() {
		axis.note = "lines: 1 RTT = " + roundTrip(rtt) + ", then " + roundTrip(axis.change.RTT)
	}
	if axis.note != "" {
		s.text(x1, y, axis.note, size, true, toRight, ink)
		return x1 - textWidth(axis.note, size, true)
	}
	if axis.change.At > 0 {
		return x1
	}
	n := 1
	for ; n <= 100; n *= 10 {
		if axis.x(time.Duration(n)*rtt)-axis.x0 >= least {
			break
		}
	}
	length := axis.x(time.Duration(n)*rtt) - axis.x0
	if rtt <= 0 || length < least || length > (axis.x1-axis.x0)/2 {
		return x1
	}
	label := "1 RTT = " + roundTrip(rtt)
	switch {
	case axis.trips():
		label = "lines: " + label
	case n > 1:
		label = fmt.Sprintf("%d RTT of %s", n, roundTrip(rtt))
	}
	x0 := x1 - length
	if x0-12-textWidth(label, size, true) < margin { // no room beside it: in words alone
		s.text(x1, y, label, size, true, toRight, ink)
		return x1 - textWidth(label, size, true)
	}
	s.horizontal(x0, x1, y, 3, ink)
	s.vertical(x0+1.5, y-8, y+8, 3, ink)
	s.vertical(x1-1.5, y-8, y+8, 3, ink)
	s.text(x0-12, y, label, size, true, toRight, ink)
	return x0 - 12 - textWidth(label, size, true)
}

// oneRTT is the round trip time that all runs have; 0 when they differ.
func oneRTT(runs []timeline.Run) time.Duration {
	rtt := runs[0].RTT
	for i := range runs {
		if runs[i].RTT != rtt || runs[i].Change.RTT != 0 && runs[i].Change.RTT != rtt {
			return 0
		}
	}
	return rtt
}

package plots

import (
	"slices"
	"time"
)

// rowsOf is a part of a picture of all runs: those that share a time axis.
type rowsOf struct {
	runs []int // indices
	end  time.Duration
}

const (
	// Fast runs beside slow ones are short lines. They get an axis of their own where
	// the slowest takes farApart times as long as the fastest, there is a gap of
	// gapBetween somewhere, and the slowest is farEnough times what is on this side of
	// it. A single fast run needs none: that it is short is what it shows.
	farApart   = 6.0
	gapBetween = 1.6
	farEnough  = 2.2

	secondAxis = 76.0 // room for what the second axis is, and its times
)

// panels are the runs in one part, or in two: the faster ones and the slower ones,
// with an axis each, divided where the gap is widest.
func (a *allRuns) panels() []rowsOf {
	all := rowsOf{end: a.end}
	var ends []time.Duration
	for i := range a.runs {
		all.runs = append(all.runs, i)
		ends = append(ends, a.endOf(i))
	}
	slices.Sort(ends)
	slowest := ends[len(ends)-1]
	if float64(slowest) < farApart*float64(ends[0]) {
		return []rowsOf{all}
	}
	split, widest := time.Duration(0), gapBetween
	for i, end := range ends[:len(ends)-1] {
		if i == 0 {
			continue
		}
		if gap := float64(ends[i+1]) / float64(end); gap >= widest && float64(slowest) >= farEnough*float64(end) {
			split, widest = end, gap
		}
	}
	if split == 0 {
		return []rowsOf{all}
	}
	fast, slow := rowsOf{end: split}, rowsOf{end: slowest}
	for i := range a.runs {
		if a.endOf(i) <= split {
			fast.runs = append(fast.runs, i)
		} else {
			slow.runs = append(slow.runs, i)
		}
	}
	return []rowsOf{fast, slow}
}

// endOf is how far a run reaches on the time axis.
func (a *allRuns) endOf(i int) time.Duration {
	if spread := a.runs[i].Spread; spread != nil {
		return max(a.runs[i].Total, spread.P90)
	}
	return a.runs[i].Total
}

// drawPanels draws rows between y0 and y1, at most so high, with their axes. It
// returns the axis of the last part.
func (a *allRuns) drawPanels(s *sheet, x0, x1, y0, y1, highest float64, row func(axis timeAxis, i int, y0, y1 float64)) timeAxis {
	parts := a.panels()
	height := min((y1-y0-secondAxis*float64(len(parts)-1))/float64(len(a.runs)), highest)
	var axis timeAxis
	note := ""
	for n, part := range parts {
		if n > 0 {
			s.text(margin, y0+secondAxis-50, "slower: another scale", legendSize, true, toLeft, ink)
			y0 += secondAxis
		}
		axis = timeAxis{x0: x0, x1: x1, end: part.end, rtt: oneRTT(a.runs)}
		if len(parts) > 1 { // the foot has room for one
			s.ruler(axis, x0-40, y0-20, leastText)
		}
		own := axis.rtt == 0 && slices.ContainsFunc(part.runs, func(i int) bool { return axis.of(&a.runs[i]).trips() })
		if own {
			axis.times(s, y0, y0-4, y0+6, 20)
			note = "lines: each run's round trips"
		} else {
			axis.draw(s, y0, y0+height*float64(len(part.runs)), 20)
		}
		for _, i := range part.runs {
			its := axis
			if its.rtt == 0 {
				its = axis.of(&a.runs[i])
			}
			if own && its.trips() {
				its.tripLines(s, y0, y0+height)
			}
			row(its, i, y0, y0+height)
			y0 += height
		}
	}
	if len(parts) > 1 {
		axis.rtt = 0
	}
	axis.note = note
	return axis
}

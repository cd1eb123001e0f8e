package plots

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"rttlab/lab/timeline"
)

// timeAxis maps times from 0 to end to pixels from x0 to x1.
type timeAxis struct {
	x0, x1 float64
	end    time.Duration
	rtt    time.Duration   // that all of the picture has; 0: there is none
	change timeline.Change // after which it is another one
	note   string          // what the lines are, where there is no scale to it
}

func (a timeAxis) x(t time.Duration) float64 {
	return a.x0 + (a.x1-a.x0)*float64(t)/float64(a.end)
}

// step is the distance of the ticks: 1, 2 or 5 times a power of ten, and at
// least apart pixels.
func (a timeAxis) step(apart float64) time.Duration {
	least := float64(a.end) * apart / max(a.x1-a.x0, 1)
	unit := math.Pow(10, math.Floor(math.Log10(max(least, 1))))
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= least {
			return time.Duration(m * unit)
		}
	}
	return time.Duration(10 * unit)
}

// leastTrip is how many pixels a round trip has where lines count them.
const leastTrip = 12.0

// trips says whether the lines down the picture are round trips: where one can be
// told from the next.
func (a timeAxis) trips() bool {
	least := a.rtt
	if a.change.RTT > 0 {
		least = min(least, a.change.RTT)
	}
	return a.rtt > 0 && a.x(least)-a.x0 >= leastTrip && a.end >= 2*a.rtt
}

// of is the axis with a run's own round trips.
func (a timeAxis) of(run *timeline.Run) timeAxis {
	a.rtt, a.change = run.RTT, timeline.Change{}
	if run.Change.At > 0 && run.Change.At < a.end {
		a.change = run.Change
	}
	return a
}

// tripLines draws a line from y0 to y1 at every round trip, counted anew from a change
// of network on.
func (a timeAxis) tripLines(s *sheet, y0, y1 float64) {
	for t := time.Duration(0); t <= a.end; {
		s.vertical(a.x(t), y0, y1, 1, tripLine)
		next := t + a.rttAt(t)
		if t < a.change.At {
			next = min(next, a.change.At)
		}
		if next <= t {
			return
		}
		t = next
	}
}

// rttAt is the round trip's time in force.
func (a timeAxis) rttAt(t time.Duration) time.Duration {
	if a.change.At > 0 && t >= a.change.At {
		return a.change.RTT
	}
	return a.rtt
}

// draw draws lines down the picture from y0 to y1, at round trips or at times, and
// the times above them.
func (a timeAxis) draw(s *sheet, y0, y1, size float64) {
	if a.trips() {
		a.tripLines(s, y0, y1)
		a.times(s, y0, y0-4, y0+6, size)
		return
	}
	a.times(s, y0, y0, y1, size)
}

// times writes times above y0, with lines from above to below.
func (a timeAxis) times(s *sheet, y0, above, below, size float64) {
	step := a.step(6 * size)
	for t := time.Duration(0); t <= a.end; t += step {
		s.vertical(a.x(t), above, below, 1, grid)
		s.text(a.x(t), y0-size, tickLabel(t, step), size, false, toMiddle, quiet)
	}
}

// tickLabel is a time with the decimals that the step needs: seconds when the
// steps are tenths of one or more, else milliseconds.
func tickLabel(t, step time.Duration) string {
	switch {
	case t == 0:
		return "0"
	case step >= time.Second:
		return strconv.FormatFloat(t.Seconds(), 'f', 0, 64) + " s"
	case step >= 100*time.Millisecond:
		return strconv.FormatFloat(t.Seconds(), 'f', 1, 64) + " s"
	}
	decimals := max(0, -int(math.Floor(math.Log10(float64(step)/1e6)+1e-9)))
	return strconv.FormatFloat(float64(t)/1e6, 'f', decimals, 64) + " ms"
}

// duration is a time for reading from afar: three significant digits.
func duration(d time.Duration) string {
	if d < 999500*time.Microsecond {
		return digits(float64(d)/1e6) + " ms"
	}
	return digits(d.Seconds()) + " s"
}

// roundTrip is a network's RTT, which is a round figure mostly: 50 ms.
func roundTrip(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/1e6, 'f', -1, 64) + " ms"
}

// shortDuration is a time in up to three digits: 1 s, 1.35 s, 200 ms.
func shortDuration(d time.Duration) string {
	unit, v := " s", d.Seconds()
	if d < 999500*time.Microsecond {
		unit, v = " ms", float64(d)/1e6
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(max(v, 1)))))
	scale := math.Pow10(decimals)
	return strconv.FormatFloat(math.Round(v*scale)/scale, 'f', -1, 64) + unit
}

// ratio is how many times: 0.87x, 1.04x, 3.8x, 120x.
func ratio(v float64) string {
	if v < 1.095 {
		return fmt.Sprintf("%.2fx", v)
	}
	if v < 99.95 {
		return fmt.Sprintf("%.1fx", v)
	}
	return fmt.Sprintf("%.0fx", v)
}

func digits(v float64) string {
	if v == 0 {
		return "0"
	}
	return timeline.ThreeDigits(v)
}

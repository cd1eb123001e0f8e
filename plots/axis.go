package plots

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// timeAxis maps times from 0 to end to pixels from x0 to x1.
type timeAxis struct {
	x0, x1 float64
	end    time.Duration
	rtt    time.Duration // that all of the picture has; 0: there is none
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
	return a.rtt > 0 && a.x(a.rtt)-a.x0 >= leastTrip && a.end >= 2*a.rtt
}

// draw draws lines down the picture from y0 to y1, at round trips or at times, and
// the times above them.
func (a timeAxis) draw(s *sheet, y0, y1, size float64) {
	above, below := y0, y1
	if a.trips() {
		for t := time.Duration(0); t <= a.end; t += a.rtt {
			s.vertical(a.x(t), y0, y1, 1, tripLine)
		}
		above, below = y0-4, y0+6
	}
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
	switch {
	case v == 0:
		return "0"
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

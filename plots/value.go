package plots

import (
	"math"
	"strconv"
)

// valueAxis maps values from 0 to end to pixels from y0, at the bottom, to y1.
type valueAxis struct {
	y0, y1 float64
	end    float64
}

func (a valueAxis) y(v float64) float64 { return a.y0 + (a.y1-a.y0)*v/a.end }

// step is the distance of the ticks: 1, 2 or 5 times a power of ten, at least
// apart pixels and at least 1.
func (a valueAxis) step(apart float64) float64 {
	least := a.end * apart / max(a.y0-a.y1, 1)
	unit := math.Pow(10, math.Floor(math.Log10(max(least, 1))))
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= least {
			return m * unit
		}
	}
	return 10 * unit
}

// draw draws lines across the picture from x0 to x1 and the values to their
// left, as write has them.
func (a valueAxis) draw(s *sheet, x0, x1, size float64, write func(v float64) string) {
	step := a.step(3 * size)
	for v := 0.0; v <= a.end; v += step {
		s.horizontal(x0, x1, a.y(v), 1, grid)
		s.text(x0-size*0.6, a.y(v), write(v), size, false, toRight, quiet)
	}
}

// bytesLabel is a number of bytes in thousands or millions.
func bytesLabel(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v >= 1e6:
		return strconv.FormatFloat(v/1e6, 'f', -1, 64) + " MB"
	case v >= 1e3:
		return strconv.FormatFloat(v/1e3, 'f', -1, 64) + " kB"
	}
	return strconv.FormatFloat(v, 'f', -1, 64) + " B"
}

// roughBytes is a number of bytes for reading from afar: three digits.
func roughBytes(v float64) string {
	switch {
	case v >= 999_500:
		return digits(v/1e6) + " MB"
	case v >= 1000:
		return digits(v/1e3) + " kB"
	}
	return digits(v) + " B"
}

// countLabel is a plain number.
func countLabel(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// millisLabel is a time that was drawn in milliseconds.
func millisLabel(v float64) string {
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64) + " ms"
}

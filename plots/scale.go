package plots

import (
	"math"
	"slices"
	"strconv"
)

// Axis is what a swept value is called and counted in.
type Axis struct {
	Name  string   // "network.rtt"
	Unit  string   // "ms", "Mbps", "bytes", "percent", or ""
	Words []string // instead of numbers: values are the indices of these
}

// logarithmic says whether values in ascending order are better seen in ratios:
// they are far apart, and at more even distances than on a plain axis.
func (a *Axis) logarithmic(values []float64) bool {
	if a.Words != nil || !far(values) {
		return false
	}
	widest := func(log bool) (gap float64) {
		sc := scale{p1: 1, min: slices.Min(values), max: slices.Max(values), log: log}
		for i, v := range values[1:] {
			gap = max(gap, sc.at(v)-sc.at(values[i]))
		}
		return gap
	}
	return widest(true) < widest(false)
}

// far says whether values are all above 0, and the greatest eight times the least.
func far(values []float64) bool {
	return len(values) > 0 && slices.Min(values) > 0 && slices.Max(values) >= 8*slices.Min(values)
}

// label is a value of the axis for people.
func (a *Axis) label(v float64) string {
	if a.Words != nil {
		if i := int(math.Round(v)); i >= 0 && i < len(a.Words) && math.Abs(v-float64(i)) < 1e-9 {
			return a.Words[i]
		}
		return ""
	}
	short := func(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
	switch {
	case v == 0 || a.Unit == "":
		return short(v)
	case a.Unit == "ms" && v >= 1000:
		return short(v/1000) + " s"
	case a.Unit == "Mbps" && v >= 1000:
		return short(v/1000) + " Gbps"
	case a.Unit == "Mbps" && v < 1:
		return short(v*1000) + " kbps"
	case a.Unit == "percent":
		return short(v) + " %"
	case a.Unit == "bytes":
		return bytesLabel(v)
	}
	return short(v) + " " + a.Unit
}

// scale maps values to pixels, evenly or in ratios.
type scale struct {
	p0, p1   float64 // pixels of the least and the greatest value
	min, max float64
	log      bool
}

func (s scale) at(v float64) float64 {
	lo, hi := s.min, s.max
	if s.log {
		lo, hi, v = math.Log(lo), math.Log(hi), math.Log(v)
	}
	if hi == lo {
		return (s.p0 + s.p1) / 2
	}
	return s.p0 + (s.p1-s.p0)*(v-lo)/(hi-lo)
}

// ticks are round values: 1, 2 or 5 times powers of ten, at least apart pixels
// from each other.
func (s scale) ticks(apart float64) (all []float64) {
	length := math.Abs(s.p1 - s.p0)
	if s.max <= s.min {
		return []float64{s.min}
	}
	if !s.log {
		least := (s.max - s.min) * apart / length
		unit := math.Pow(10, math.Floor(math.Log10(least)))
		step := 10 * unit
		for _, m := range []float64{1, 2, 5} {
			if m*unit >= least {
				step = m * unit
				break
			}
		}
		for i := math.Ceil(s.min/step - 1e-9); i*step <= s.max+step*1e-9; i++ {
			all = append(all, i*step+0) // no -0
		}
		return all
	}
	for _, within := range [][]float64{{1, 1.5, 2, 3, 4, 5, 6, 8}, {1, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}} {
		all = nil
		near := false
		for unit := math.Pow(10, math.Floor(math.Log10(s.min))); unit <= s.max; unit *= 10 {
			for _, m := range within {
				v := m * unit
				if v < s.min*(1-1e-9) || v > s.max*(1+1e-9) {
					continue
				}
				if n := len(all); n > 0 && math.Abs(s.at(v)-s.at(all[n-1])) < apart {
					near = true
				}
				all = append(all, v)
			}
		}
		if !near {
			return all
		}
	}
	return all
}

// ticks are all of an axis's words; else the values that are given, if none is
// nearer to the next than its label needs; else round ones.
func (a *Axis) ticks(sc scale, apart float64, values []float64, needs func(v float64) float64) (all []float64) {
	if a.Words != nil {
		for i := range a.Words {
			all = append(all, float64(i))
		}
		return all
	}
	for i, v := range values {
		if i > 0 && math.Abs(sc.at(v)-sc.at(values[i-1])) < (needs(v)+needs(values[i-1]))/2 {
			return sc.ticks(apart)
		}
	}
	if len(values) > 0 {
		return values
	}
	return sc.ticks(apart)
}

// along draws an axis of values below a picture: ticks with labels, lines up to
// y0, and its name. The ticks are at the values that are given, if there is room.
// Words, which nobody can guess, take a second line where one has no room.
func (s *sheet) along(a *Axis, sc scale, y0, y1 float64, values ...float64) {
	const size, below = 24, 30
	ticks := a.ticks(sc, 110, values, func(v float64) float64 { return textWidth(a.label(v), size, false) + 16 })
	last := []float64{math.Inf(-1)}
	if a.Words != nil {
		last = append(last, math.Inf(-1))
	}
	name := y1 + 66
	for _, v := range ticks {
		x := sc.at(v)
		s.vertical(x, y0, y1+8, 1, grid)
		text := a.label(v)
		half := textWidth(text, size, false) / 2
		x = min(x, s.width-half-12)
		line := slices.IndexFunc(last, func(end float64) bool { return x-half >= end+10 })
		if line < 0 {
			continue
		}
		s.text(x, y1+28+below*float64(line), text, size, false, toMiddle, quiet)
		last[line] = x + half
		name = max(name, y1+66+below*float64(line))
	}
	s.text((sc.p0+sc.p1)/2, name, a.title(sc.log), size, true, toMiddle, ink)
}

// beside draws one at the left: labels, and lines to the right up to x1.
func (s *sheet) beside(a *Axis, sc scale, x0, x1 float64, values ...float64) {
	const size = 24
	ticks := a.ticks(sc, 60, values, func(float64) float64 { return size * 1.5 })
	last := math.Inf(1)
	for _, v := range ticks {
		y := sc.at(v)
		s.horizontal(x0, x1, y, 1, grid)
		if text := a.label(v); y < last-size {
			fit := shrink(text, size, 14, x0-margin-10, false)
			s.text(x0-14, y, cutMiddle(text, fit, false, x0-margin-10), fit, false, toRight, quiet)
			last = y
		}
	}
}

func (a *Axis) title(log bool) string {
	if log {
		return a.Name + ", in even ratios"
	}
	return a.Name
}

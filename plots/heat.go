package plots

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Heat is who wins where: how many times faster one run is than another over two
// values that were swept, with the line on which both are alike.
type Heat struct {
	Title  string
	Note   string
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	a, b   string
	x, y   Axis
	xs, ys []float64
	z      [][]float64 // by y, then x: how many times faster a is; 0: not known
}

// NewHeat makes the picture of runs a and b. times[j][i] is b's time over a's at
// xs[i] and ys[j], which ascend; 0: one of them did not finish.
func NewHeat(title, a, b string, x, y Axis, xs, ys []float64, times [][]float64) (*Heat, error) {
	if len(xs) == 0 || len(ys) == 0 || len(times) != len(ys) {
		return nil, errors.New("a map needs a value for each point of two axes")
	}
	if !slices.IsSorted(xs) || !slices.IsSorted(ys) {
		return nil, errors.New("the values of a map's axes have to ascend")
	}
	h := &Heat{Title: title, Width: 1920, Height: 1080, a: a, b: b}
	h.x, h.xs = evenly(x, xs)
	h.y, h.ys = evenly(y, ys)
	for _, row := range times {
		if len(row) != len(xs) || slices.ContainsFunc(row, func(v float64) bool { return v < 0 || math.IsNaN(v) || math.IsInf(v, 0) }) {
			return nil, fmt.Errorf("a map's rows need %d ratios each, all of them numbers", len(xs))
		}
		h.z = append(h.z, slices.Clone(row))
	}
	return h, nil
}

// Size is Width and Height.
func (c *Heat) Size() (width, height vg.Length) { return c.Width, c.Height }

var (
	winner  = rgb(0x0B6E99) // a's
	loser   = rgb(0xC25100) // b's
	unknown = rgb(0x9AA0A6)
)

// shades is how many steps of colour a side has; the last begins at eight times.
const shades = 9

// heat is the colour of a ratio: pale near 1, full from 8 times on.
func heat(v float64) color.RGBA {
	if v <= 0 {
		return unknown
	}
	octaves := math.Log2(v)
	part := math.Round(min(math.Abs(octaves)/3, 1)*shades) / shades
	if octaves < 0 {
		return blend(stripe, loser, part*0.85)
	}
	return blend(stripe, winner, part*0.85)
}

// Draw draws it.
func (c *Heat) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	s.sweepTitle(c.Title, c.Note)
	const right = 380
	x := cells(c.x, c.xs, sweepLeft+60, s.width-margin-right)
	y := cells(c.y, c.ys, s.height-sweepFoot, sweepHead+50)
	s.text(margin, sweepHead+14, c.y.title(y.log), 24, true, toLeft, ink)
	xe, ye := edges(x, c.xs), edges(y, c.ys)
	for j := range c.ys {
		for i := range c.xs {
			x0, x1, y0, y1 := xe[i], xe[i+1], ye[j+1], ye[j]
			s.rect(x0, y0, x1, y1, heat(c.z[j][i]))
		}
	}
	s.along(&c.x, x, ye[0]+2, ye[0], c.xs...)
	s.beside(&c.y, y, xe[0]-8, xe[0], c.ys...)
	for _, l := range c.alike(x, y) {
		s.line(6, paper, l[0], l[1])
		s.line(3, ink, l[0], l[1])
	}
	c.values(s, xe, ye)
	c.key(s, s.width-right+10)
}

// values writes the ratios into the cells, if there is room for all.
func (c *Heat) values(s *sheet, xe, ye []float64) {
	size := min(24, (ye[0]-ye[1])*0.6)
	room := xe[1] - xe[0]
	for _, row := range c.z {
		for _, v := range row {
			if size < 14 || textWidth(outcome(v), size, false)+12 > room {
				return
			}
		}
	}
	for j, row := range c.z {
		for i, v := range row {
			shade := ink
			if v > 0 && math.Abs(math.Log2(v)) > 2.5 {
				shade = paper
			}
			text, x, y := outcome(v), (xe[i]+xe[i+1])/2, (ye[j]+ye[j+1])/2
			half := textWidth(text, size, false)/2 + 4
			s.rect(x-half, y-size*0.6, x+half, y+size*0.6, heat(v)) // the line may pass here
			s.text(x, y, text, size, false, toMiddle, shade)
		}
	}
}

func outcome(v float64) string {
	if v > 0 {
		return ratio(v)
	}
	return "failed"
}

// evenly gives an axis whose cells are alike. Where values are at uneven distances,
// it is one of words.
func evenly(a Axis, values []float64) (Axis, []float64) {
	sc := scale{p1: 1, min: values[0], max: values[len(values)-1], log: a.logarithmic(values)}
	even := true
	for i, v := range values {
		even = even && (len(values) == 1 || math.Abs(sc.at(v)*float64(len(values)-1)-float64(i)) < 0.01)
	}
	if even || a.Words != nil {
		return a, slices.Clone(values)
	}
	words, places := make([]string, len(values)), make([]float64, len(values))
	for i, v := range values {
		words[i], places[i] = a.label(v), float64(i)
	}
	a.Words = words
	return a, places
}

// cells is the scale of an axis whose values are the middles of cells between
// two pixels.
func cells(a Axis, values []float64, p0, p1 float64) scale {
	n := float64(len(values))
	half := (p1 - p0) / n / 2 * (1 - 1e-9) // less, so that a single one knows which way is up
	return scale{p0: p0 + half, p1: p1 - half, min: values[0], max: values[len(values)-1], log: a.logarithmic(values)}
}

// edges are where the cells begin and end: half-way between two middles.
func edges(sc scale, values []float64) []float64 {
	n := len(values)
	half := math.Abs(sc.p1-sc.p0) / float64(max(n-1, 1)) / 2
	if n == 1 {
		half = 200
	}
	if sc.p1 < sc.p0 {
		half = -half
	}
	all := []float64{sc.at(values[0]) - half}
	for i := 1; i < n; i++ {
		all = append(all, (sc.at(values[i-1])+sc.at(values[i]))/2)
	}
	return append(all, sc.at(values[n-1])+half)
}

// alike are the pieces of the line on which the ratio is 1: marching squares,
// the place on a side being that of a logarithm that changes evenly.
func (c *Heat) alike(x, y scale) (lines [][2]dot) {
	for j := range len(c.ys) - 1 {
		for i := range len(c.xs) - 1 {
			corners := [4][2]int{{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}}
			var cut []dot
			for k := range corners {
				from, to := corners[k], corners[(k+1)%4]
				v, w := c.z[from[1]][from[0]], c.z[to[1]][to[0]]
				if v <= 0 || w <= 0 || (v >= 1) == (w >= 1) {
					continue
				}
				part := math.Log(v) / (math.Log(v) - math.Log(w))
				x0, x1 := x.at(c.xs[from[0]]), x.at(c.xs[to[0]])
				y0, y1 := y.at(c.ys[from[1]]), y.at(c.ys[to[1]])
				cut = append(cut, dot{x0 + (x1-x0)*part, y0 + (y1-y0)*part})
			}
			for k := 0; k+1 < len(cut); k += 2 {
				lines = append(lines, [2]dot{cut[k], cut[k+1]})
			}
		}
	}
	return lines
}

// key says what the colours mean.
func (c *Heat) key(s *sheet, x float64) {
	const size, high = 24, 54
	y := sweepHead + 60.0
	for _, v := range []float64{8, 4, 2, 1.25, 1, 0.8, 0.5, 0.25, 0.125} {
		s.rect(x, y, x+60, y+high, heat(v))
		text := ratio(v)
		switch {
		case v == 8:
			text += " and more"
		case v == 0.125:
			text = "0.13x and less"
		}
		s.text(x+76, y+high/2, text, size, false, toLeft, quiet)
		y += high
	}
	room := s.width - margin - x
	for _, line := range []struct {
		text  string
		at    float64
		shade color.RGBA
	}{{c.a + " is faster", sweepHead + 30, winner}, {c.b + " is faster", y + 30, loser}} {
		fit := shrink(line.text, size, 14, room, true)
		s.text(x, line.at, cutMiddle(line.text, fit, true, room), fit, true, toLeft, line.shade)
	}
	if len(c.alike(scale{max: 1}, scale{max: 1})) > 0 {
		s.line(3, ink, dot{x, y + 80}, dot{x + 60, y + 80})
		s.text(x+76, y+80, "both alike", size, false, toLeft, quiet)
	}
}

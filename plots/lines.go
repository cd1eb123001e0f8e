package plots

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Line is what one run came to at each value of an axis.
type Line struct {
	Name   string
	Points []Reading // in the order of X
}

// Reading is a value, and from where to where eight of ten draws of it lie.
type Reading struct {
	X            float64
	Y, Low, High float64 // milliseconds; 0: there is none
}

// Lines is load time against a value that was swept: a line for each run, with
// the spread of its draws.
type Lines struct {
	Title  string
	Note   string    // below; "" for none
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	axis     Axis
	lines    []Line
	xs       []float64
	least, y float64 // above 0; the greatest of all
}

// NewLines makes the picture. Runs without any reading are left out.
func NewLines(title string, axis Axis, lines []Line) (*Lines, error) {
	c := &Lines{Title: title, Width: 1920, Height: 1080, axis: axis}
	for _, l := range lines {
		l.Points = slices.DeleteFunc(slices.Clone(l.Points), func(r Reading) bool { return r.Y <= 0 })
		for i, r := range l.Points {
			if math.IsNaN(r.X) || math.IsInf(r.X, 0) || math.IsInf(r.Y, 0) {
				return nil, fmt.Errorf("%s: %v at %v cannot be drawn", l.Name, r.Y, r.X)
			}
			if r.Low <= 0 {
				r.Low = r.Y
			}
			r.High = max(r.High, r.Y)
			l.Points[i] = r
			c.xs = append(c.xs, r.X)
			c.y = max(c.y, r.High)
			if c.least == 0 || r.Low < c.least {
				c.least = r.Low
			}
		}
		if len(l.Points) > 0 {
			slices.SortStableFunc(l.Points, func(a, b Reading) int { return cmp.Compare(a.X, b.X) })
			c.lines = append(c.lines, l)
		}
	}
	if len(c.lines) == 0 {
		return nil, errors.New("no run finished at any point: there is nothing to draw")
	}
	slices.Sort(c.xs)
	c.xs = slices.Compact(c.xs)
	return c, nil
}

// lineColors are told apart without much colour sense: those of Okabe and Ito
// (Color Universal Design, 2008), the yellow darker.
var lineColors = []color.RGBA{
	rgb(0x0072B2), rgb(0xD55E00), rgb(0x009E73), rgb(0xCC79A7), rgb(0xB8860B), rgb(0x56B4E9), rgb(0x202124), rgb(0x8B4513),
}

// Size is Width and Height.
func (c *Lines) Size() (width, height vg.Length) { return c.Width, c.Height }

const (
	sweepHead = 150.0
	sweepFoot = 160.0
	sweepLeft = 190.0
	sweepName = 400.0 // at the right, for the lines' names
)

// Draw draws it.
func (c *Lines) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	s.sweepTitle(c.Title, c.Note)
	x := scale{p0: sweepLeft + 20, p1: s.width - sweepName - margin, min: c.xs[0], max: c.xs[len(c.xs)-1], log: c.axis.logarithmic(c.xs)}
	y := scale{p0: s.height - sweepFoot, p1: sweepHead + 20, max: c.y * 1.02}
	time := Axis{Unit: "ms"}
	if x.log && far([]float64{c.least, c.y}) { // on one axis alone ratios would bend a straight line
		y.log, y.min, y.max = true, c.least/1.1, c.y*1.1
	}
	s.along(&c.axis, x, y.p1, y.p0)
	s.beside(&time, y, sweepLeft, x.p1)
	s.horizontal(sweepLeft, x.p1, y.p0, 2, quiet)
	for i := range c.lines {
		c.band(s, x, y, i)
	}
	for i := range c.lines {
		c.line(s, x, y, i)
	}
	c.names(s, x, y)
}

// band is where most draws lie.
func (c *Lines) band(s *sheet, x, y scale, i int) {
	points := c.lines[i].Points
	if !slices.ContainsFunc(points, func(r Reading) bool { return r.High > r.Low }) {
		return
	}
	shade := lineColors[i%len(lineColors)]
	var edge []dot
	for _, r := range points {
		edge = append(edge, dot{x.at(r.X), y.at(r.High)})
	}
	for _, r := range slices.Backward(points) {
		edge = append(edge, dot{x.at(r.X), y.at(r.Low)})
	}
	s.fill(color.NRGBA{R: shade.R, G: shade.G, B: shade.B, A: 44}, edge...)
	if len(points) == 1 {
		s.vertical(edge[0].x, edge[0].y, edge[1].y, 3, shade)
	}
}

// few is how many points are marked each.
const few = 40

func (c *Lines) line(s *sheet, x, y scale, i int) {
	shade := lineColors[i%len(lineColors)]
	var dots []dot
	for _, r := range c.lines[i].Points {
		dots = append(dots, dot{x.at(r.X), y.at(r.Y)})
	}
	s.line(4, shade, dots...)
	if len(dots) > few {
		return
	}
	for _, d := range dots {
		s.rect(d.x-6, d.y-6, d.x+6, d.y+6, shade)
	}
}

// names stand at the lines' ends, moved apart where they would overlap.
func (c *Lines) names(s *sheet, x, y scale) {
	n := len(c.lines)
	top, bottom := sweepHead, s.height-sweepFoot+20
	size := min(26.0, (bottom-top)/float64(n)/1.15)
	step := size * 1.3
	order := make([]int, n)
	end := make([]float64, n)
	for i := range order {
		order[i] = i
		end[i] = y.at(c.lines[i].Points[len(c.lines[i].Points)-1].Y)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(end[a], end[b]) })
	at := make([]float64, n)
	for k, i := range order {
		at[k] = max(end[i], top+size/2)
		if k > 0 {
			at[k] = max(at[k], at[k-1]+step)
		}
	}
	for k := n - 1; k >= 0; k-- {
		limit := bottom - size/2
		if k < n-1 {
			limit = at[k+1] - step
		}
		at[k] = min(at[k], limit)
	}
	for k, i := range order {
		shade := lineColors[i%len(lineColors)]
		points := c.lines[i].Points
		from := dot{x.at(points[len(points)-1].X) + 8, end[i]}
		s.line(1.5, shade, from, dot{x.p1 + 28, at[k]})
		room := sweepName - 40
		name := c.lines[i].Name
		fit := shrink(name, size, 14, room, true)
		s.text(x.p1+34, at[k], cutMiddle(name, fit, true, room), fit, true, toLeft, shade)
	}
}

// sweepTitle writes what a picture of a sweep shows.
func (s *sheet) sweepTitle(title, note string) {
	room := s.width - 2*margin
	size := shrink(title, 46, 26, room, true)
	s.text(margin, 58, cutMiddle(title, size, true, room), size, true, toLeft, ink)
	size = shrink(note, 24, 14, room, false)
	s.text(margin, 110, cutMiddle(note, size, false, room), size, false, toLeft, quiet)
}

package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// dot is a place on the sheet.
type dot struct{ x, y float64 }

// line draws a line through the dots.
func (s *sheet) line(width float64, c color.Color, dots ...dot) {
	if len(dots) < 2 {
		return
	}
	var p vg.Path
	p.Move(s.point(dots[0].x, dots[0].y))
	for _, d := range dots[1:] {
		p.Line(s.point(d.x, d.y))
	}
	s.c.SetColor(c)
	s.c.SetLineWidth(vg.Length(width))
	s.c.Stroke(p)
}

// dashed draws a level line of dashes.
func (s *sheet) dashed(x0, x1, y, width float64, c color.Color) {
	const dash, gap = 10, 7
	for x := x0; x < x1; x += dash + gap {
		s.horizontal(x, min(x+dash, x1), y, width, c)
	}
}

// fill fills the shape between the dots.
func (s *sheet) fill(c color.Color, dots ...dot) {
	if len(dots) < 3 {
		return
	}
	var p vg.Path
	p.Move(s.point(dots[0].x, dots[0].y))
	for _, d := range dots[1:] {
		p.Line(s.point(d.x, d.y))
	}
	p.Close()
	s.c.SetColor(c)
	s.c.Fill(p)
}

// cross marks what was lost.
func (s *sheet) cross(x, y, radius, width float64, c color.Color) {
	s.line(width, c, dot{x - radius, y - radius}, dot{x + radius, y + radius})
	s.line(width, c, dot{x - radius, y + radius}, dot{x + radius, y - radius})
}

// arrow draws a line with a head at its end.
func (s *sheet) arrow(from, to dot, width float64, c color.Color) {
	length := math.Hypot(to.x-from.x, to.y-from.y)
	if length == 0 {
		return
	}
	ux, uy := (to.x-from.x)/length, (to.y-from.y)/length
	head := 4*width + 6
	neck := dot{to.x - ux*head, to.y - uy*head}
	s.line(width, c, from, neck)
	half := head * 0.4
	s.fill(c, to, dot{neck.x - uy*half, neck.y + ux*half}, dot{neck.x + uy*half, neck.y - ux*half})
}

// reading is a value that holds from a time on, until the next one.
type reading struct {
	x, v float64 // x in pixels
}

// steps are the corners of the line through readings up to x1. What lies above
// the axis's end is cut off.
func steps(axis valueAxis, readings []reading, x1 float64) []dot {
	var dots []dot
	add := func(x, v float64) {
		d := dot{x, axis.y(min(v, axis.end))}
		// What happens within a pixel is one move.
		if n := len(dots); n > 1 && dots[n-1] == d {
			return
		}
		dots = append(dots, d)
	}
	for i, r := range readings {
		if i > 0 {
			add(r.x, readings[i-1].v)
		}
		add(r.x, r.v)
	}
	if n := len(readings); n > 0 {
		add(x1, readings[n-1].v)
	}
	return dots
}

// visible splits readings where they are above the axis's end and drops those
// parts.
func visible(axis valueAxis, readings []reading, x1 float64) (parts [][]dot) {
	var part []reading
	end := func(x float64) {
		if len(part) > 0 {
			parts = append(parts, steps(axis, part, x))
		}
		part = nil
	}
	for _, r := range readings {
		if r.v > axis.end {
			end(r.x)
			continue
		}
		part = append(part, r)
	}
	end(x1)
	return parts
}

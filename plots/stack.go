package plots

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Caused is what a run's time went to at a value.
type Caused struct {
	X      float64
	Causes timeline.Causes
}

// Stack is what a run's time went to over a value that was swept: a column for
// each value, in causes.
type Stack struct {
	Title  string
	Note   string
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	axis   Axis
	points []Caused
}

// NewStack makes the picture. Values without causes are left out.
func NewStack(title string, axis Axis, points []Caused) (*Stack, error) {
	c := &Stack{Title: title, Width: 1920, Height: 1080, axis: axis}
	for _, p := range points {
		if p.Causes.Sum() > 0 {
			c.points = append(c.points, p)
		}
	}
	if len(c.points) == 0 {
		return nil, errors.New("there are no causes to draw")
	}
	slices.SortStableFunc(c.points, func(a, b Caused) int { return cmp.Compare(a.X, b.X) })
	return c, nil
}

// Size is Width and Height.
func (c *Stack) Size() (width, height vg.Length) { return c.Width, c.Height }

// Draw draws it.
func (c *Stack) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	s.sweepTitle(c.Title, c.Note)
	var xs []float64
	longest := time.Duration(0)
	var pieces [][]timeline.Piece
	for i := range c.points {
		xs = append(xs, c.points[i].X)
		longest = max(longest, c.points[i].Causes.Sum())
		pieces = append(pieces, inOrder(c.points[i].Causes))
	}
	x := cells(c.axis, xs, sweepLeft+10, s.width-margin)
	bottom := s.height - sweepFoot - 50
	y := scale{p0: bottom, p1: sweepHead + 20, max: timeline.Millis(longest)}
	s.beside(&Axis{Unit: "ms"}, y, sweepLeft, s.width-margin)
	edge := edges(x, xs)
	narrowest := math.Inf(1)
	for i := range pieces {
		narrowest = min(narrowest, edge[i+1]-edge[i])
	}
	gap := 0.0
	if narrowest > 24 {
		gap = 4
	}
	for i := range pieces {
		x0, x1 := math.Round(edge[i])+gap, math.Round(edge[i+1])-gap
		for _, p := range pieces[i] {
			s.column(x0, y.at(timeline.Millis(p.To)), max(x1, x0+1), y.at(timeline.Millis(p.From)), lookOf[p.Cause])
		}
	}
	s.along(&c.axis, x, bottom, bottom, xs...)
	s.legend(margin, s.width-margin, s.height-64, 22, causeKeys(timeAxis{x1: y.p0 - y.p1, end: longest}, pieces...))
}

// column fills a part of a column: what has an outline has it above and below
// only, since columns stand side by side.
func (s *sheet) column(x0, y0, x1, y1 float64, l *look) {
	if l.style != outlined && l.style != framed {
		s.fillLook(x0, y0, x1, y1, l)
		return
	}
	s.rect(x0, y0, x1, y1, l.color)
	s.rect(x0, y0, x1, min(y0+1, y1), l.lines)
	s.rect(x0, max(y1-1, y0), x1, y1, l.lines)
}

package plots

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// sheet draws on a canvas with the origin at its top left. Edges are put on
// whole pixels: half-covered ones make neighbouring bars bleed into each other.
type sheet struct {
	c             draw.Canvas
	width, height float64
	pixels        *image.RGBA // of a picture that is made of them
	svg           *svgCanvas  // of one that is made of elements
	marked        bool        // rounds of slow start are
}

func newSheet(c draw.Canvas) *sheet {
	size := c.Size()
	width, height := float64(size.X), float64(size.Y)
	svg, _ := c.Canvas.(*svgCanvas)
	return &sheet{c: c, width: width, height: height, pixels: pixelsOf(c.Canvas, width, height), svg: svg}
}

func (s *sheet) point(x, y float64) vg.Point {
	return vg.Point{X: s.c.Min.X + vg.Length(x), Y: s.c.Min.Y + vg.Length(s.height-y)}
}

// rect fills a box.
func (s *sheet) rect(x0, y0, x1, y1 float64, fill color.Color) {
	x0, y0, x1, y1 = math.Round(x0), math.Round(y0), math.Round(x1), math.Round(y1)
	if x1 <= x0 || y1 <= y0 {
		return
	}
	if s.pixels != nil {
		fillPixels(s.pixels, x0, y0, x1, y1, fill)
		return
	}
	if s.svg != nil {
		s.svg.layers.box(area{x0, y0, x1, y1}, color.RGBAModel.Convert(fill).(color.RGBA))
		return
	}
	var p vg.Path
	p.Move(s.point(x0, y0))
	p.Line(s.point(x1, y0))
	p.Line(s.point(x1, y1))
	p.Line(s.point(x0, y1))
	p.Close()
	s.c.SetColor(fill)
	s.c.Fill(p)
}

// hatched fills a box and strikes it through with slanted lines, to be told
// from others without colour.
func (s *sheet) hatched(x0, y0, x1, y1 float64, fill, lines color.RGBA) {
	x0, y0, x1, y1 = math.Round(x0), math.Round(y0), math.Round(x1), math.Round(y1)
	if s.pixels != nil {
		hatchPixels(s.pixels, x0, y0, x1, y1, fill, lines)
		return
	}
	if s.svg != nil {
		s.rect(x0, y0, x1, y1, s.svg.hatch(fill, lines))
		return
	}
	s.rect(x0, y0, x1, y1, fill)
	const step = hatchStep
	s.c.SetColor(lines)
	s.c.SetLineWidth(hatchWidth)
	var p vg.Path
	// Lines go up to the right along x + y = a multiple of step, so that those
	// of neighbouring boxes meet; each is cut off at the box's sides.
	for sum := math.Ceil((x0+y0)/step) * step; sum < x1+y1; sum += step {
		from, to := max(sum-y1, x0), min(sum-y0, x1)
		if to <= from {
			continue
		}
		p.Move(s.point(from, sum-from))
		p.Line(s.point(to, sum-to))
	}
	s.c.Stroke(p)
}

// vertical and horizontal draw a line of whole pixels.
func (s *sheet) vertical(x, y0, y1, width float64, c color.Color) {
	x = math.Round(x - width/2)
	s.rect(x, y0, x+width, y1, c)
}

func (s *sheet) horizontal(x0, x1, y, width float64, c color.Color) {
	y = math.Round(y - width/2)
	s.rect(x0, y, x1, y+width, c)
}

// align says which end of a text stays where it is put.
type align int

const (
	toLeft align = iota // the text begins at x
	toMiddle
	toRight // the text ends at x
)

// capHeight is how high Liberation Sans's capitals are, of its size.
const capHeight = 0.716

// text writes one line whose capitals are centred on y.
func (s *sheet) text(x, y float64, str string, size float64, bold bool, where align, c color.RGBA) {
	if str == "" {
		return
	}
	width := s.shownWidth(str, size, bold)
	if s.svg != nil {
		s.svg.place(where, width)
		where = toLeft
	}
	switch where {
	case toMiddle:
		x -= width / 2
	case toRight:
		x -= width
	}
	if s.pixels != nil {
		writePixels(s.pixels, math.Round(x), y+capHeight/2*size, s.shown(str), size, bold, c)
		return
	}
	s.c.SetColor(c)
	s.c.FillString(face(size, bold), s.point(math.Round(x), math.Round(y+capHeight/2*size)), s.shown(str))
}

// textOn writes a line on a ground of its own, so that no line of the picture runs
// through it.
func (s *sheet) textOn(ground color.Color, x, y float64, str string, size float64, bold bool, where align, c color.RGBA) {
	width := s.shownWidth(str, size, bold)
	x0 := x - width*[...]float64{toLeft: 0, toMiddle: 0.5, toRight: 1}[where]
	s.rect(x0-2, y-size*0.5, x0+width+2, y+size*0.6, ground)
	s.text(x, y, str, size, bold, where, c)
}

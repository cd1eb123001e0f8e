package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"math"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// writeSVG draws a chart as an SVG that has the PNG's size in a browser, and
// that names fonts of the same measures for machines without Liberation.
// Embedding the fonts instead makes every picture a megabyte larger.
func writeSVG(w io.Writer, chart Chart) error {
	width, height := chart.Size()
	canvas := &svgCanvas{width: width, height: height, layers: newLayers(float64(width), float64(height))}
	chart.Draw(draw.NewCanvas(canvas, width, height))
	_, err := fmt.Fprintf(w, `<?xml version="1.0"?>
<svg width="%[1]gpx" height="%[2]gpx" viewBox="0 0 %[1]g %[2]g" xmlns="http://www.w3.org/2000/svg">
%[3]s<g font-family="Liberation Sans,Arial,Helvetica,sans-serif" font-size="%[4]g">
%[5]s</g>
<g fill="none" pointer-events="all">
%[6]s</g>
</svg>
`, width, height, canvas.definitions(), leastText, canvas.layers.bytes(canvas.paintOf), canvas.tips.Bytes())
	return err
}

// svgCanvas is an SVG that grows. It draws with what charts draw with, and nothing
// else of vg.Canvas.
type svgCanvas struct {
	vg.Canvas
	width, height vg.Length
	layers        layers
	tips          bytes.Buffer
	color         color.Color
	lineWidth     vg.Length
	where         align // of the next text
	textWidth     float64
	hatches       [][2]color.RGBA
}

func (c *svgCanvas) SetColor(to color.Color)   { c.color = to }
func (c *svgCanvas) SetLineWidth(to vg.Length) { c.lineWidth = to }

func (c *svgCanvas) Fill(p vg.Path) {
	c.layers.add(c.around(p), fmt.Appendf(nil, `<path fill="%s" d="%s"/>`, c.paint(), c.path(p)))
}

func (c *svgCanvas) Stroke(p vg.Path) {
	around, wide := c.around(p), float64(c.lineWidth)
	c.layers.add(area{around.x0 - wide, around.y0 - wide, around.x1 + wide, around.y1 + wide},
		fmt.Appendf(nil, `<path fill="none" stroke="%s" stroke-width="%s" d="%s"/>`, c.paint(), number(wide), c.path(p)))
}

func (c *svgCanvas) FillString(f font.Face, at vg.Point, text string) {
	x, y, size := float64(at.X), float64(c.height-at.Y), float64(f.Font.Size)
	left := x - c.textWidth*[...]float64{toLeft: 0, toMiddle: 0.5, toRight: 1}[c.where]
	var b bytes.Buffer
	fmt.Fprintf(&b, `<text x="%s" y="%s"%s textLength="%.1f" lengthAdjust="spacingAndGlyphs"`, number(x), number(y), anchors[c.where], c.textWidth)
	if size != leastText {
		fmt.Fprintf(&b, ` font-size="%s"`, number(size))
	}
	if f.Font.Weight == xfont.WeightBold {
		b.WriteString(` font-weight="bold"`)
	}
	fmt.Fprintf(&b, ` fill="%s">`, c.paint())
	_ = xml.EscapeText(&b, []byte(text)) // a buffer has no errors
	b.WriteString("</text>")
	c.layers.add(area{left, y - size, left + c.textWidth, y + size/2}, b.Bytes())
}

var anchors = [...]string{toLeft: "", toMiddle: ` text-anchor="middle"`, toRight: ` text-anchor="end"`}

// place says of the next text which end of it stays where it is put, and how
// wide it is: a browser with another font makes it as wide as the picture has
// room for.
func (c *svgCanvas) place(where align, width float64) { c.where, c.textWidth = where, width }

// around is the part of the picture that a path is in.
func (c *svgCanvas) around(p vg.Path) area {
	a := area{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, step := range p {
		if step.Type == vg.CloseComp {
			continue
		}
		x, y := float64(step.Pos.X), float64(c.height-step.Pos.Y)
		a = area{min(a.x0, x), min(a.y0, y), max(a.x1, x), max(a.y1, y)}
	}
	return a
}

// path is a path of lines, the only ones that charts draw.
func (c *svgCanvas) path(p vg.Path) string {
	var d bytes.Buffer
	for _, step := range p {
		switch step.Type {
		case vg.MoveComp, vg.LineComp:
			fmt.Fprintf(&d, "%c%s %s", "ML"[step.Type], number(float64(step.Pos.X)), number(float64(c.height-step.Pos.Y)))
		case vg.CloseComp:
			d.WriteByte('z')
		}
	}
	return d.String()
}

// tip has an SVG show a text where the pointer rests on a box; other pictures
// have no pointers.
func (s *sheet) tip(x0, y0, x1, y1 float64, text string) {
	svg := s.svg
	if svg == nil {
		return
	}
	fmt.Fprintf(&svg.tips, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f"><title>`,
		x0, y0, max(x1-x0, 1), max(y1-y0, 1))
	_ = xml.EscapeText(&svg.tips, []byte(text))
	svg.tips.WriteString("</title></rect>\n")
}

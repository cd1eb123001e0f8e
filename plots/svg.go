package plots

import (
	"bytes"
	"fmt"
	"io"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// writeSVG draws a chart as an SVG that has the PNG's size in a browser, where
// a point is four thirds of a pixel, and that names fonts of the same measures
// for machines without Liberation. Embedding the fonts instead makes every
// picture a megabyte larger.
func writeSVG(w io.Writer, chart Chart) error {
	canvas := &svgCanvas{Canvas: vgsvg.NewWith(vgsvg.UseWH(chart.Size()))}
	chart.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	head, body, _ := bytes.Cut(b.Bytes(), []byte("viewBox"))
	head = bytes.ReplaceAll(head, []byte(`pt"`), []byte(`px"`))
	body = bytes.ReplaceAll(body,
		[]byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	_, err := w.Write(bytes.Join([][]byte{head, canvas.placed(body)}, []byte("viewBox")))
	return err
}

// svgCanvas is an SVG that knows how its texts are to lie.
type svgCanvas struct {
	*vgsvg.Canvas
	attributes []string // of each text, in order
}

// place says of the next text which end of it stays where it is put, and how
// wide it is: a browser with another font makes it as wide as the picture has
// room for.
func (c *svgCanvas) place(where align, width float64) {
	anchor := [...]string{toLeft: "start", toMiddle: "middle", toRight: "end"}[where]
	c.attributes = append(c.attributes, fmt.Sprintf(`text-anchor="%s" textLength="%.1f" lengthAdjust="spacingAndGlyphs" `, anchor, width))
}

// placed gives the texts of an SVG their attributes.
func (c *svgCanvas) placed(svg []byte) []byte {
	element := []byte("<text ")
	parts := bytes.Split(svg, element)
	out := bytes.NewBuffer(make([]byte, 0, len(svg)+100*len(parts)))
	out.Write(parts[0])
	for i, part := range parts[1:] {
		out.Write(element)
		out.WriteString(c.attributes[i])
		out.Write(part)
	}
	return out.Bytes()
}

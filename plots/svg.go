package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"slices"

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
	body = canvas.hatchings(canvas.placed(body))
	if end := bytes.LastIndex(body, []byte("</svg>")); end >= 0 {
		body = bytes.Join([][]byte{body[:end], canvas.tips.Bytes(), body[end:]}, nil)
	}
	_, err := w.Write(bytes.Join([][]byte{head, body}, []byte("viewBox")))
	return err
}

// svgCanvas is an SVG that knows how its texts are to lie.
type svgCanvas struct {
	*vgsvg.Canvas
	attributes []string // of each text, in order
	hatches    [][2]color.RGBA
	tips       bytes.Buffer
}

// hatch chooses a colour that stands for a hatching until the SVG is written:
// one that no chart has.
func (c *svgCanvas) hatch(fill, lines color.RGBA) color.RGBA {
	at := slices.Index(c.hatches, [2]color.RGBA{fill, lines})
	if at < 0 {
		at = len(c.hatches)
		c.hatches = append(c.hatches, [2]color.RGBA{fill, lines})
	}
	return color.RGBA{R: 1, G: 254, B: uint8(at), A: 255}
}

// hatchings puts the hatchings in place of the colours that stand for them. The
// picture is drawn upside down, so the lines go down to the right here; they are
// hatchStep apart.
func (c *svgCanvas) hatchings(svg []byte) []byte {
	var defs bytes.Buffer
	for i, h := range c.hatches {
		fill, lines := hex(h[0]), hex(h[1])
		id := "hatch-" + fill + "-" + lines
		fmt.Fprintf(&defs, `<pattern id="%s" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0,0H6V6H0Z" fill="#%s"/>`+
			`<path d="M-1,5l2,2M0,0l6,6M5,-1l2,2" stroke="#%s" stroke-width="%g"/></pattern>`, id, fill, lines, hatchWidth)
		svg = bytes.ReplaceAll(svg, fmt.Appendf(nil, "fill:#01FE%02X", i), []byte("fill:url(#"+id+")"))
	}
	if defs.Len() == 0 {
		return svg
	}
	return bytes.Replace(svg, []byte("<g "), fmt.Appendf(nil, "<defs>%s</defs>\n<g ", defs.Bytes()), 1)
}

func hex(c color.RGBA) string { return fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B) }

// tip has an SVG show a text where the pointer rests on a box; other pictures
// have no pointers.
func (s *sheet) tip(x0, y0, x1, y1 float64, text string) {
	svg, is := s.c.Canvas.(*svgCanvas)
	if !is {
		return
	}
	fmt.Fprintf(&svg.tips, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="none" pointer-events="all"><title>`,
		x0, y0, max(x1-x0, 1), max(y1-y0, 1))
	_ = xml.EscapeText(&svg.tips, []byte(text)) // a buffer has no errors
	svg.tips.WriteString("</title></rect>\n")
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

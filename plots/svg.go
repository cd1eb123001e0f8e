package plots

import (
	"bytes"
	"io"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// writeSVG draws a chart as an SVG that has the PNG's size in a browser, where
// a point is four thirds of a pixel, and that names fonts of the same measures
// for machines without Liberation. Embedding the fonts instead makes every
// picture a megabyte larger.
func writeSVG(w io.Writer, chart Chart) error {
	canvas := vgsvg.NewWith(vgsvg.UseWH(chart.Size()))
	chart.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	head, body, _ := bytes.Cut(b.Bytes(), []byte("viewBox"))
	head = bytes.ReplaceAll(head, []byte(`pt"`), []byte(`px"`))
	body = bytes.ReplaceAll(body,
		[]byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	_, err := w.Write(bytes.Join([][]byte{head, body}, []byte("viewBox")))
	return err
}

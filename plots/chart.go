package plots

import (
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Chart is a picture that knows its size.
type Chart interface {
	Size() (width, height vg.Length)
	Draw(c draw.Canvas)
}

// Named is a chart, what it shows ("waterfall", "compare"), and the name of the
// run that it shows; "" for one that shows all.
type Named struct {
	Name  string
	Run   string
	Chart Chart
}

// All makes every chart of a scenario: the two that have all runs, then the
// waterfall and the connections of each run; where packets wait long how long, and
// where there are users what they do over time. Runs that loaded nothing are left out.
func All(t *timeline.Timeline) ([]Named, error) {
	var all []Named
	for i := range t.Runs {
		run := &t.Runs[i]
		if len(run.Resources) == 0 || run.Total <= 0 {
			continue
		}
		waterfall, err := NewWaterfall(run)
		if err != nil {
			return nil, err
		}
		all = append(all, Named{"waterfall", run.Name, waterfall})
		if len(run.Connections) == 0 {
			continue
		}
		connections, err := NewConnections(run)
		if err != nil {
			return nil, err
		}
		all = append(all, Named{"connections", run.Name, connections})
	}
	users, err := usersCharts(t)
	if err != nil || len(all) == 0 {
		return users, err
	}
	compare, err := NewCompare(t)
	if err != nil {
		return nil, err
	}
	totals, err := NewTotals(t)
	if err != nil {
		return nil, err
	}
	ping, err := pingChart(t)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]Named{{"compare", "", compare}, {"totals", "", totals}}, ping, users, all), nil
}

// Save draws a chart into a file, whose ending says the format: .png or .svg.
func Save(chart Chart, path string) error {
	format := strings.TrimPrefix(filepath.Ext(path), ".")
	if err := checkFormat(format); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := Write(f, chart, format); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// Write draws a chart in a format, "png" or "svg". A PNG is for a slide: where a
// chart has more rows than that has room for, several share one. The SVG has them
// all.
func Write(w io.Writer, chart Chart, format string) error {
	if err := checkFormat(format); err != nil {
		return err
	}
	if format == "svg" {
		return writeSVG(w, chart)
	}
	if many, ok := chart.(slide); ok {
		chart = many.Slide()
	}
	canvas, img := newPixels(chart.Size())
	defer spare.Put(img)
	chart.Draw(draw.New(canvas))
	pixels := paletted(img)
	defer sparePaletted.Put(pixels)
	return encoder.Encode(w, pixels)
}

// encoder is for speed: flat colours compress well anyway.
var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &encoders{}}

// encoders are those that have written a picture: one takes a megabyte.
type encoders struct{ spare sync.Pool }

// Get is for png.
func (e *encoders) Get() *png.EncoderBuffer {
	b, _ := e.spare.Get().(*png.EncoderBuffer)
	return b
}

// Put is for png.
func (e *encoders) Put(b *png.EncoderBuffer) { e.spare.Put(b) }

func checkFormat(format string) error {
	if format != "png" && format != "svg" {
		return fmt.Errorf("format %q is not known: use png or svg", format)
	}
	return nil
}

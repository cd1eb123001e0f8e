package main

import (
	"fmt"
	"image/color"
	"math"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// series is results of a kind, drawn alike.
type series struct {
	Name    string
	Shape   draw.GlyphDrawer
	Color   color.Color
	Results []result
}

var (
	blue   = color.RGBA{R: 0x1A, G: 0x73, B: 0xE8, A: 0xFF}
	orange = color.RGBA{R: 0xE3, G: 0x74, B: 0x00, A: 0xFF}
	green  = color.RGBA{R: 0x18, G: 0x80, B: 0x38, A: 0xFF}
	red    = color.RGBA{R: 0xC5, G: 0x22, B: 0x1F, A: 0xFF}
	gray   = color.RGBA{R: 0x9A, G: 0xA0, B: 0xA6, A: 0xFF}
	pale   = color.RGBA{R: 0xDA, G: 0xDC, B: 0xE0, A: 0xFF}
)

// drawAccuracy writes a PNG of two charts: emulated against real times, and how
// far apart they are in percent, within ±limit.
func drawAccuracy(file, title, real string, limit float64, all []series) error {
	against, err := timesChart(title, real, all)
	if err != nil {
		return err
	}
	apart, err := deviationChart(real, limit, all)
	if err != nil {
		return err
	}
	img := vgimg.NewWith(vgimg.UseWH(30*vg.Centimeter, 14*vg.Centimeter), vgimg.UseDPI(110))
	canvas := draw.New(img)
	tiles := draw.Tiles{
		Rows: 1, Cols: 2, PadX: vg.Centimeter,
		PadTop: vg.Points(8), PadBottom: vg.Points(8), PadLeft: vg.Points(8), PadRight: vg.Points(16),
	}
	for i, c := range plot.Align([][]*plot.Plot{{against, apart}}, tiles, canvas)[0] {
		[]*plot.Plot{against, apart}[i].Draw(c)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := (vgimg.PngCanvas{Canvas: img}).WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// timesChart is emulated against real times, both logarithmic: what agrees lies
// on the diagonal.
func timesChart(title, real string, all []series) (*plot.Plot, error) {
	p := newPlot(title, real+", seconds", "emulated, seconds")
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks(timeTicks()), plot.ConstantTicks(timeTicks())
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		var points plotter.XYs
		for _, r := range s.Results {
			x, y := r.Real.Median.Seconds(), r.Emulated.Median.Seconds()
			points = append(points, plotter.XY{X: x, Y: y})
			low, high = min(low, x, y), max(high, x, y)
		}
		if err := scatter(p, s, points); err != nil {
			return nil, err
		}
	}
	low, high = low/1.3, high*1.3
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low, high, low, high
	diagonal, err := plotter.NewLine(plotter.XYs{{X: low, Y: low}, {X: high, Y: high}})
	if err != nil {
		return nil, err
	}
	diagonal.Color = gray
	p.Add(diagonal)
	return p, nil
}

// deviationChart is how far off the emulated times are, and how far the real
// ones are from their own median. What lies beyond the limit is drawn at its
// edge.
func deviationChart(real string, limit float64, all []series) (*plot.Plot, error) {
	p := newPlot("The difference, without loss", real+", seconds", "percent of "+real+"'s median")
	p.X.Scale = plot.LogScale{}
	p.X.Tick.Marker = plot.ConstantTicks(timeTicks())
	var percents []plot.Tick
	for i := -5; i <= 5; i++ {
		percents = append(percents, plot.Tick{Value: limit * float64(i) / 5, Label: fmt.Sprintf("%+g", limit*float64(i)/5)})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(percents)
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		p.Legend.Add(s.Name, glyph(s))
		var points plotter.XYs
		for _, r := range s.Results {
			x := r.Real.Median.Seconds()
			if r.Real.LossDown > 0 {
				continue // their spread is that of chance, and takes all the room
			}
			points = append(points, plotter.XY{X: x, Y: max(-limit, min(limit, 100*r.deviation()))})
			low, high = min(low, x), max(high, x)
			// The spread of the real times, around their median.
			line, err := plotter.NewLine(plotter.XYs{
				{X: x, Y: max(-limit, 100*r.Real.deviation(r.Real.Min))},
				{X: x, Y: min(limit, 100*r.Real.deviation(r.Real.P90))},
			})
			if err != nil {
				return nil, err
			}
			line.Color, line.Width = gray, vg.Points(2)
			p.Add(line)
		}
		if err := scatter(p, s, points); err != nil {
			return nil, err
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low/1.3, high*1.3, -limit, limit
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(3)
	return p, nil
}

func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	for _, style := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(13), vg.Points(8)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = pale, pale
	p.Add(grid)
	return p
}

func scatter(p *plot.Plot, s series, points plotter.XYs) error {
	if len(points) == 0 {
		return nil
	}
	sc, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	sc.GlyphStyle = glyph(s).GlyphStyle
	p.Add(sc)
	return nil
}

func glyph(s series) *plotter.Scatter {
	return &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: s.Color, Radius: vg.Points(3.2), Shape: s.Shape}}
}

// timeTicks are 1, 2, 5 times powers of ten of seconds.
func timeTicks() []plot.Tick {
	var ticks []plot.Tick
	for _, decade := range []float64{0.01, 0.1, 1, 10} {
		for _, step := range []float64{1, 2, 5} {
			ticks = append(ticks, plot.Tick{Value: decade * step, Label: fmt.Sprintf("%g", decade*step)})
		}
	}
	return ticks
}

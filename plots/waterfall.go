package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Waterfall is one run: a row per resource in start order, its phases from left
// to right.
type Waterfall struct {
	Title      string    // default: the run's name
	Width      vg.Length // default: 1920
	Height     vg.Length // 0: what the rows need to be readable, 1080 if they need less or share theirs
	LabelWidth vg.Length // the column with the resources' names is at most this wide; default: 460

	run    timeline.Run
	folded bool
}

// NewWaterfall makes the waterfall of a run that loaded something.
func NewWaterfall(run *timeline.Run) (*Waterfall, error) {
	c, err := copyOf(run)
	if err != nil {
		return nil, err
	}
	return &Waterfall{Title: run.Name, Width: 1920, LabelWidth: 460, run: c}, nil
}

const (
	waterfallHead = 238.0 // title, what it is, legend, times
	waterfallFoot = 54.0  // how full the link was, and a round trip
	readableRow   = 25.0
	tallestRow    = 44.0
	criticalLine  = 2.0 // under the bars

	slideHeight = 1080.0 // of a picture that is 1920 wide
)

// Size is Width and Height, or the height that the rows need.
func (w *Waterfall) Size() (width, height vg.Length) {
	if w.Height > 0 {
		return w.Width, w.Height
	}
	rows := float64(len(w.bands()))
	return w.Width, fitting(rows*readableRow, rows*tallestRow)
}

// Slide is the waterfall with at most 30 rows: like requests that were made
// together share one.
func (w *Waterfall) Slide() Chart {
	if w.Height > 0 || len(w.run.Resources) <= mostBands {
		return w
	}
	folded := *w
	folded.folded = true
	return &folded
}

func (w *Waterfall) bands() []band {
	if w.folded {
		return fold(len(w.run.Resources), sameWave(&w.run))
	}
	return single(len(w.run.Resources))
}

// fitting is the height of a picture with rows that need at least so much to be
// readable and can fill at most so much. No more than a viewer can open: beyond
// that the rows get lower, and fewer of them have text.
func fitting(least, most float64) vg.Length {
	const frame, tallest = waterfallHead + waterfallFoot, 16384
	return vg.Length(min(max(frame+least, min(frame+most, slideHeight)), tallest))
}

// Draw draws it.
func (w *Waterfall) Draw(c draw.Canvas) {
	s := newSheet(c)
	y := s.header(w.Title, &w.run)
	bands := w.bands()
	height := min((s.height-waterfallHead-waterfallFoot)/float64(len(bands)), tallestRow)
	// Where rows are too low for text, only every so many are named, and none
	// has its time behind it, on its neighbours' bars.
	every := named(height)
	size := min(height*float64(every)*0.8, leastText)
	numbers := w.numberWidth(bands, size)
	labels := w.labelWidth(bands, size, numbers)
	axis := timeAxis{x0: margin + labels + 20, x1: s.width - margin - 6 - w.noteWidth(bands, size), end: w.run.Total}.of(&w.run)
	edge := rowEdges(bands, waterfallHead, height)
	at := func(row int) float64 { return edge[row] }

	keys := append(barKeys(axis, &w.run), typeKeys(&w.run)...)
	keys = append(keys, key{label: "critical path: what the end waited for", color: ink, line: true})
	if every == 1 {
		keys = append(keys, key{label: "since the browser knew of it: behind a bar", sample: "123 ms"})
	}
	for i := 1; i < len(bands); i += 2 {
		s.rect(margin, at(bands[i].from), s.width-margin, at(bands[i].to), stripe)
	}
	for i := range w.run.Resources {
		if bad(&w.run.Resources[i]) {
			s.rect(margin, at(i), s.width-margin, max(at(i+1), at(i)+1), failed)
		}
	}
	axis.draw(s, waterfallHead, at(len(w.run.Resources)), 20)
	s.marks(axis, &w.run, waterfallHead, at(len(w.run.Resources)))
	s.waterfallFoot(axis, &w.run, at(len(w.run.Resources)))

	held := w.run.HeadOfLine()
	critical := map[int][]timeline.Step{} // by Resource.ID
	for _, step := range w.run.CriticalPath() {
		critical[step.Resource] = append(critical[step.Resource], step)
	}
	for i := range w.run.Resources {
		res := &w.run.Resources[i]
		under := min(criticalLine, math.Floor((at(i+1)-at(i))/2))
		for _, step := range critical[res.ID] {
			s.rect(axis.x(step.From), at(i+1)-under, axis.x(step.To), at(i+1), ink)
		}
		s.rect(margin, at(i), margin+5, at(i+1), typeColor(res.Type))
		s.bar(axis, at(i), at(i+1), res, held[i])
		s.legs(axis, at(i), at(i+1)-criticalLine, res)
		s.tip(margin, at(i), s.width-margin, at(i+1), tipOf(res))
	}
	s.headLegend(y, slices.Concat(keys, s.roundKeys(), legKeys(&w.run)))
	for i, b := range bands {
		y := (at(b.from) + at(b.to)) / 2
		if i%every == 0 {
			w.label(s, b, y, size, numbers, labels)
		}
		if every == 1 {
			s.textOn(ground(i, &w.run.Resources[b.from]), axis.x(w.end(b))+6, y, w.note(b), size, false, toLeft, second(&w.run.Resources[b.from]))
		}
	}
}

// named is every how many rows of a height have room for a text that can be read.
func named(height float64) int {
	return max(1, int(math.Ceil(readableRow/height-1e-9)))
}

// ground is the colour of row i.
func ground(i int, res *timeline.Resource) color.RGBA {
	switch {
	case bad(res):
		return failed
	case i%2 == 1:
		return stripe
	}
	return paper
}

// end is when the last of a band was there.
func (w *Waterfall) end(b band) (end time.Duration) {
	for i := b.from; i < b.to; i++ {
		end = max(end, w.run.Resources[i].End())
	}
	return end
}

// labelWidth is what the longest label takes with its number, up to LabelWidth.
func (w *Waterfall) labelWidth(bands []band, size, numbers float64) float64 {
	widest := 0.0
	for _, b := range bands {
		widest = max(widest, textWidth(gathered(w.run.Resources[b.from:b.to]), size, false))
	}
	return min(widest+numbers, float64(w.LabelWidth))
}

// numberWidth is what the numbers before the labels take, with the colour of
// the type.
func (w *Waterfall) numberWidth(bands []band, size float64) float64 {
	widest := 0.0
	for _, b := range bands {
		widest = max(widest, textWidth(b.number()+". ", size, false))
	}
	return 12 + widest
}

// label writes a row's number and name in columns of those widths.
func (w *Waterfall) label(s *sheet, b band, y, size, numbers, width float64) {
	x := margin + numbers
	s.text(x-textWidth(" ", size, false), y, b.number()+".", size, false, toRight, second(&w.run.Resources[b.from]))
	short := cutMiddle(gathered(w.run.Resources[b.from:b.to]), size, false, margin+width+1-x)
	s.text(x, y, short, size, false, toLeft, ink)
}

// noteWidth is what the longest note takes.
func (w *Waterfall) noteWidth(bands []band, size float64) float64 {
	widest := 0.0
	for _, b := range bands {
		widest = max(widest, textWidth(w.note(b), size, false))
	}
	return widest
}

// note is what stands behind a band.
func (w *Waterfall) note(b band) string {
	if b.rows() == 1 || bad(&w.run.Resources[b.from]) {
		return note(&w.run.Resources[b.from])
	}
	return took(w.run.Resources[b.from:b.to])
}

// note is what stands behind a bar: how long it took, and what went wrong.
func note(res *timeline.Resource) string {
	took := duration(res.Phases.Sum())
	switch {
	case res.Err != "":
		return took + ", failed"
	case res.Status >= 400:
		return fmt.Sprintf("%s, %d", took, res.Status)
	}
	return took
}

func bad(res *timeline.Resource) bool { return res.Status >= 400 || res.Err != "" }

// second is the colour of text of second rank, dark where the row is red.
func second(res *timeline.Resource) color.RGBA {
	if bad(res) {
		return ink
	}
	return quiet
}

func name(res *timeline.Resource) string { return res.Host + " - " + res.Path }

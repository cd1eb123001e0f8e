package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Paired is two runs of one page on one time axis: a row for each file with a
// bar for each run, one above the other, so that they can be compared file by
// file.
type Paired struct {
	Title      string
	About      string    // a line below the title
	Width      vg.Length // default: 1920
	LabelWidth vg.Length // the column with the files' names is at most this wide; default: 460

	upper, lower timeline.Run
	other        map[int]*timeline.Resource // of lower, by Resource.ID
}

// NewPaired makes the picture of two runs that loaded something. The rows are
// the first's; a file of the second is the one with the same ID.
func NewPaired(upper, lower *timeline.Run) (*Paired, error) {
	p := &Paired{Title: upper.Name + " and " + lower.Name, Width: 1920, LabelWidth: 460, other: map[int]*timeline.Resource{}}
	var err error
	if p.upper, err = copyOf(upper); err != nil {
		return nil, err
	}
	if p.lower, err = copyOf(lower); err != nil {
		return nil, err
	}
	for i := range p.lower.Resources {
		p.other[p.lower.Resources[i].ID] = &p.lower.Resources[i]
	}
	return p, nil
}

const (
	pairedRow    = 26.0 // of two bars
	pairedLowest = 12.0
	tallestChart = 16000.0
)

// Size is Width and the height that the rows need. A viewer can open no picture
// of any height: the rows of very many files are lower, and fewer are named.
func (p *Paired) Size() (width, height vg.Length) {
	return p.Width, vg.Length(waterfallHead + waterfallFoot + float64(len(p.upper.Resources))*p.row())
}

func (p *Paired) row() float64 {
	room := (tallestChart - waterfallHead - waterfallFoot) / float64(len(p.upper.Resources))
	return math.Floor(min(pairedRow, max(room, pairedLowest)))
}

// Draw draws it.
func (p *Paired) Draw(c draw.Canvas) {
	s := newSheet(c)
	size := shrink(p.Title, 38, 22, s.width-2*margin, true)
	s.text(margin, 48, cutMiddle(p.Title, size, true, s.width-2*margin), size, true, toLeft, ink)
	size = shrink(p.About, leastText, leastText, s.width-2*margin, false)
	s.text(margin, 90, cutMiddle(p.About, size, false, s.width-2*margin), size, false, toLeft, quiet)

	height := p.row()
	labels := p.labelWidth()
	axis := timeAxis{x0: margin + labels + 20, x1: s.width - margin - 110, end: max(p.upper.Total, p.lower.Total)}
	axis.rtt = oneRTT([]timeline.Run{p.upper, p.lower})
	at := func(row int) float64 { return math.Round(waterfallHead + float64(row)*height) }

	keys := phaseKeys(axis, []timeline.Run{p.upper, p.lower}, allPhases()...)
	keys = append(keys,
		key{label: fmt.Sprintf("above: %s, %s", p.upper.Name, duration(p.upper.Total)), sample: "▀"},
		key{label: fmt.Sprintf("below: %s, %s", p.lower.Name, duration(p.lower.Total)), sample: "▄"},
		key{label: "behind: how much later the lower one is there", sample: "+ms"})
	s.headLegend(128, keys)
	for i := range p.upper.Resources {
		s.rect(margin, at(i), s.width-margin, at(i+1), rowColor(i))
	}
	bottom := at(len(p.upper.Resources))
	axis.draw(s, waterfallHead, bottom, leastText)
	s.ruler(axis, s.width-margin, bottom+waterfallFoot/2, leastText)
	s.vertical(axis.x(p.upper.Total), waterfallHead, bottom, 2, ink)
	s.vertical(axis.x(p.lower.Total), waterfallHead, bottom, 2, quiet)
	for i := range p.upper.Resources {
		p.drawRow(s, axis, i, at(i), at(i+1), labels)
	}
}

func (p *Paired) drawRow(s *sheet, axis timeAxis, i int, y0, y1, labels float64) {
	res := &p.upper.Resources[i]
	mid := math.Round((y0 + y1) / 2)
	s.rect(margin, y0, margin+5, y1, typeColor(res.Type))
	words := i%named(y1-y0) == 0
	if x := margin + p.numberWidth(); words {
		s.text(x-textWidth(" ", leastText, false), mid, fmt.Sprintf("%d.", i+1), leastText, false, toRight, quiet)
		s.text(x, mid, cutMiddle(name(res), leastText, false, margin+labels+1-x), leastText, false, toLeft, ink)
	}
	s.bar(axis, y0+1, mid, res, timeline.Span{})
	last := res.End()
	note := "not played"
	if other := p.other[res.ID]; other != nil {
		s.bar(axis, mid, y1-1, other, timeline.Span{})
		last = max(last, other.End())
		off := other.End() - res.End()
		note = duration(off.Abs())
		switch cmp.Compare(off, 0) {
		case 1:
			note = "+" + note
		case -1:
			note = "−" + note
		}
	}
	if words {
		s.textOn(rowColor(i), axis.x(last)+6, mid, note, leastText, false, toLeft, quiet)
	}
}

// rowColor is what a row is drawn on.
func rowColor(i int) color.RGBA {
	if i%2 == 1 {
		return stripe
	}
	return paper
}

// numberWidth is what the numbers before the labels take, with the colour of the
// type.
func (p *Paired) numberWidth() float64 {
	return 12 + textWidth(fmt.Sprintf("%d. ", len(p.upper.Resources)), leastText, false)
}

func (p *Paired) labelWidth() float64 {
	widest := 0.0
	for i := range p.upper.Resources {
		widest = max(widest, textWidth(name(&p.upper.Resources[i]), leastText, false))
	}
	return min(widest+p.numberWidth(), float64(p.LabelWidth))
}

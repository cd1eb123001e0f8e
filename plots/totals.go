package plots

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Totals is a bar per run, split into what its time went to: the phases of the
// critical path added up, so that the parts are the whole.
type Totals struct {
	Title  string    // default: the scenario's
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080, more when there are many runs

	allRuns
}

// NewTotals makes the picture of those runs that loaded something.
func NewTotals(t *timeline.Timeline) (*Totals, error) {
	runs, err := runsOf(t)
	if err != nil {
		return nil, err
	}
	height := max(1080, totalsHead+totalsFoot+float64(len(runs.runs))*leastPanel+float64(len(runs.panels())-1)*secondAxis)
	return &Totals{Title: title(t), Width: 1920, Height: vg.Length(height), allRuns: runs}, nil
}

const (
	totalsHead = 190.0
	totalsFoot = 110.0
)

// Size is Width and Height.
func (c *Totals) Size() (width, height vg.Length) { return c.Width, c.Height }

// Draw draws it.
func (c *Totals) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	title := strings.TrimRight(c.Title, "?!. ") + ": what the time went to"
	size := shrink(title, 54, 30, s.width-2*margin, true)
	s.text(margin, 66, cutMiddle(title, size, true, s.width-2*margin), size, true, toLeft, ink)
	s.text(margin, 122, "What the end of each load was waiting for, at every moment from navigation to the last byte.", 26, false, toLeft, quiet)

	axis := c.drawPanels(s, margin+compareName, s.width-margin-compareRoom, totalsHead, s.height-totalsFoot, 230, func(axis timeAxis, i int, y0, y1 float64) {
		c.bar(s, axis, i, y0, y1)
	})
	keys := c.keys(axis)
	s.foot(s.height-totalsFoot+36, axis, keys, c.runs)
}

// keys explain what is drawn.
func (c *Totals) keys(axis timeAxis) []key {
	if explained(c.runs) {
		var pieces [][]timeline.Piece
		for i := range c.runs {
			pieces = append(pieces, inOrder(timeline.AddUp(c.runs[i].Pieces)))
		}
		return causeKeys(axis, pieces...)
	}
	var keys []key
	for _, phase := range allPhases() {
		for i := range c.runs {
			split := timeline.Split(c.runs[i].CriticalPath())
			if axis.x(split.Of(phase)) >= axis.x0+0.5 { // a pixel of it is drawn
				keys = append(keys, key{label: phaseLabels[phase], color: phaseColors[phase]})
				break
			}
		}
	}
	if len(lostKeys(c.runs)) > 0 && len(keys) > 0 && keys[0].color == phaseColors[timeline.Blocked] {
		keys[0].label += ", or what was lost with one"
	}
	return keys
}

// bar is one run between y0 and y1, its round trips below when there is room.
func (c *Totals) bar(s *sheet, axis timeAxis, i int, y0, y1 float64) {
	run := &c.runs[i]
	thick := math.Round(min((y1-y0)*0.56, 100))
	top := math.Round((y0+y1)/2 - thick/2)
	note := y1-y0 >= 84
	if note {
		top -= 12
	}
	mid := top + thick/2

	if explained(c.runs) {
		for _, p := range inOrder(timeline.AddUp(run.Pieces)) {
			l := lookOf[p.Cause]
			s.fillLook(axis.x(p.From), top, axis.x(p.To), top+thick, l)
			s.inside(axis, p.From, p.To, mid, thick, l)
			s.tip(axis.x(p.From), top, axis.x(p.To), top+thick, labelOf(p.Cause)+": "+duration(p.To-p.From)+" of "+duration(run.Total))
		}
	} else {
		at, split := time.Duration(0), timeline.Split(run.CriticalPath())
		for _, phase := range allPhases() {
			length := split.Of(phase)
			s.rect(axis.x(at), top, axis.x(at+length), top+thick, phaseColors[phase])
			s.inside(axis, at, at+length, mid, thick, &look{color: phaseColors[phase]})
			at += length
		}
	}
	size := shrink(run.Name, max(leastText, min(32, thick*0.6)), leastText, compareName-20, true)
	s.text(margin, mid, cutMiddle(run.Name, size, true, compareName-20), size, true, toLeft, ink)

	s.spread(axis, run, top+thick+6)
	c.outcome(s, i, axis.x(run.Total)+14, mid, max(leastText, min(34, thick*0.6)))
	if ledger := run.Ledger(); note && ledger.RoundTrips() > 0 {
		text := fmt.Sprintf("%v = %s of %s", ledger, duration(ledger.Took), duration(run.Total))
		s.textOn(paper, axis.x0, top+thick+20, text, leastText, false, toLeft, quiet)
	}
}

// inside writes how long a part of a bar is, where it has room for that.
func (s *sheet) inside(axis timeAxis, from, to time.Duration, mid, thick float64, l *look) {
	text, size := duration(to-from), min(26, thick*0.56)
	width := textWidth(text, size, true)
	if from == to || size < leastText || width+16 > axis.x(to)-axis.x(from) {
		return
	}
	x, shade := (axis.x(from)+axis.x(to))/2, ink
	switch {
	case l.style == hatched: // not on the lines
		s.rect(x-width/2-6, mid-size*0.6, x+width/2+6, mid+size*0.6, paper)
	case dark(l.color):
		shade = paper
	}
	s.text(x, mid, text, size, true, toMiddle, shade)
}

// dark says of a colour that white is read on it more easily than black: where
// both have the same contrast, the relative luminance is 0.18 (WCAG 2, 1.4.3).
func dark(c color.RGBA) bool { return luminance(c) < 0.18 }

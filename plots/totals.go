package plots

import (
	"fmt"
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
	height := max(1080, totalsHead+totalsFoot+float64(len(runs.runs))*leastPanel)
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

	axis := timeAxis{x0: margin + compareName, x1: s.width - margin - compareRoom, end: c.end}
	bottom := s.height - totalsFoot
	axis.draw(s, totalsHead, bottom, 20)
	height := min((bottom-totalsHead)/float64(len(c.runs)), 230)
	splits := make([]timeline.Phases, len(c.runs))
	for i := range c.runs {
		splits[i] = timeline.Split(c.runs[i].CriticalPath())
		top := totalsHead + float64(i)*height
		c.bar(s, axis, i, &splits[i], top, top+height)
	}
	var keys []key
	for _, phase := range allPhases() {
		for i := range splits {
			if axis.x(splits[i].Of(phase)) >= axis.x0+0.5 { // a pixel of it is drawn
				keys = append(keys, key{label: phaseLabels[phase], color: phaseColors[phase]})
				break
			}
		}
	}
	if len(lostKeys(c.runs)) > 0 && len(keys) > 0 && keys[0].color == phaseColors[timeline.Blocked] {
		keys[0].label += ", or what was lost with one"
	}
	s.foot(s.height-totalsFoot+36, axis, keys, c.runs)
}

// bar is one run between y0 and y1, its round trips below when there is room.
func (c *Totals) bar(s *sheet, axis timeAxis, i int, split *timeline.Phases, y0, y1 float64) {
	run := &c.runs[i]
	thick := math.Round(min((y1-y0)*0.56, 100))
	top := math.Round((y0+y1)/2 - thick/2)
	note := y1-y0 >= 84
	if note {
		top -= 12
	}
	mid := top + thick/2

	at := time.Duration(0)
	for _, phase := range allPhases() {
		length := split.Of(phase)
		x0, x1 := axis.x(at), axis.x(at+length)
		s.rect(x0, top, x1, top+thick, phaseColors[phase])
		size := min(26, thick*0.5)
		if text := duration(length); length > 0 && textWidth(text, size, true)+16 <= x1-x0 {
			s.text((x0+x1)/2, mid, text, size, true, toMiddle, ink)
		}
		at += length
	}
	size := shrink(run.Name, min(32, thick*0.6), 16, compareName-20, true)
	s.text(margin, mid, cutMiddle(run.Name, size, true, compareName-20), size, true, toLeft, ink)

	s.spread(axis, run, top+thick+6)
	c.outcome(s, i, axis.x(run.Total)+14, mid, min(34, thick*0.6))
	if ledger := run.Ledger(); note && ledger.RoundTrips() > 0 {
		text := fmt.Sprintf("%v = %s of %s", ledger, duration(ledger.Took), duration(run.Total))
		s.text(axis.x0, top+thick+20, text, 20, false, toLeft, quiet)
	}
}

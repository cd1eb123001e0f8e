package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Compare is all runs of a scenario on one time axis, a panel for each with
// what was under way side by side: the picture to project.
type Compare struct {
	Title  string    // default: the scenario's
	Why    string    // one sentence; default: the first of the scenario's About
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080, more when there are many runs

	allRuns
}

// NewCompare makes the picture of those runs that loaded something.
func NewCompare(t *timeline.Timeline) (*Compare, error) {
	runs, err := runsOf(t)
	if err != nil {
		return nil, err
	}
	height := max(1080, compareHead+compareFoot+float64(len(runs.runs))*leastPanel+float64(len(runs.panels())-1)*secondAxis)
	return &Compare{Title: title(t), Why: firstSentence(t.About), Width: 1920, Height: vg.Length(height), allRuns: runs}, nil
}

const (
	compareHead = 262.0
	compareFoot = 110.0
	compareName = 400.0 // the column with the runs' names
	compareRoom = 250.0 // for total and speedup behind the longest bar
	leastPanel  = 50.0
)

// Size is Width and Height.
func (c *Compare) Size() (width, height vg.Length) { return c.Width, c.Height }

// Draw draws it.
func (c *Compare) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	c.head(s)

	bottom := s.height - compareFoot
	axis := c.drawPanels(s, margin+compareName, s.width-margin-compareRoom, compareHead, bottom, bottom, func(axis timeAxis, i int, y0, y1 float64) {
		s.horizontal(margin, s.width-margin, y0, 1, grid)
		c.panel(s, axis, i, y0, y1)
		s.horizontal(margin, s.width-margin, y1, 1, grid)
	})
	s.foot(s.height-compareFoot+36, axis, slices.Concat(c.keys(axis), s.roundKeys(), markKeys(c.runs), stripKeys(c.runs)), c.runs)
}

// keys are those of what the resources look like, each on the axis of its part.
func (c *Compare) keys(axis timeAxis) []key {
	var d shown
	parts := c.panels()
	if axis.end = parts[0].end; !explained(c.runs) {
		return laneKeys(axis, c.runs) // the finer axis shows most
	}
	for _, part := range parts {
		axis.end = part.end
		for _, i := range part.runs {
			d.add(axis, ofResources(axis, c.runs[i:i+1])...)
		}
	}
	return append(d.keys(), lostKeys(c.runs)...)
}

// panel is one run between y0 and y1.
func (c *Compare) panel(s *sheet, axis timeAxis, i int, y0, y1 float64) {
	run := &c.runs[i]
	gap := min((y1-y0)*0.12, 12)
	top, bottom := math.Round(y0+gap), math.Round(y1-gap)
	if run.Link != nil {
		s.strip(axis, bottom-stripHeight, bottom, run.Link)
		bottom -= stripHeight + 3
	}
	s.plainMarks(axis, run, y0+2, y1-2)
	resources, lost := withAttempts(run.Resources)
	lane, n := lanes(resources)
	held, only := run.HeadOfLine(), alone(resources)
	// Few lanes need not fill a high panel.
	height := min((bottom-top)/float64(n), 40)
	top = math.Round((top + bottom - height*float64(n)) / 2)
	for j := range resources {
		at := top + float64(lane[j])*height
		below := at + height
		if height >= 6 {
			below--
		}
		if only[j] {
			below = max(below, min(at+leastAlone, bottom))
		}
		below = max(below, at+1)
		if j >= lost {
			s.lost(axis, at, below, &resources[j])
			continue
		}
		s.block(axis, at, below, &resources[j], held[j])
		s.tip(axis.x(active(&resources[j])), at, axis.x(resources[j].End()), below, tipOf(&resources[j]))
	}

	mid := (y0 + y1) / 2
	x := axis.x(run.Total)
	s.vertical(x, y0+gap/2, y1-gap/2, 3, ink)
	c.name(s, run, y0, y1)
	s.spread(axis, run, y1-5)
	size := min(34, (y1-y0)*0.45)
	c.outcome(s, i, x+14, mid, size)
}

// name is the run's name and, where there is room, what it used.
func (c *Compare) name(s *sheet, run *timeline.Run, y0, y1 float64) {
	mid := (y0 + y1) / 2
	room := compareName - 20
	what := plural(len(run.Connections), "connection")
	two := y1-y0 >= 64 && what != run.Name
	size := shrink(run.Name, min(32, (y1-y0)*0.4), leastText, room, true)
	y := mid
	if two {
		y = mid - size*0.5
		s.text(margin, mid+size*0.75, what, 22, false, toLeft, quiet)
		if n := run.Failed(); n > 0 && run.Users == nil {
			s.text(margin+textWidth(what, 22, false)+22, mid+size*0.75, fmt.Sprintf("%d of %d failed", n, len(run.Resources)), 22, true, toLeft, slower)
		}
	}
	s.text(margin, y, cutMiddle(run.Name, size, true, room), size, true, toLeft, ink)
}

package plots

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Filmstrip is all runs of a scenario as somebody would have seen them: a row
// for each, and in it what was on the page at one moment after the other.
type Filmstrip struct {
	Title  string    // default: the scenario's
	Width  vg.Length // default: 1920
	Height vg.Length // default: what the rows need
	Frames int       // pictures in a row; default: 8

	allRuns
}

// NewFilmstrip makes the strip of those runs that loaded something.
func NewFilmstrip(t *timeline.Timeline) (*Filmstrip, error) {
	runs, err := runsOf(t)
	if err != nil {
		return nil, err
	}
	height := filmHead + float64(len(runs.runs))*filmRow + filmFoot
	return &Filmstrip{Title: title(t), Width: 1920, Height: vg.Length(height), Frames: 8, allRuns: runs}, nil
}

const (
	filmHead = 150.0
	filmRow  = 178.0
	filmFoot = 104.0
	filmName = 270.0 // the column with the runs' names
	filmGap  = 20.0
)

// Size is Width and Height.
func (f *Filmstrip) Size() (width, height vg.Length) { return f.Width, f.Height }

// Draw draws it.
func (f *Filmstrip) Draw(c draw.Canvas) {
	s := newSheet(c)
	size := shrink(f.Title, 44, 26, s.width-2*margin, true)
	s.text(margin, 52, cutMiddle(f.Title, size, true, s.width-2*margin), size, true, toLeft, ink)
	cell := (s.width - 2*margin - filmName) / float64(f.Frames)
	step := f.step()
	for i := range f.Frames {
		x := margin + filmName + cell*float64(i)
		s.text(x+(cell-filmGap)/2, 120, tickLabel(step*time.Duration(i+1), step), 26, true, toMiddle, ink)
	}
	rowHeight := (s.height - filmHead - filmFoot) / float64(len(f.runs))
	for i := range f.runs {
		run := &f.runs[i]
		top := filmHead + float64(i)*rowHeight
		middle := top + (rowHeight-filmGap)/2
		size := shrink(run.Name, 28, 20, filmName-20, true)
		s.text(margin, middle-18, cutMiddle(run.Name, size, true, filmName-20), size, true, toLeft, ink)
		s.text(margin, middle+18, outcomeOf(run), 24, false, toLeft, quiet)
		for j := range f.Frames {
			x := margin + filmName + cell*float64(j)
			page := newPagePicture(run, math.Round(x), math.Round(top), math.Round(cell-filmGap), math.Round(rowHeight-filmGap))
			page.draw(s, step*time.Duration(j+1))
			if run.Total <= step*time.Duration(j+1) && run.Total > step*time.Duration(j) {
				s.done(&page)
			}
		}
	}
	s.foot(s.height-filmFoot+34, timeAxis{}, f.keys(), f.runs)
}

// step is the time between two pictures, round, so that the last run is there
// in the last one.
func (f *Filmstrip) step() time.Duration {
	least := float64(f.end) / float64(f.Frames)
	unit := math.Pow(10, math.Floor(math.Log10(max(least, 1))))
	for _, m := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if m*unit >= least {
			return time.Duration(m * unit)
		}
	}
	return time.Duration(10 * unit)
}

// keys are the types of what was loaded.
func (f *Filmstrip) keys() []key {
	return typeKeys(&timeline.Run{Resources: allResources(f.runs)})
}

// done marks a page that is complete.
func (s *sheet) done(p *pagePicture) {
	const thick = 5
	x0, y0, x1, y1 := p.x-4, p.y-4, p.x+p.width+4, p.y+p.height+4
	s.rect(x0, y0, x1, y0+thick, faster)
	s.rect(x0, y1-thick, x1, y1, faster)
	s.rect(x0, y0, x0+thick, y1, faster)
	s.rect(x1-thick, y0, x1, y1, faster)
}

func allResources(runs []timeline.Run) []timeline.Resource {
	var all []timeline.Resource
	for i := range runs {
		all = append(all, runs[i].Resources...)
	}
	return all
}

// outcomeOf is a run's total, or that it failed.
func outcomeOf(run *timeline.Run) string {
	if run.Err != "" {
		return fmt.Sprintf("failed at %s", duration(run.Total))
	}
	return duration(run.Total)
}

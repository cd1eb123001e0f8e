package plots

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"
	"strconv"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Film is the runs of a scenario racing: a page for each that fills in while the
// clock runs, as an animated GIF.
type Film struct {
	Title         string    // default: the scenario's
	Width, Height vg.Length // default: 1280 by 720

	allRuns
	speed float64 // seconds of the load in a second of the film
}

const (
	filmRate  = 20               // pictures a second
	filmMost  = 12 * time.Second // of film; longer loads are shown faster
	filmLeast = 3 * time.Second  // shorter ones slower
	filmHold  = 4 * time.Second  // the last picture stays, before it all begins again
	panelGap  = 36.0
	panelText = 74.0 // name above a page, clock below
)

// NewFilm makes the film of those runs that loaded something.
func NewFilm(t *timeline.Timeline) (*Film, error) {
	runs, err := runsOf(t)
	if err != nil {
		return nil, err
	}
	return &Film{Title: title(t), Width: 1280, Height: 720, allRuns: runs, speed: filmSpeed(runs.end)}, nil
}

// filmSpeed is 1, or the nearest of 2, 5, 10, 20, … and their inverses that
// brings a load within the film's limits.
func filmSpeed(load time.Duration) float64 {
	steps := []float64{2, 5, 10}
	for unit := 1.0; unit < 1e9; unit *= 10 {
		switch {
		case load > filmMost:
			for _, m := range steps {
				if float64(load)/(m*unit) <= float64(filmMost) {
					return m * unit
				}
			}
		case load < filmLeast:
			for _, m := range steps {
				if float64(load)*m*unit >= float64(filmLeast) {
					return 1 / (m * unit)
				}
			}
		default:
			return 1
		}
	}
	return 1
}

// pace says how fast the film runs.
func (f *Film) pace() string {
	switch {
	case f.speed > 1:
		return fmt.Sprintf("%.0f times as fast as it was", f.speed)
	case f.speed < 1:
		return fmt.Sprintf("slowed down %.0f times", 1/f.speed)
	}
	return "as fast as it was"
}

// panel is one run's place in the film.
type panel struct {
	run     *timeline.Run
	page    pagePicture
	shown   []float64 // by tile: how far down it has been drawn
	clock   image.Rectangle
	stopped bool // the clock shows the total
}

// Write writes the film as a GIF.
func (f *Film) Write(w io.Writer) error {
	width, height := int(f.Width), int(f.Height)
	if width < 320 || height < 180 || width > 4096 || height > 4096 {
		return fmt.Errorf("a film of %d by %d pixels: it can have 320 by 180 to 4096 by 4096", width, height)
	}
	if len(f.runs) == 0 {
		return errors.New("a film without runs: NewFilm makes one")
	}
	canvas, _ := newPixels(f.Width, f.Height)
	s := newSheet(draw.New(canvas))
	panels := f.begin(s)
	reel := newReel(s.pixels, f.inks())
	step := time.Duration(f.speed * float64(time.Second) / filmRate)
	for at := step; ; at += step {
		for i := range panels {
			panels[i].advance(reel, at)
		}
		reel.shoot(100 / filmRate)
		if at >= f.end {
			break
		}
	}
	reel.film.Delay[len(reel.film.Delay)-1] = int(filmHold / (10 * time.Millisecond))
	return gif.EncodeAll(w, &reel.film)
}

// inks are the colours that come up after the first picture.
func (f *Film) inks() []color.RGBA {
	inks := []color.RGBA{failed, stripe, paper, ink, faster}
	for i := range f.runs {
		for j := range f.runs[i].Resources {
			inks = append(inks, typeColor(f.runs[i].Resources[j].Type))
		}
	}
	return inks
}

// begin draws all that is there from the start.
func (f *Film) begin(s *sheet) []panel {
	s.rect(0, 0, s.width, s.height, paper)
	room := s.width - 2*margin
	size := shrink(f.Title, 34, 22, room, true)
	s.text(margin, 40, cutMiddle(f.Title, size, true, room), size, true, toLeft, ink)
	where := describeAll(f.runs) + " · " + f.pace()
	s.text(margin, 80, cutMiddle(where, 20, false, room), 20, false, toLeft, quiet)

	const top = 104.0
	columns := min(len(f.runs), 3)
	if len(f.runs) > 6 {
		columns = int(math.Ceil(math.Sqrt(float64(len(f.runs)) * 1.4)))
	}
	rows := (len(f.runs) + columns - 1) / columns
	width := math.Floor((room - panelGap*float64(columns-1)) / float64(columns))
	height := math.Floor((s.height - top - margin/2) / float64(rows))
	panels := make([]panel, len(f.runs))
	for i := range f.runs {
		x := margin + float64(i%columns)*(width+panelGap)
		y := top + float64(i/columns)*height
		panels[i] = newPanel(s, &f.runs[i], x, y, width, height)
	}
	return panels
}

func newPanel(s *sheet, run *timeline.Run, x, y, width, height float64) panel {
	size := shrink(run.Name, 24, 14, width, true)
	s.text(x, y+18, cutMiddle(run.Name, size, true, width), size, true, toLeft, ink)
	p := panel{run: run, page: newPagePicture(run, x, y+38, width, max(height-38-panelText/2, 20))}
	p.page.draw(s, 0)
	for i := range p.page.tiles {
		p.shown = append(p.shown, p.page.tiles[i].filled(0))
	}
	bottom := int(p.page.y + p.page.height)
	p.clock = image.Rect(int(x), bottom+6, int(x+width), bottom+36)
	return p
}

// advance draws what has changed.
func (p *panel) advance(r *reel, at time.Duration) {
	for i := range p.page.tiles {
		t := &p.page.tiles[i]
		down := t.filled(at)
		if down <= p.shown[i] {
			continue
		}
		x0, _, x1, _ := t.box()
		r.fill(box(x0, p.shown[i], x1, down), t.color())
		p.shown[i] = down
	}
	if p.stopped {
		return
	}
	shade := ink
	text := strconv.FormatFloat(at.Seconds(), 'f', 2, 64) + " s"
	if at >= p.run.Total {
		p.stopped = true
		text, shade = outcomeOf(p.run), faster
		if p.run.Err != "" {
			shade = slower
		}
	}
	r.write(p.clock, text, shade)
}

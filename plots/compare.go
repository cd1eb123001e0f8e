package plots

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

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

	runs []timeline.Run
	end  time.Duration
}

// NewCompare makes the picture of those runs that loaded something.
func NewCompare(t *timeline.Timeline) (*Compare, error) {
	c := &Compare{Title: title(t), Why: firstSentence(t.About), Width: 1920}
	runs, err := drawable(t)
	if err != nil {
		return nil, err
	}
	for i := range runs {
		c.end = max(c.end, runs[i].Total)
	}
	c.runs = runs
	c.Height = vg.Length(max(1080, compareHead+compareFoot+float64(len(runs))*50))
	return c, nil
}

// drawable are copies of the runs that can be drawn.
func drawable(t *timeline.Timeline) ([]timeline.Run, error) {
	var runs []timeline.Run
	for i := range t.Runs {
		if len(t.Runs[i].Resources) == 0 || t.Runs[i].Total <= 0 {
			continue
		}
		run, err := copyOf(&t.Runs[i])
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	if len(runs) == 0 {
		return nil, errors.New("no run loaded anything: there is nothing to draw")
	}
	return runs, nil
}

func title(t *timeline.Timeline) string {
	if t.Title != "" {
		return t.Title
	}
	return t.Scenario
}

// firstSentence ends at the first full stop that a space or the end follows.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if strings.ContainsRune(".!?", rune(s[i])) && (i+1 == len(s) || s[i+1] == ' ') {
			return s[:i+1]
		}
	}
	return s
}

const (
	compareHead = 262.0
	compareFoot = 84.0
	compareName = 400.0 // the column with the runs' names
	compareRoom = 250.0 // for total and speedup behind the longest bar
)

// Size is Width and Height.
func (c *Compare) Size() (width, height vg.Length) { return c.Width, c.Height }

// Draw draws it.
func (c *Compare) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	c.head(s)

	axis := timeAxis{x0: margin + compareName, x1: s.width - margin - compareRoom, end: c.end}
	bottom := s.height - compareFoot
	axis.draw(s, compareHead, bottom, 20)
	height := (bottom - compareHead) / float64(len(c.runs))
	for i := range c.runs {
		top := compareHead + float64(i)*height
		s.horizontal(margin, s.width-margin, top, 1, grid)
		c.panel(s, axis, &c.runs[i], top, top+height)
	}
	s.horizontal(margin, s.width-margin, bottom, 1, grid)
	s.foot(s.height-compareFoot/2, phaseKeys(c.runs, allPhases()[timeline.DNS:]...), c.runs)
}

// head is title and sentence, and the ratio that the picture is about.
func (c *Compare) head(s *sheet) {
	big, caption, because := c.headline()
	room := s.width - 3*margin
	if big != "" {
		s.text(s.width-margin, 80, big, 116, true, toRight, faster)
		s.text(s.width-margin, 158, caption, 26, true, toRight, ink)
		s.text(s.width-margin, 194, because, 26, false, toRight, quiet)
		room -= max(textWidth(big, 116, true), textWidth(caption, 26, true), textWidth(because, 26, false))
	}
	size := shrink(c.Title, 54, 30, room, true)
	s.text(margin, 66, cutMiddle(c.Title, size, true, room), size, true, toLeft, ink)
	y := 128.0
	for _, line := range lines(c.Why, 28, room, 2) {
		s.text(margin, y, line, 28, false, toLeft, quiet)
		y += 38
	}
}

// headline is the greatest speedup over the first run, of what over what, and
// the round trips that it saved.
func (c *Compare) headline() (big, caption, because string) {
	best := c.best()
	if best == 0 {
		return "", "", ""
	}
	speedup := c.runs[best].Speedup(&c.runs[0])
	slow, fast := c.runs[0].Ledger(), c.runs[best].Ledger()
	if slow.RTT == fast.RTT && fast.RoundTrips() < slow.RoundTrips() {
		because = fmt.Sprintf("%d round trips of %s instead of %d", fast.RoundTrips(), roundTrip(fast.RTT), slow.RoundTrips())
	}
	return ratio(speedup) + " faster", c.runs[best].Name + " against " + c.runs[0].Name, because
}

// best is the run with the greatest speedup over the first, of those on its
// network if there are any: one thing changed at a time. 0 means that none was
// faster.
func (c *Compare) best() int {
	first := &c.runs[0]
	best, speedup := 0, 1.0
	for _, same := range []bool{true, false} {
		for i := range c.runs {
			run := &c.runs[i]
			if v := run.Speedup(first); v > speedup && (run.Network == first.Network) == same {
				best, speedup = i, v
			}
		}
		if best > 0 {
			break
		}
	}
	return best
}

// speedup writes how many times faster a run was, if that can be said.
func (s *sheet) speedup(x, y, times, size float64) {
	if times <= 0 {
		return
	}
	color := faster
	if times < 1 {
		color = slower
	}
	s.text(x, y, ratio(times), size, true, toLeft, color)
}

// describeAll is the networks that the runs had, and their seed.
func describeAll(runs []timeline.Run) string {
	var networks []string
	for i := range runs {
		if n := runs[i].Network; n != "" && !slices.Contains(networks, n) {
			networks = append(networks, n)
		}
	}
	seed := fmt.Sprintf("seed %d", runs[0].Seed)
	switch {
	case len(networks) == 0:
		return seed
	case len(networks) > 3:
		return plural(len(networks), "network") + " · " + seed
	}
	return strings.Join(networks, " / ") + " · " + seed
}

// panel is one run between y0 and y1.
func (c *Compare) panel(s *sheet, axis timeAxis, run *timeline.Run, y0, y1 float64) {
	gap := min((y1-y0)*0.12, 12)
	top, bottom := math.Round(y0+gap), math.Round(y1-gap)
	lane, n := lanes(run.Resources)
	held, only := run.HeadOfLine(), alone(run.Resources)
	// Few lanes need not fill a high panel.
	height := min((bottom-top)/float64(n), 40)
	top = math.Round((top + bottom - height*float64(n)) / 2)
	for i := range run.Resources {
		at := top + float64(lane[i])*height
		below := at + height
		if height >= 6 {
			below--
		}
		if only[i] {
			below = max(below, min(at+leastAlone, bottom))
		}
		s.block(axis, at, max(below, at+1), &run.Resources[i], held[i])
	}

	mid := (y0 + y1) / 2
	x := axis.x(run.Total)
	s.vertical(x, y0+gap/2, y1-gap/2, 3, ink)
	c.name(s, run, y0, y1)
	size := min(34, (y1-y0)*0.45)
	total := duration(run.Total)
	s.text(x+14, mid, total, size, true, toLeft, ink)
	if run != &c.runs[0] {
		s.speedup(x+14+textWidth(total, size, true)+size*0.6, mid, run.Speedup(&c.runs[0]), size)
	}
}

// name is the run's name and, where there is room, what it used.
func (c *Compare) name(s *sheet, run *timeline.Run, y0, y1 float64) {
	mid := (y0 + y1) / 2
	room := compareName - 20
	what := plural(len(run.Connections), "connection")
	two := y1-y0 >= 64 && what != run.Name
	size := shrink(run.Name, min(32, (y1-y0)*0.4), 16, room, true)
	y := mid
	if two {
		y = mid - size*0.5
		s.text(margin, mid+size*0.75, what, 22, false, toLeft, quiet)
	}
	s.text(margin, y, cutMiddle(run.Name, size, true, room), size, true, toLeft, ink)
}

// lines breaks a text into at most n lines of at most width; what is too much
// is cut off with dots.
func lines(text string, size, width float64, n int) []string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		last := len(out) - 1
		switch {
		case last >= 0 && textWidth(out[last]+" "+word, size, false) <= width:
			out[last] += " " + word
		case len(out) == n:
			out[last] = strings.TrimRight(out[last], ".,;:") + " …"
			return out
		default:
			out = append(out, word)
		}
	}
	return out
}

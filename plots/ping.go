package plots

import (
	"errors"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Ping is how long a packet would have taken to the server and back while each run
// went on: the round trip of its path and what the queue in front of the browser's
// link added. A panel for each run; they share their axes.
type Ping struct {
	Title  string    // default: the scenario's
	Why    string    // one sentence; default: the first of the scenario's About
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	allRuns
	most time.Duration
}

// NewPing makes the picture of the runs whose link has a limit.
func NewPing(t *timeline.Timeline) (*Ping, error) {
	own := *t
	own.Runs = slices.DeleteFunc(slices.Clone(t.Runs), func(r timeline.Run) bool { return r.Link == nil })
	if len(own.Runs) == 0 {
		return nil, errors.New("no run has a link with a limit: no packet waits for it")
	}
	runs, err := runsOf(&own)
	if err != nil {
		return nil, err
	}
	p := &Ping{Title: title(t), Why: firstSentence(t.About), Width: 1920, Height: slideHeight, allRuns: runs}
	for i := range runs.runs {
		p.most = max(p.most, longestPing(&runs.runs[i]))
	}
	return p, nil
}

func longestPing(run *timeline.Run) time.Duration { return run.RTT + run.Link.MostQueued() }

const (
	mostPings = 8   // a slide has room for no more panels
	pingWorth = 5.0 // so many round trips in a queue are worth a picture
)

// pingChart is the picture of scenarios in which packets wait long, and not too many
// runs.
func pingChart(t *timeline.Timeline) ([]Named, error) {
	worth := slices.ContainsFunc(t.Runs, func(r timeline.Run) bool {
		return r.RTT > 0 && float64(r.Link.MostQueued()) >= pingWorth*float64(r.RTT)
	})
	if !worth || len(t.Runs) > mostPings {
		return nil, nil
	}
	p, err := NewPing(t)
	if err != nil {
		return nil, err
	}
	return []Named{{"ping", "", p}}, nil
}

// Size is Width and Height.
func (p *Ping) Size() (width, height vg.Length) { return p.Width, p.Height }

// Draw draws it.
func (p *Ping) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	room := s.width - 2*margin
	size := shrink(p.Title+": ping", 44, 24, room, true)
	s.text(margin, 52, cutMiddle(p.Title+": ping", size, true, room), size, true, toLeft, ink)
	s.text(margin, 100, cutMiddle(p.Why, 22, false, room), 22, false, toLeft, quiet)

	axis := timeAxis{x0: traceLeft + compareName - 100, x1: s.width - margin - compareRoom, end: p.end}
	axis.rtt = oneRTT(p.runs)
	axis.draw(s, usersHead, s.height-usersFoot, 20)
	height := (s.height - usersHead - usersFoot) / float64(len(p.runs))
	for i := range p.runs {
		top := usersHead + float64(i)*height
		p.panel(s, axis, &p.runs[i], top+usersGap/2, top+height-usersGap/2)
	}
	s.ruler(axis, s.width-margin, s.height-usersFoot/2, leastText)
	s.legend(margin, s.width-margin, s.height-usersFoot/2, legendSize, []key{
		{label: "time to the server and back", color: dataColor},
		{label: "of that, in the queue", color: flightColor},
	})
}

// panel draws a run between two heights.
func (p *Ping) panel(s *sheet, axis timeAxis, run *timeline.Run, y1, y0 float64) {
	values := valueAxis{y0: y0, y1: y1, end: timeline.Millis(p.most) * 1.05}
	values.draw(s, axis.x0, axis.x1, leastText, millisLabel)
	var all []reading
	for i, queued := range run.Link.Queued {
		all = append(all, reading{axis.x(run.Link.Every * time.Duration(i)), timeline.Millis(run.RTT + queued)})
	}
	over := axis.x(run.Total)
	line := steps(values, all, over)
	base := values.y(timeline.Millis(run.RTT))
	s.fill(flightColor, append(slices.Clone(line), dot{over, base}, dot{line[0].x, base})...)
	s.line(3, dataColor, line...)
	middle := (y0 + y1) / 2
	nameRoom := axis.x0 - margin - 110
	size := shrink(run.Name, 28, leastText, nameRoom, true)
	s.text(margin, middle, cutMiddle(run.Name, size, true, nameRoom), size, true, toLeft, ink)
	s.text(axis.x1+24, middle-16, "up to "+duration(longestPing(run)), 26, true, toLeft, ink)
	s.text(axis.x1+24, middle+18, duration(run.RTT)+" without", leastText, false, toLeft, quiet)
}

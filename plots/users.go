package plots

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Users is what many visitors do to a server over time: a panel for each run, with
// the connections that it has open, the users that wait, those that have been
// turned away so far, and how many connections it can have.
type Users struct {
	Title  string    // default: the run's name, or what NewUsers is given
	About  string    // a line below it; "": none
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	runs   []timeline.Run
	end    time.Duration
	most   float64
	lesson headline // the zero one: none
}

// NewUsers makes the picture of runs with users; others are left out. They share
// their axes.
func NewUsers(title string, runs ...timeline.Run) (*Users, error) {
	c := &Users{Title: title, Width: 1920, Height: 1080}
	for i := range runs {
		u := runs[i].Users
		if u == nil || len(u.Open) == 0 {
			continue
		}
		if u.Every <= 0 || len(u.Waiting) != len(u.Open) || len(u.Away) != len(u.Open) {
			return nil, fmt.Errorf("run %q has %d, %d and %d samples, every %v: they belong together", runs[i].Name, len(u.Open), len(u.Waiting), len(u.Away), u.Every)
		}
		c.runs = append(c.runs, runs[i])
		c.end = max(c.end, u.Every*time.Duration(len(u.Open)))
		for _, values := range [][]int{u.Open, u.Waiting, u.Away} {
			c.most = max(c.most, float64(slices.Max(values)))
		}
	}
	if len(c.runs) == 0 {
		return nil, errors.New("no run has users to draw")
	}
	c.most = max(c.most*1.05, 1)
	return c, nil
}

// Size is Width and Height.
func (c *Users) Size() (width, height vg.Length) { return c.Width, c.Height }

const (
	usersHead   = 190.0
	usersLesson = 66.0 // more, where there is a figure
	usersFoot   = 80.0
	usersRight  = 330.0 // room for what came of a run
	usersGap    = 26.0  // between panels
)

// Draw draws it.
func (c *Users) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	room := s.width - 2*margin
	if c.lesson.big != "" {
		room -= c.lesson.draw(s) + margin
	}
	size := shrink(c.Title, 44, 24, room, true)
	s.text(margin, 52, cutMiddle(c.Title, size, true, room), size, true, toLeft, ink)
	for i, line := range lines(c.About, 22, room, 2) {
		s.text(margin, 100+30*float64(i), line, 22, false, toLeft, quiet)
	}

	names := 0.0
	for i := range c.runs {
		names = max(names, textWidth(c.runs[i].Name, leastText, true))
	}
	axis := timeAxis{x0: margin + 100 + min(max(names+10, 226), compareName), x1: s.width - margin - usersRight, end: c.end}
	axis.rtt = oneRTT(c.runs)
	head := usersHead
	if c.lesson.big != "" {
		head += usersLesson
	}
	axis.draw(s, head, s.height-usersFoot, 20)
	height := (s.height - head - usersFoot) / float64(len(c.runs))
	for i := range c.runs {
		top := head + float64(i)*height
		c.panel(s, axis, &c.runs[i], top+usersGap/2, top+height-usersGap/2)
	}
	s.ruler(axis, s.width-margin, s.height-usersFoot/2, leastText)
	s.legend(margin, s.width-margin, s.height-usersFoot/2, legendSize, []key{
		{label: "connections open at the server", color: dataColor},
		{label: "users that wait", color: setupColor},
		{label: "turned away so far", color: slower},
		{label: "the server's limit", color: ink, dashed: true},
	})
}

// panel draws a run between two heights.
func (c *Users) panel(s *sheet, axis timeAxis, run *timeline.Run, y1, y0 float64) {
	u := run.Users
	values := valueAxis{y0: y0, y1: y1, end: c.most}
	labels := min(leastText, (y0-y1)/3)
	values.draw(s, axis.x0, axis.x1, labels, countLabel)
	read := func(of []int) (all []reading) {
		for i, v := range of {
			all = append(all, reading{axis.x(u.Every * time.Duration(i)), float64(v)})
		}
		return all
	}
	over := axis.x(u.Every * time.Duration(len(u.Open)))
	open := steps(values, read(u.Open), over)
	s.fill(flightColor, append(slices.Clone(open), dot{over, y0}, dot{open[0].x, y0})...)
	s.line(3, dataColor, open...)
	s.line(3, setupColor, steps(values, read(u.Waiting), over)...)
	if u.TurnedAway > 0 {
		s.line(3, slower, steps(values, read(u.Away), over)...)
	}
	if u.Limit > 0 && float64(u.Limit) <= c.most {
		s.dashed(axis.x0, axis.x1, values.y(float64(u.Limit)), 2, ink)
	}
	middle := (y0 + y1) / 2
	nameRoom := axis.x0 - margin - 100
	size := shrink(run.Name, 26, leastText, nameRoom, true)
	s.text(margin, middle, cutMiddle(run.Name, size, true, nameRoom), size, true, toLeft, ink)

	x := axis.x1 + 24
	away, color := "nobody turned away", faster
	if u.TurnedAway > 0 {
		away, color = strconv.Itoa(u.TurnedAway)+" turned away", slower
	}
	s.text(x, middle-16, away, 26, true, toLeft, color)
	s.text(x, middle+18, fmt.Sprintf("%s open, %.0f MB", strconv.Itoa(u.Most), float64(u.Memory(u.Most))/1e6), 20, false, toLeft, quiet)
}

// usersCharts are the picture of all runs with users, if there are any, and of
// each by itself.
func usersCharts(t *timeline.Timeline) ([]Named, error) {
	var with []timeline.Run
	for i := range t.Runs {
		if u := t.Runs[i].Users; u != nil && len(u.Open) > 0 {
			with = append(with, t.Runs[i])
		}
	}
	if len(with) == 0 {
		return nil, nil
	}
	title := t.Title
	if title == "" {
		title = t.Scenario
	}
	all, err := NewUsers(title, with...)
	if err != nil {
		return nil, err
	}
	all.About = firstSentence(t.About)
	if run, against := t.Find(t.Headline.Run), t.Find(t.Headline.Against); run != nil && against != nil && run.Users != nil && against.Users != nil && t.Headline.Measure == "failed" {
		all.lesson = headline{caption: run.Name + " against " + against.Name, color: faster}
		all.lesson.failed(run, against)
	}
	charts := []Named{{"users", "", all}}
	for i := range with {
		one, err := NewUsers(with[i].Name, with[i])
		if err != nil {
			return nil, err
		}
		one.About = with[i].Network
		charts = append(charts, Named{"users", with[i].Name, one})
	}
	return charts, nil
}

package plots

import (
	"image/color"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// mark is a moment that a picture names.
type mark struct {
	at    time.Duration
	words string
}

// marksOf are what happened in a run, in its order: the HTML was there, the network
// changed, connections were lost.
func marksOf(run *timeline.Run) []mark {
	var marks []mark
	if first := &run.Resources[0]; first.Initiator < 0 && first.Type == "html" && len(run.Resources) > 1 {
		marks = append(marks, mark{first.End(), "HTML there"})
	}
	if run.Change.At > 0 && run.Change.At < run.Total {
		marks = append(marks, mark{run.Change.At, "another network"})
	}
	for i := range run.Connections {
		c := &run.Connections[i]
		if m := (mark{c.Closed, "connection lost"}); c.Lost && c.Closed > 0 && !slices.Contains(marks, m) {
			marks = append(marks, m)
		}
	}
	for _, at := range lostAt(run) {
		near := func(m mark) bool { return m.words == "connection lost" && max(m.at-at, at-m.at) <= run.Total/100 }
		if !slices.ContainsFunc(marks, near) { // six at once are one
			marks = append(marks, mark{at, "connection lost"})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return int(a.at - b.at) })
	return marks
}

// lostAt is when each connection was lost on which a request was lost, in order.
func lostAt(run *timeline.Run) (all []time.Duration) {
	first := map[int]time.Duration{} // by Connection.ID
	for i := range run.Resources {
		for _, a := range run.Resources[i].Lost {
			end := a.Start + a.Sum()
			if at, ok := first[a.Connection]; !ok || end < at {
				first[a.Connection] = end
			}
		}
	}
	for _, at := range first {
		all = append(all, at)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// marks draws a run's marks down from y0 to y1, and their words above the times
// where they have room beside one another.
func (s *sheet) marks(axis timeAxis, run *timeline.Run, y0, y1 float64) {
	free := margin
	for _, m := range marksOf(run) {
		x := axis.x(m.at)
		s.vertical(x, y0-54, y0-34, 2, quiet) // the times are between
		s.vertical(x, y0-8, y1, 2, quiet)
		width := textWidth(m.words, leastText, false)
		if x+8 < free || x+8+width > s.width-margin {
			continue
		}
		s.text(x+8, y0-44, m.words, leastText, false, toLeft, ink)
		free = x + 8 + width + 12
	}
}

// markLooks are the marks as a picture of many runs has them: without words.
var markLooks = []struct {
	words string
	width float64
	color color.RGBA
}{{"HTML there", 2, quiet}, {"another network", 5, ink}, {"connection lost", 5, headOfLine}}

// plainMarks draws a run's marks without their words.
func (s *sheet) plainMarks(axis timeAxis, run *timeline.Run, y0, y1 float64) {
	for _, m := range marksOf(run) {
		for _, look := range markLooks {
			if look.words == m.words {
				s.vertical(axis.x(m.at), y0, y1, look.width, look.color)
			}
		}
	}
}

// markKeys say what plainMarks has drawn.
func markKeys(runs []timeline.Run) []key {
	var keys []key
	for _, look := range markLooks {
		if slices.ContainsFunc(runs, func(r timeline.Run) bool {
			return slices.ContainsFunc(marksOf(&r), func(m mark) bool { return m.words == look.words })
		}) {
			keys = append(keys, key{label: look.words, color: look.color, upright: true})
		}
	}
	return keys
}

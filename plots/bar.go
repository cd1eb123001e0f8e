package plots

import (
	"math"
	"time"

	"rttlab/lab/timeline"
)

// thickness is how much of its row a phase's bar takes: what sets a connection
// up is thinner than what a request does, waiting thinner still.
func thickness(phase timeline.Phase) float64 {
	switch phase {
	case timeline.Blocked:
		return 0.2
	case timeline.DNS, timeline.Connect, timeline.TLS:
		return 0.45
	}
	return 0.8
}

// bar draws one resource's phases in the row from y0 to y1.
func (s *sheet) bar(axis timeAxis, y0, y1 float64, res *timeline.Resource, held timeline.Span) {
	if res.Pieces != nil {
		s.pieces(axis, y0, y1, res.Pieces, nil)
		s.attempts(axis, y0, y1, res)
		s.tooShort(axis, y0, y1, res)
		return
	}
	begin := res.Start
	for _, phase := range allPhases() {
		end := begin + res.Of(phase)
		s.phase(axis, y0, y1, phase, begin, end)
		begin = end
	}
	s.attempts(axis, y0, y1, res)
	if held.To > held.From {
		top, bottom := middle(y0, y1, thickness(timeline.Wait))
		s.hatched(axis.x(held.From), top, axis.x(held.To), bottom, headOfLine, paper)
	}
	s.tooShort(axis, y0, y1, res)
}

// attempts draws those at a resource that were lost with their connection.
func (s *sheet) attempts(axis timeAxis, y0, y1 float64, res *timeline.Resource) {
	lost, _ := attempts([]timeline.Resource{*res})
	for i := range lost {
		top, bottom := middle(y0, y1, thickness(timeline.Wait))
		s.lost(axis, top, bottom, &lost[i])
	}
}

// tooShort has a fetch seen that is too short for a pixel.
func (s *sheet) tooShort(axis timeAxis, y0, y1 float64, res *timeline.Resource) {
	if x := math.Round(axis.x(res.Start)); x == math.Round(axis.x(res.End())) {
		top, bottom := middle(y0, y1, thickness(timeline.Wait))
		s.rect(x, top, x+1, bottom, phaseColors[timeline.Wait])
	}
}

func (s *sheet) phase(axis timeAxis, y0, y1 float64, phase timeline.Phase, begin, end time.Duration) {
	top, bottom := middle(y0, y1, thickness(phase))
	s.rect(axis.x(begin), top, axis.x(end), bottom, phaseColors[phase])
}

// middle is the middle part of a row, at least a pixel of it.
func middle(y0, y1, part float64) (top, bottom float64) {
	spare := math.Floor((y1 - y0) * (1 - part) / 2)
	top, bottom = math.Round(y0+spare), math.Round(y1-spare)
	if bottom <= top {
		bottom = top + 1
	}
	return top, bottom
}

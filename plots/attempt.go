package plots

import (
	"image/color"
	"slices"

	"rttlab/lab/timeline"
)

// attempts are the requests of resources that were lost with their connection,
// as resources of their own, and of which resource each was.
func attempts(resources []timeline.Resource) (lost []timeline.Resource, of []int) {
	for i := range resources {
		for _, a := range resources[i].Lost {
			lost = append(lost, timeline.Resource{
				ID: resources[i].ID, Connection: a.Connection, Start: a.Start, Phases: a.Phases,
				Pieces: resources[i].Pieces, // whether there are any: they are of the attempt that was not lost
			})
			of = append(of, i)
		}
	}
	return lost, of
}

// withAttempts are resources and, behind them, the attempts at them that were
// lost; a chart draws those from the index lost on by lost.
func withAttempts(resources []timeline.Resource) (all []timeline.Resource, lost int) {
	more, _ := attempts(resources)
	return slices.Concat(resources, more), len(resources)
}

// lost draws an attempt: struck through, and with a mark where it ended.
func (s *sheet) lost(axis timeAxis, y0, y1 float64, res *timeline.Resource) {
	begin := active(res)
	for _, phase := range allPhases()[timeline.DNS:] {
		end := begin + res.Of(phase)
		shade := phaseColors[phase]
		s.hatched(axis.x(begin), y0, axis.x(end), y1, shade, struckBy(shade))
		begin = end
	}
	s.vertical(axis.x(res.End()), y0, y1, 4, headOfLine)
}

// struckBy is what lines are seen on a colour: white ones, dark ones where it is light.
func struckBy(c color.RGBA) color.RGBA {
	if luminance(c) < 0.4 {
		return paper
	}
	return ink
}

// lostKeys explain the attempts, where there are any.
func lostKeys(runs []timeline.Run) []key {
	for i := range runs {
		if slices.ContainsFunc(runs[i].Resources, func(r timeline.Resource) bool { return len(r.Lost) > 0 }) {
			return []key{{label: "lost with its connection", color: phaseColors[timeline.Wait], hatched: true, ends: true}}
		}
	}
	return nil
}

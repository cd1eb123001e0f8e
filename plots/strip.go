package plots

import (
	"math"
	"time"

	"rttlab/lab/timeline"
)

// stripHeight is how high a strip is under a run's lanes, in a picture of all runs.
const stripHeight = 9.0

// strip draws how full a run's link was, between y0 and y1: in each column as high
// as the share of the time in which it was sending.
func (s *sheet) strip(axis timeAxis, y0, y1 float64, l *timeline.Link) {
	if l == nil {
		return
	}
	s.rect(axis.x(0), y0, axis.x(l.Every*time.Duration(len(l.Busy))), y1, stripe)
	for i, share := range l.Busy {
		from, to := axis.x(l.Every*time.Duration(i)), axis.x(l.Every*time.Duration(i+1))
		s.rect(math.Floor(from), y1-math.Round((y1-y0)*min(share, 1)), math.Ceil(to), y1, linkColor)
	}
}

// stripKeys say what the strip is, where there is one.
func stripKeys(runs []timeline.Run) []key {
	for i := range runs {
		if runs[i].Link != nil {
			return []key{{label: "how full the link was", color: linkColor}}
		}
	}
	return nil
}

// waterfallFoot is what stands below the rows of one run, which end at y: how full
// the link was, and a round trip to scale.
func (s *sheet) waterfallFoot(axis timeAxis, run *timeline.Run, y float64) {
	if run.Link != nil {
		s.text(axis.x0-12, y+13, "link", leastText, false, toRight, quiet)
		s.strip(axis, y+4, y+22, run.Link)
	}
	s.ruler(axis, s.width-margin, s.height-14, leastText)
}

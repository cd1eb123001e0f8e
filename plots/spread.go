package plots

import "rttlab/lab/timeline"

// spread draws from where to where eight of ten draws of a run lie: a line with
// ends, its middle at y.
func (s *sheet) spread(axis timeAxis, run *timeline.Run, y float64) {
	if run.Spread == nil || run.Spread.P10 == 0 {
		return
	}
	x0, x1 := axis.x(run.Spread.P10), axis.x1
	if run.Spread.P90 > 0 {
		x1 = axis.x(run.Spread.P90)
		s.vertical(x1, y-5, y+5, 3, ink)
	}
	s.vertical(x0, y-5, y+5, 3, ink)
	s.horizontal(x0, x1, y, 3, ink)
}

// drawn says of how many draws the runs are the median; "": each is its only one.
func drawn(runs []timeline.Run) string {
	most := 0
	for i := range runs {
		if s := runs[i].Spread; s != nil {
			most = max(most, s.Draws)
		}
	}
	if most == 0 {
		return ""
	}
	return plural(most, "draw") + ": the median, and a line from the 10th to the 90th percentile"
}

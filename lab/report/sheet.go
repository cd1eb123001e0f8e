package report

import "rttlab/lab/timeline"

// Sheet is a table as cells, for those who lay it out themselves.
type Sheet struct {
	Head   []string
	Rows   [][]string // a row with two cells where the head has more is a name and a remark
	Legend string     // what the columns are
}

// Sheets are a scenario's tables, those of Table with all their columns: the
// runs, the causes where they are known, and the round trips where there are any.
func Sheets(t *timeline.Timeline) []Sheet {
	if len(t.Runs) == 0 {
		return nil
	}
	c := clockOf(t)
	runs := runsGrid(t, c)
	all := []Sheet{{runs.head, runs.rows, legendOf(t)}}
	const unlimited = timeline.CauseCount * 4 * causeWidth
	if g := causesGrid(t, c, unlimited); g != nil {
		all = append(all, Sheet{g.head, g.rows, causesLegend})
	}
	if g := roundTripsGrid(t, c); len(g.rows) > 0 {
		all = append(all, Sheet{g.head, g.rows, roundTripsLegend(t)})
	}
	return all
}

// Got is the value that an expectation found, in its unit.
func Got(check timeline.Check) string { return got(check) }

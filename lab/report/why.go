package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// causes is a table of what each run's time went to, and that in words.
func causes(out *text, t *timeline.Timeline, c clock) {
	g := causesGrid(t, c, out.width)
	if g == nil {
		return
	}
	out.line("")
	g.write(out)
	out.line("")
	out.wrapped("", causesLegend)
	recovery(out, t, c)
	out.line("")
	for i := range t.Runs {
		if s := Sentence(&t.Runs[i]); s != "" {
			out.wrapped("- ", s)
		}
	}
}

const causesLegend = "Each moment of a total has one cause: what its last byte, or what had to come before that, was waiting for."

// stageLegends say what the stages are.
var stageLegends = [timeline.StageCount]string{
	timeline.Detection:      "detection until the sender hears of a loss",
	timeline.Timeout:        "timeout until its timer runs out",
	timeline.Retransmission: "retransmission until what it sends again is there",
	timeline.CutWindow:      "window while that is full, and smaller since a loss",
	timeline.InVain:         "in vain what a request took that failed, or whose connection was lost",
}

// recovery is a table of the stages of recovery, of the runs that have much of
// it.
func recovery(out *text, t *timeline.Timeline, c clock) {
	g := &grid{head: []string{"recovery, in " + c.name}}
	var runs []*timeline.Run
	var most timeline.Stages
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Total <= 0 || timeline.AddUp(r.Pieces)[timeline.Recovery] < r.Total/leastShare {
			continue
		}
		runs = append(runs, r)
		for j, d := range timeline.AddUpStages(r.Pieces) {
			most[j] = max(most[j], d)
		}
	}
	if len(runs) == 0 {
		return
	}
	var shown []string
	for j, d := range most {
		if d > 0 {
			g.head = append(g.head, strings.ReplaceAll(timeline.Stage(j).String(), "_", " "))
			shown = append(shown, stageLegends[j])
		}
	}
	for _, r := range runs {
		cells := []string{r.Name}
		for j, d := range timeline.AddUpStages(r.Pieces) {
			if most[j] > 0 {
				cells = append(cells, c.number(d))
			}
		}
		g.add(cells...)
	}
	out.line("")
	g.write(out)
	out.line("")
	out.wrapped("", "Recovery by its stages: "+strings.Join(shown, "; ")+".")
}

// leastShare is what part of a run's total is worth a column, or a row.
const leastShare = 50

// causesGrid is the table; nil where nobody looked for causes.
func causesGrid(t *timeline.Timeline, c clock, width int) *grid {
	sums := make([]timeline.Causes, len(t.Runs))
	var most timeline.Causes // of any run, the share of its total, in millionths
	known := false
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Pieces == nil || r.Total <= 0 {
			continue
		}
		known = true
		sums[i] = timeline.AddUp(r.Pieces)
		for j, d := range sums[i] {
			most[j] = max(most[j], d*1_000_000/r.Total)
		}
	}
	if !known {
		return nil
	}
	shown := shownCauses(&most, causesRoom(t, width)/causeWidth)
	g := &grid{head: []string{"why, in " + c.name}}
	for _, cause := range shown {
		g.head = append(g.head, cause.String())
	}
	rest := anyOther(sums, shown)
	if rest {
		g.head = append(g.head, "other")
	}
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Pieces == nil || r.Total <= 0 {
			continue
		}
		cells, left := []string{r.Name}, r.Total
		for _, cause := range shown {
			left -= sums[i][cause]
			cells = append(cells, c.number(sums[i][cause]))
		}
		if rest {
			cells = append(cells, c.number(left))
		}
		g.add(cells...)
	}
	return g
}

// causeWidth is what a column of the table takes, with the gap: "flow_control"
// is the longest but rare.
const causeWidth = 11

// causesRoom is what names leave of a line.
func causesRoom(t *timeline.Timeline, width int) int {
	longest := columns("why, in ms")
	for i := range t.Runs {
		longest = max(longest, columns(t.Runs[i].Name))
	}
	return width - min(longest, leastName)
}

// shownCauses are those that matter: a fiftieth of a run's total or more, the
// greatest of them where not all have room, in their order.
func shownCauses(most *timeline.Causes, room int) []timeline.Cause {
	var all []timeline.Cause
	for i, part := range most {
		if part >= 1_000_000/leastShare {
			all = append(all, timeline.Cause(i))
		}
	}
	slices.SortStableFunc(all, func(a, b timeline.Cause) int { return cmp.Compare(most[b], most[a]) })
	if len(all) > room-1 {
		all = all[:max(room-1, 1)]
	}
	slices.Sort(all)
	return all
}

// anyOther says whether causes that are not shown would be seen in the table.
func anyOther(sums []timeline.Causes, shown []timeline.Cause) bool {
	for i := range sums {
		left := sums[i].Sum()
		for _, cause := range shown {
			left -= sums[i][cause]
		}
		if left >= time.Millisecond {
			return true
		}
	}
	return false
}

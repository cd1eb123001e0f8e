// Package compare says of two scenarios which one loads faster, by how much, and
// whether the difference is more than chance.
package compare

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/perf/benchmath"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
)

// Alpha is how improbable a difference has to be by chance alone to count.
const Alpha = 0.05

// Side is what was played before, or after.
type Side struct {
	*timeline.Timeline
	Chance func(run string) bool // whether a run's network draws lots; nil: none does
}

// Run is a run before and after.
type Run struct {
	Name   string
	Before Load
	After  Load

	// P is how probable it is that draws of one and the same load differ like
	// this, by the Mann-Whitney U test (which assumes nothing of how they are
	// spread; benchmath.AssumeNothing). 0: there is no chance in either.
	P float64

	// Change is After's median over Before's, less 1: 0.1 is 10 % slower.
	Change float64

	Warnings []string // why the test may see nothing
}

// Load is one of two loads.
type Load struct {
	Median, P10, P90 time.Duration // of one draw all the same
	Draws, Failed    int
	Chance           bool // another draw might be another
}

// single says whether one draw is all that there is of a load that has more.
func (l *Load) single() bool { return l.Chance && l.Draws == 1 }

// Certain says whether the two differ, and not by chance.
func (r *Run) Certain() bool {
	return !r.Before.single() && !r.After.single() &&
		r.Before.Median > 0 && r.After.Median > 0 && r.Change != 0 && r.P < Alpha
}

// Slower says whether the run has become slower by more than a share that is
// allowed, and not by chance, or fails more often.
func (r *Run) Slower(allowed float64) bool {
	before, after := &r.Before, &r.After
	if after.Failed*before.Draws > before.Failed*after.Draws {
		return true
	}
	return r.Certain() && r.Change > allowed
}

// Sides compares the runs of the same name; where both have only one, these. The
// error is about sides that have nothing in common.
func Sides(before, after Side) ([]Run, error) {
	var all []Run
	for i := range before.Runs {
		a, b := &before.Runs[i], after.Find(before.Runs[i].Name)
		if len(before.Runs) == 1 && len(after.Runs) == 1 {
			b = &after.Runs[0]
		}
		if b != nil {
			r := compare(a, b)
			r.Before.Chance = before.Chance != nil && before.Chance(a.Name)
			r.After.Chance = after.Chance != nil && after.Chance(b.Name)
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s and %s have no run of the same name to compare: they have %s, and %s",
			before.Scenario, after.Scenario, names(before), names(after))
	}
	return all, nil
}

// Alone are the runs that only one of two sides has, so that nothing is said of
// them.
func Alone(before, after Side) (inBefore, inAfter []string) {
	only := func(s, other Side) (all []string) {
		for i := range s.Runs {
			if other.Find(s.Runs[i].Name) == nil {
				all = append(all, s.Runs[i].Name)
			}
		}
		return all
	}
	if len(before.Runs) == 1 && len(after.Runs) == 1 {
		return nil, nil
	}
	return only(before, after), only(after, before)
}

func names(s Side) string {
	var all []string
	for i := range s.Runs {
		all = append(all, fmt.Sprintf("%q", s.Runs[i].Name))
	}
	return strings.Join(all, ", ")
}

func compare(a, b *timeline.Run) Run {
	r := Run{Name: a.Name, Before: load(a), After: load(b)}
	if r.Before.Median == 0 || r.After.Median == 0 {
		return r
	}
	r.Change = float64(r.After.Median)/float64(r.Before.Median) - 1
	if a.Spread == nil && b.Spread == nil {
		return r
	}
	n := max(r.Before.Draws, r.After.Draws)
	thresholds := benchmath.DefaultThresholds
	thresholds.CompareAlpha = Alpha
	c := benchmath.AssumeNothing.Compare(benchmath.NewSample(draws(a, n), &thresholds), benchmath.NewSample(draws(b, n), &thresholds))
	r.P = c.P
	for _, w := range c.Warnings {
		r.Warnings = append(r.Warnings, w.Error())
	}
	return r
}

func load(r *timeline.Run) Load {
	s := Load{Median: r.Total, P10: r.Total, P90: r.Total, Draws: 1}
	if r.Spread != nil {
		s.P10, s.P90, s.Draws, s.Failed = r.Spread.P10, r.Spread.P90, r.Spread.Draws, r.Spread.Failed
	} else if r.Err != "" {
		s.Failed = 1
	}
	if r.Err != "" {
		s.Median = 0
	}
	return s
}

// draws are a run's totals in milliseconds. Without chance all n are the same; a
// draw that did not finish is longer than any.
func draws(r *timeline.Run, n int) []float64 {
	if r.Spread == nil {
		all := make([]float64, n)
		for i := range all {
			all[i] = timeline.Millis(r.Total)
		}
		return all
	}
	const never = 1e12
	var all []float64
	for _, d := range r.Spread.Totals {
		if d == 0 {
			all = append(all, never)
			continue
		}
		all = append(all, timeline.Millis(d))
	}
	return all
}

// leastVerdict is how many columns a verdict has at least, which goes on below
// itself.
const leastVerdict = 24

// Text writes a table for people, in at most width columns: where there is no room
// for it, from where to where draws lie is left out.
func Text(w io.Writer, before, after string, runs []Run, width int) error {
	rows := func(of func(*Load) string) (all [][]string) {
		for i := range runs {
			r := &runs[i]
			all = append(all, []string{r.Name, of(&r.Before), of(&r.After), r.Verdict()})
		}
		return all
	}
	table, head := rows((*Load).String), []string{"run", before, after, "difference"}
	about := ", and from where to where eight of ten lie"
	if report.Width(head[:3], table) > width-leastVerdict {
		table, about = rows((*Load).median), ""
	}
	if err := report.Remarked(w, width, head, table); err != nil {
		return err
	}
	if drawn := drawsOf(runs); drawn != "" {
		if _, err := fmt.Fprintf(w, "medians of %s draws%s\n", drawn, about); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for i := range runs {
		for _, text := range runs[i].Warnings {
			if !seen[text] {
				seen[text] = true
				if _, err := fmt.Fprintf(w, "warning: %s\n", text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// drawsOf says how many draws the loads are the medians of: "30", or "4 to 30".
// "": each was played once.
func drawsOf(runs []Run) string {
	least, most := math.MaxInt, 1
	for i := range runs {
		for _, l := range []*Load{&runs[i].Before, &runs[i].After} {
			if l.Draws > 1 {
				least, most = min(least, l.Draws), max(most, l.Draws)
			}
		}
	}
	switch {
	case most == 1:
		return ""
	case least == most:
		return strconv.Itoa(most)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// String is the median, and from where to where eight of ten draws lie.
func (s *Load) String() string {
	if s.Draws == 1 || s.Failed == s.Draws {
		return s.median()
	}
	low, _, _ := strings.Cut(seconds(s.P10), " ")
	return fmt.Sprintf("%s (%s to %s)", s.median(), low, seconds(s.P90))
}

// median is that alone, and how many draws failed.
func (s *Load) median() string {
	text := "failed"
	if s.Median > 0 {
		text = seconds(s.Median)
	}
	switch {
	case s.Failed == 0 || s.Draws == 1:
	case s.Failed == s.Draws:
		text += " always"
	default:
		text += fmt.Sprintf(", %d of %d failed", s.Failed, s.Draws)
	}
	return text
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "never"
	}
	return fmt.Sprintf("%.3f s", d.Seconds())
}

// Verdict says what the difference is, in words.
func (r *Run) Verdict() string {
	what := fmt.Sprintf("%.1f%% slower", 100*r.Change)
	if r.Change < 0 {
		what = fmt.Sprintf("%.1f%% faster", -100*r.Change)
	}
	chance := fmt.Sprintf("p=%.3f", r.P)
	if r.P < 0.001 {
		chance = "p<0.001"
	}
	switch {
	case r.Before.Median == 0 || r.After.Median == 0:
		return "a load that fails has no time"
	case r.Before.single() || r.After.single():
		return what + ", but one draw of a load with chance in it says little"
	case r.Before.Draws == 1 && r.After.Draws == 1 && r.Change == 0:
		return "the same, and no chance in it"
	case r.Before.Draws == 1 && r.After.Draws == 1:
		return what + ", and no chance in it"
	case !r.Certain():
		return "no more than chance (" + what + ", " + chance + ")"
	}
	return what + " (" + chance + ")"
}

// JSON writes an array, an object for each run; times are in milliseconds, null
// for a load that failed.
func JSON(w io.Writer, runs []Run) error {
	type sideJSON struct {
		Median *float64 `json:"median_ms"`
		P10    *float64 `json:"p10_ms"`
		P90    *float64 `json:"p90_ms"`
		Draws  int      `json:"draws"`
		Failed int      `json:"failed"`
	}
	type runJSON struct {
		Run     string   `json:"run"`
		Before  sideJSON `json:"before"`
		After   sideJSON `json:"after"`
		Change  float64  `json:"change_percent"`
		P       *float64 `json:"p"` // null: there is no chance in either
		Certain bool     `json:"certain"`
	}
	known := func(d time.Duration) *float64 {
		if d == 0 {
			return nil
		}
		return new(timeline.Millis(d))
	}
	of := func(s Load) sideJSON {
		return sideJSON{known(s.Median), known(s.P10), known(s.P90), s.Draws, s.Failed}
	}
	all := []runJSON{}
	for i := range runs {
		r := &runs[i]
		out := runJSON{Run: r.Name, Before: of(r.Before), After: of(r.After), Change: 100 * r.Change, Certain: r.Certain()}
		if r.Before.Draws > 1 || r.After.Draws > 1 {
			out.P = &r.P
		}
		all = append(all, out)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(all)
}

package plots

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// allRuns are a scenario's runs for a picture of all of them.
type allRuns struct {
	runs []timeline.Run  // those that can be drawn
	base []*timeline.Run // what each of them is compared with, drawn or not
	end  time.Duration   // of the longest, or of the slowest draws

	lesson lesson
}

// lesson is what the scenario's headline is about; the zero lesson leaves it to
// the figures.
type lesson struct {
	run, against *timeline.Run
	measure      string
}

// runsOf copies a scenario's runs. Those that loaded nothing are left out.
func runsOf(t *timeline.Timeline) (allRuns, error) {
	var all allRuns
	own := timeline.Timeline{Runs: slices.Clone(t.Runs)}
	for i := range own.Runs {
		run := &own.Runs[i]
		run.Resources, run.Connections = slices.Clone(run.Resources), slices.Clone(run.Connections)
	}
	all.lesson = lesson{run: own.Find(t.Headline.Run), against: own.Find(t.Headline.Against), measure: t.Headline.Measure}
	for i := range own.Runs {
		if len(own.Runs[i].Resources) == 0 || own.Runs[i].Total <= 0 {
			continue
		}
		run, err := copyOf(&own.Runs[i])
		if err != nil {
			return allRuns{}, err
		}
		all.runs = append(all.runs, run)
		all.base = append(all.base, own.Base(i))
		all.end = max(all.end, run.Total)
		if run.Spread != nil {
			all.end = max(all.end, run.Spread.P90)
		}
	}
	if len(all.runs) == 0 {
		return allRuns{}, errors.New("no run loaded anything: there is nothing to draw")
	}
	return all, nil
}

// outcome writes a run's total and how many times faster that is than what it
// is compared with, or that it failed.
func (a *allRuns) outcome(s *sheet, i int, x, y, size float64) {
	run := &a.runs[i]
	total := duration(run.Total)
	s.textOn(paper, x, y, total, size, true, toLeft, ink)
	x += textWidth(total, size, true) + size*0.6
	times := run.Speedup(a.base[i])
	switch {
	case run.Err != "":
		s.textOn(paper, x, y, "failed", size, true, toLeft, slower)
	case a.base[i].Name == run.Name || times == 0:
	case times > 0.995 && times < 1.005: // written as 1.00x
		s.textOn(paper, x, y, ratio(times), size, true, toLeft, quiet)
	case times < 1:
		s.textOn(paper, x, y, ratio(times), size, true, toLeft, slower)
	default:
		s.textOn(paper, x, y, ratio(times), size, true, toLeft, faster)
	}
}

func title(t *timeline.Timeline) string {
	if t.Title != "" {
		return t.Title
	}
	return t.Scenario
}

// describeAll is the networks that the runs had, and their seed.
func describeAll(runs []timeline.Run) string {
	var networks []string
	for i := range runs {
		if n := runs[i].Network; n != "" && !slices.Contains(networks, n) {
			networks = append(networks, n)
		}
	}
	seed := fmt.Sprintf("seed %d", runs[0].Seed)
	if draws := drawn(runs); draws != "" {
		seed = draws
	}
	switch {
	case len(networks) == 0:
		return seed
	case len(networks) > 2:
		return plural(len(networks), "network") + ": see the rows · " + seed
	}
	return strings.Join(networks, " / ") + " · " + seed
}

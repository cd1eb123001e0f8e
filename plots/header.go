package plots

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rttlab/lab/timeline"
)

const margin = 40.0

// copyOf is a run that its owner may go on changing, checked for what cannot
// be drawn.
func copyOf(run *timeline.Run) (timeline.Run, error) {
	if len(run.Resources) == 0 {
		return timeline.Run{}, fmt.Errorf("run %q has no resources to draw", run.Name)
	}
	if run.Total <= 0 {
		return timeline.Run{}, fmt.Errorf("run %q has a total of %v: it must be positive to be drawn on a time axis", run.Name, run.Total)
	}
	for i := range run.Resources {
		res := &run.Resources[i]
		if err := checkTimes(res); err != nil {
			return timeline.Run{}, fmt.Errorf("run %q, resource %d (%s): %w", run.Name, res.ID, res.URL, err)
		}
	}
	c := *run
	c.Resources = slices.Clone(run.Resources)
	c.Connections = slices.Clone(run.Connections)
	return c, nil
}

func checkTimes(res *timeline.Resource) error {
	if res.Start < 0 {
		return errors.New("it starts before the navigation")
	}
	for _, a := range res.Lost {
		if err := checkTimes(&timeline.Resource{Start: a.Start, Phases: a.Phases}); err != nil {
			return fmt.Errorf("an attempt that was lost: %w", err)
		}
	}
	for _, phase := range allPhases() {
		if res.Of(phase) < 0 {
			return fmt.Errorf("its phase %v takes %v: a phase cannot take less than nothing", phase, res.Of(phase))
		}
	}
	return nil
}

// header writes title, total and what the run was, so that the picture stands
// alone, and returns the middle of the line below.
func (s *sheet) header(title string, run *timeline.Run) float64 {
	total, color := duration(run.Total), ink
	if run.Err != "" {
		total, color = "failed at "+total, slower
	}
	s.text(s.width-margin, 48, total, 38, true, toRight, color)
	room := s.width - 3*margin - textWidth(total, 38, true)
	size := shrink(title, 38, 22, room, true)
	s.text(margin, 48, cutMiddle(title, size, true, room), size, true, toLeft, ink)

	about := describe(run)
	size = shrink(about, leastText, leastText, s.width-2*margin, false)
	s.text(margin, 90, cutMiddle(about, size, false, s.width-2*margin), size, false, toLeft, quiet)
	return 128
}

// describe is protocol, network, seed and size of a run in one line.
func describe(run *timeline.Run) string {
	parts := []string{protocol(run)}
	if run.Network != "" {
		parts = append(parts, run.Network)
	}
	parts = append(parts,
		plural(run.Requests(), "request")+" on "+plural(len(run.Connections), "connection"),
		fmt.Sprintf("seed %d", run.Seed))
	return strings.Join(parts, " · ")
}

func protocol(run *timeline.Run) string {
	p := "HTTP/" + run.HTTP
	if run.HTTP == "postgres" {
		p = "PostgreSQL"
	}
	if run.TLS != "" {
		p += " over TLS " + run.TLS
	}
	return p
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

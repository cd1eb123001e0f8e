package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"rttlab/lab/timeline"
	"rttlab/plots"
)

// tracePictures are of the connection of that number in every run that has it.
// Of the others they say so on stderr.
func tracePictures(stderr io.Writer, dir string, t *timeline.Timeline, traces []*timeline.Trace, connection uint, names fileNames) ([]output, error) {
	var all []output
	for i, trace := range traces {
		run := &t.Runs[i]
		if trace == nil {
			fmt.Fprintf(stderr, "%s has no connection %d to draw: %s\n", run.Name, connection, opened(run, connection))
			continue
		}
		charts, err := plots.Traces(run, trace)
		if err != nil {
			return nil, fmt.Errorf("run %q: %w", run.Name, err)
		}
		for _, c := range charts {
			all = append(all, picture(filepath.Join(dir, names.chart(c)), c))
		}
	}
	return all, nil
}

func opened(run *timeline.Run, connection uint) string {
	followed := func(c timeline.Connection) bool { return c.ID == int(connection) }
	switch {
	case slices.ContainsFunc(run.Connections, followed):
		return "its packets were not followed"
	case len(run.Connections) == 1:
		return "it opened 1"
	}
	return fmt.Sprintf("it opened %d", len(run.Connections))
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/plots"
)

// directory is where a scenario's files go. Several scenarios that are sent to
// one directory get a folder each.
func (o *options) directory(scenario string, several bool) string {
	if o.dir == "" {
		return filepath.Join("out", scenario)
	}
	return inFolder(o.dir, scenario, several)
}

// inFolder is dir, or a folder of the scenario's own in it.
func inFolder(dir, scenario string, several bool) string {
	if several {
		return filepath.Join(dir, scenario)
	}
	return dir
}

// writeFiles draws a scenario's pictures and writes a recording per run, and
// says on stderr which files those are.
func writeFiles(stderr io.Writer, dir string, t *timeline.Timeline) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	charts, err := plots.All(t)
	if err != nil {
		return err
	}
	for _, c := range charts {
		if err := saveChart(stderr, dir, c); err != nil {
			return err
		}
	}
	for i := range t.Runs {
		path := filepath.Join(dir, fileName(t.Runs[i].Name)+".har")
		if err := writeHAR(path, t, &t.Runs[i]); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "wrote %s\n", path)
	}
	return nil
}

func writeHAR(path string, t *timeline.Timeline, run *timeline.Run) error {
	return writeTo(path, func(w io.Writer) error { return report.HAR(w, t, run) })
}

var unsafeRunes = regexp.MustCompile(`[^a-z0-9.]+`)

// fileName is a run's name as part of a file's: "HTTP/1.1, 3 domains" is
// http-1.1-3-domains.
func fileName(name string) string {
	return strings.Trim(unsafeRunes.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

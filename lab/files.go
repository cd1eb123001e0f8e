package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

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
	names := nameFiles(t)
	charts, err := plots.All(t)
	if err != nil {
		return err
	}
	if missing := plots.Missing(t); len(missing) > 0 {
		fmt.Fprintf(stderr, "warning: the pictures' font lacks %s: the PNGs show boxes instead, the SVGs have the characters\n", string(missing[:min(len(missing), 20)]))
	}
	for _, c := range charts {
		if err := saveChart(stderr, filepath.Join(dir, names.chart(c)), c); err != nil {
			return err
		}
	}
	for i := range t.Runs {
		path := filepath.Join(dir, names[t.Runs[i].Name]+".har")
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

// fileNames is what each run is called in the names of files.
type fileNames map[string]string

// nameFiles makes file names of the runs' names: "HTTP/1.1, 3 domains" is
// http-1.1-3-domains. Runs whose names differ only in what a file's cannot have
// are told apart by a number.
func nameFiles(t *timeline.Timeline) fileNames {
	names, taken := fileNames{}, map[string]bool{"": true}
	for i := range t.Runs {
		words := strings.FieldsFunc(strings.ToLower(t.Runs[i].Name), func(r rune) bool {
			return r != '.' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
		})
		base := strings.Trim(strings.Join(words, "-"), ".")
		name := base
		for n := 2; taken[name]; n++ {
			name = strings.Trim(fmt.Sprintf("%s-%d", base, n), "-")
		}
		taken[name] = true
		names[t.Runs[i].Name] = name
	}
	return names
}

// chart is the name of a chart's files, without extension.
func (n fileNames) chart(c plots.Named) string {
	if c.Run == "" {
		return c.Name
	}
	return c.Name + "-" + n[c.Run]
}

// saveChart writes a chart in both formats and says so on stderr.
func saveChart(stderr io.Writer, path string, c plots.Named) error {
	for _, ext := range []string{".png", ".svg"} {
		if err := plots.Save(c.Chart, path+ext); err != nil {
			return err
		}
	}
	fmt.Fprintf(stderr, "wrote %s.png and .svg\n", path)
	return nil
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rttlab/lab/timeline"
	"rttlab/lab/webreport"
	"rttlab/plots"
)

// reportName is what a scenario's report is called in its folder.
const reportName = "report.html"

// drawing is a chart and its SVG, which is drawn once for the file and the
// report.
type drawing struct {
	plots.Named
	svg func() ([]byte, error)
}

func svgOf(c plots.Named) ([]byte, error) {
	var b bytes.Buffer
	err := plots.Write(&b, c.Chart, "svg")
	return b.Bytes(), err
}

func (d drawing) write(w io.Writer) error {
	svg, err := d.svg()
	if err != nil {
		return err
	}
	_, err = w.Write(svg)
	return err
}

// report is all of it on one page.
func (o *options) report(dir string, t *timeline.Timeline, traces []*timeline.Trace, drawn []drawing) output {
	path := filepath.Join(dir, reportName)
	return output{path, []file{{path, func(w io.Writer) error {
		r := webreport.Report{Timeline: t, Traces: traces, Command: commandLine(os.Args[1:]), Source: string(o.sources[t.Scenario])}
		for _, d := range drawn {
			svg, err := d.svg()
			if err != nil {
				return err
			}
			r.Charts = append(r.Charts, webreport.Chart{Name: d.Name, Run: d.Run, SVG: svg})
		}
		return r.Write(w)
	}}}}
}

// index leads to the reports of several scenarios.
func (o *options) index(stderr io.Writer, reports []webreport.Entry) error {
	dir := o.dir
	if dir == "" {
		dir = "out"
	}
	path := filepath.Join(dir, "index.html")
	if err := writeFile(path, func(w io.Writer) error { return webreport.Index(w, reports) }); err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(stderr, "open %s\n", path)
	}
	return nil
}

var plain = regexp.MustCompile(`^[A-Za-z0-9_./:=,%+@-]+$`)

// commandLine is what was typed, as a shell takes it.
func commandLine(args []string) string {
	words := []string{"lab"}
	for _, arg := range args {
		if !plain.MatchString(arg) {
			arg = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

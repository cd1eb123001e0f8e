package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

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

// output is something that is drawn or written into one file or more, and what
// is said of it then.
type output struct {
	said  string
	files []file
}

type file struct {
	path  string
	write func(io.Writer) error
}

// outputs are a scenario's pictures, a recording of each run, and the report.
func (o *options) outputs(dir string, t *timeline.Timeline, traces []*timeline.Trace, names fileNames) ([]output, error) {
	charts, err := plots.All(t)
	if err != nil {
		return nil, err
	}
	var all []output
	var drawn []drawing
	for _, c := range charts {
		d := drawing{c, sync.OnceValues(func() ([]byte, error) { return svgOf(c) })}
		path := filepath.Join(dir, names.chart(c))
		all = append(all, output{said: path + ".png and .svg", files: []file{
			{path + ".png", func(w io.Writer) error { return plots.Write(w, c.Chart, "png") }},
			{path + ".svg", d.write},
		}})
		drawn = append(drawn, d)
	}
	all = append(all, o.report(dir, t, traces, drawn))
	for i := range t.Runs {
		run := &t.Runs[i]
		path := filepath.Join(dir, names[run.Name]+".har")
		all = append(all, output{path, []file{{path, func(w io.Writer) error { return report.HAR(w, t, run) }}}})
	}
	return all, nil
}

// picture is a chart in both formats.
func picture(path string, c plots.Named) output {
	out := output{said: path + ".png and .svg"}
	for _, format := range []string{"png", "svg"} {
		out.files = append(out.files, file{path + "." + format, func(w io.Writer) error { return plots.Write(w, c.Chart, format) }})
	}
	return out
}

// say says on stderr which files were written.
func (o *options) say(stderr io.Writer, dir string, all []output) {
	n := 0
	for _, out := range all {
		n += len(out.files)
		if o.verbose {
			fmt.Fprintf(stderr, "wrote %s\n", out.said)
		}
	}
	if !o.quiet && !o.verbose {
		fmt.Fprintf(stderr, "%d files in %s, open %s\n", n, dir, reportName)
	}
}

// writeAll makes the files, several at a time. It returns their names and sums.
// When ctx ends, what is not begun is left.
func writeAll(ctx context.Context, all []output) (map[string]string, error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	sums := map[string]string{}
	for _, out := range all {
		group.Go(func() error {
			for _, f := range out.files {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				h := sha256.New()
				err := writeFile(f.path, func(w io.Writer) error { return f.write(io.MultiWriter(w, h)) })
				if err != nil {
					return err
				}
				mu.Lock()
				sums[filepath.Base(f.path)] = hex.EncodeToString(h.Sum(nil))
				mu.Unlock()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return sums, nil
}

// writeFiles draws a scenario's pictures and writes a recording per run. Files
// of an earlier run that are not written any more it removes.
func (o *options) writeFiles(ctx context.Context, stderr io.Writer, dir string, t *timeline.Timeline, traces []*timeline.Trace, more []output, names fileNames) error {
	if missing := plots.Missing(t); len(missing) > 0 {
		fmt.Fprintf(stderr, "warning: the pictures' font lacks %s: the PNGs show boxes instead, the SVGs have the characters\n", string(missing[:min(len(missing), 20)]))
	}
	all, err := o.outputs(dir, t, traces, names)
	if err != nil {
		return err
	}
	earlier, err := readManifest(dir)
	if err != nil {
		return err
	}
	all = append(all, more...)
	wrote, err := writeAll(ctx, all)
	if err != nil {
		return err
	}
	o.say(stderr, dir, all)
	return earlier.replace(dir, t.Scenario, wrote)
}

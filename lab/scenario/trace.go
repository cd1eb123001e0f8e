package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// Trace is a link of varying speed, in place of a rate.
type Trace struct {
	Down, Up *netem.Trace // nil: none
	DownFile string       // as the scenario has it
	UpFile   string
}

// maxTrace is how many bytes a trace's file may have: hours of a fast link.
const maxTrace = 64 << 20

var traceSection = &yaml.Section[Trace]{
	Name: "trace", Where: "under network, in trace",
	Doc:     "Links whose speed varies as it was recorded, in Mahimahi's format: a line for each 1500 bytes that may leave, with the millisecond; after the last line it begins anew. Files are looked for beside the scenario.",
	Example: "trace: {down: lte.trace}",
	Inner:   true,
	Keys: []yaml.Key[Trace]{
		traceKey("down", func(t *Trace) (*string, **netem.Trace) { return &t.DownFile, &t.Down }, "The link towards the browser, in place of down."),
		traceKey("up", func(t *Trace) (*string, **netem.Trace) { return &t.UpFile, &t.Up }, "The link from the browser, in place of up."),
	},
}

// Rates are the speeds towards the browser and from it; of a trace, the average.
func (n *Network) Rates() (down, up netem.BitRate) {
	down, up = n.Down, n.Up
	if n.Trace.Down != nil {
		down = n.Trace.Down.Rate()
	}
	if n.Trace.Up != nil {
		up = n.Trace.Up.Rate()
	}
	return down, up
}

// traceKey is the name of a trace's file.
func traceKey(name string, at func(*Trace) (*string, **netem.Trace), doc string) yaml.Key[Trace] {
	k := yaml.Text(1000)
	return yaml.Key[Trace]{
		Name:   name,
		Type:   "file's name",
		Schema: k.Schema.Describe(doc, []yaml.Note{yaml.Such("lte.trace")}),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Trace) {
			for _, e := range layers {
				s, ok := d.Scalar(e, "a file's name")
				if !ok {
					continue
				}
				t, err := readTrace(d.File(), s.Text)
				if err != nil {
					d.Errorf(s.At, "%v", err)
					continue
				}
				file, trace := at(to)
				*file, *trace = s.Text, t
			}
		},
	}
}

// readTrace reads a trace's file, which is named from beside the scenario.
func readTrace(scenario, name string) (*netem.Trace, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(scenario), path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no trace %s: its file is looked for beside the scenario", path)
	case err != nil:
		return nil, fmt.Errorf("the trace cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no trace: it has to be a file of text", path)
	case info.Size() > maxTrace:
		return nil, fmt.Errorf("the trace %s has %d MB: at most %d are allowed", path, info.Size()>>20, maxTrace>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the trace cannot be read: %w", err)
	}
	defer f.Close()
	t, err := netem.ParseTrace(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "netem: "))
	}
	return t, nil
}

func (d *decoder) checkTrace(n *Network, path, in string, at func(...string) yaml.Place) {
	for _, way := range []struct {
		name  string
		trace *netem.Trace
		rate  netem.BitRate
	}{{"down", n.Trace.Down, n.Down}, {"up", n.Trace.Up, n.Up}} {
		if way.trace != nil && way.rate > 0 {
			d.Errorf(at(path+"trace."+way.name, path+way.name, path+"profile"), "%sthe link %s has a rate, %v, and a trace: leave one out", in, way.name, way.rate)
		}
	}
}

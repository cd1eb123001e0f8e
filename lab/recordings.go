package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
)

// recordings are the captures and logs of a scenario's runs.
type recordings struct {
	pcap, qlog string // folders
	names      fileNames

	mu    sync.Mutex
	wrote [][]string // by run
}

// record has a run recorded as the flags say.
func (o *options) record(job *worker.Job, run int, r *recordings) {
	job.QLOG, job.Trace = o.qlog != "", int(o.packets)
	if o.pcap != "" {
		job.Capture = o.pcapAt
	}
	name := r.names[job.Setup.Name]
	job.Recording = func(end string) (worker.Sink, error) {
		dir := r.qlog
		if strings.HasSuffix(end, ".pcapng") {
			dir = r.pcap
		}
		path := filepath.Join(dir, name+end)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.wrote[run] = append(r.wrote[run], path)
		return newPending(path)
	}
}

// recordTo is where the recordings of a scenario go.
func (o *options) recordTo(s *scenario.Scenario, several bool, names fileNames) *recordings {
	return &recordings{
		pcap:  inFolder(o.pcap, s.Name, several),
		qlog:  inFolder(o.qlog, s.Name, several),
		names: names,
		wrote: make([][]string, len(s.Runs)),
	}
}

// say says on stderr how many files were written where, or which, in the order of
// the runs.
func (r *recordings) say(stderr io.Writer, o *options, scenario string) {
	for _, kind := range []struct{ end, name, dir string }{{".pcapng", "capture", r.pcap}, {".sqlog", "qlog", r.qlog}} {
		n := 0
		for _, path := range slices.Concat(r.wrote...) {
			if !strings.HasSuffix(path, kind.end) {
				continue
			}
			n++
			if o.verbose {
				fmt.Fprintf(stderr, "wrote %s\n", path)
			}
		}
		switch {
		case n == 0 && kind.name == "qlog" && o.qlog != "":
			fmt.Fprintf(stderr, "no qlog of %s: none of its runs is over HTTP/3\n", scenario)
		case n == 1 && !o.quiet && !o.verbose:
			fmt.Fprintf(stderr, "1 %s in %s\n", kind.name, kind.dir)
		case n > 1 && !o.quiet && !o.verbose:
			fmt.Fprintf(stderr, "%d %ss in %s\n", n, kind.name, kind.dir)
		}
	}
}

package main

import (
	"fmt"
	"io"
	"path/filepath"

	"rttlab/lab/capture"
	"rttlab/lab/replay"
	"rttlab/lab/timeline"
	"rttlab/plots"
)

// tracers follow the runs of a scenario, by name.
type tracers map[string]*capture.Tracer

// trace has every run of a scenario traced when --tcp asks for it.
func (o *options) trace(opt *replay.Options) tracers {
	all := tracers{}
	if o.tcp == 0 {
		return all
	}
	opt.Prepare = also(opt.Prepare, func(run string, net *replay.Network) {
		all[run] = capture.NewTracer(net.Network, browserHosts(net)...)
	})
	done := opt.Done
	opt.Done = func(run string) {
		if done != nil {
			done(run)
		}
		all[run].Stop()
	}
	return all
}

// draw draws the connection of that number in every run that has it, and says
// on stderr which files those are.
func (all tracers) draw(stderr io.Writer, dir string, t *timeline.Timeline, connection int) error {
	if len(all) == 0 {
		return nil
	}
	names := nameFiles(t)
	for i := range t.Runs {
		run := &t.Runs[i]
		trace, ok := all.find(run, connection)
		if !ok {
			fmt.Fprintf(stderr, "%s has no TCP connection %d to draw: %s\n", run.Name, connection, opened(run))
			continue
		}
		charts, err := plots.Traces(run, &trace)
		if err != nil {
			return fmt.Errorf("run %q: %w", run.Name, err)
		}
		for _, c := range charts {
			if err := saveChart(stderr, filepath.Join(dir, names.chart(c)), c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (all tracers) find(run *timeline.Run, connection int) (timeline.Trace, bool) {
	tracer := all[run.Name]
	if tracer == nil {
		return timeline.Trace{}, false
	}
	for i := range run.Connections {
		if run.Connections[i].ID == connection {
			return tracer.Trace(&run.Connections[i])
		}
	}
	return timeline.Trace{}, false
}

func opened(run *timeline.Run) string {
	switch {
	case run.HTTP == "3":
		return "HTTP/3 runs over UDP"
	case len(run.Connections) == 1:
		return "it opened 1"
	}
	return fmt.Sprintf("it opened %d", len(run.Connections))
}

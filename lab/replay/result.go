package replay

import (
	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// describeAll says what a run's visits are about, before anything has happened.
func describeAll(run *scenario.Run) []timeline.Run {
	out := make([]timeline.Run, run.Loads())
	for i := range out {
		out[i] = describe(run, i+1)
	}
	return out
}

func describe(run *scenario.Run, visit int) timeline.Run {
	down, _ := run.Network.Rates()
	var change timeline.Change
	if m := &run.Migrate; m.At > 0 {
		after, _ := m.Network.Rates()
		change = timeline.Change{At: m.At, RTT: m.Network.RTT, Down: int64(after)}
	}
	return timeline.Run{
		Notes:   notes(run),
		Name:    run.VisitName(visit),
		HTTP:    run.HTTP,
		TLS:     run.TLS.Version,
		Network: line(&run.Network),
		RTT:     run.Network.RTT,
		Down:    int64(down),
		Window:  run.TCP.InitialWindow,
		Change:  change,
		Seed:    run.Seed,
	}
}

// notes says what a run's figures have in them that one would not think of.
func notes(run *scenario.Run) (all []string) {
	if run.Browser.Like == "chromium" {
		all = append(all, "the browser takes time itself, as Chromium does on two slow cores")
	}
	if run.TCP.Preset != "" && run.TCP.Preset != "linux" {
		all = append(all, "TCP behaves as in "+run.TCP.Preset)
	}
	return all
}

// fill puts what the browser saw into the run.
func fill(out *timeline.Run, r *browser.Result, pg *page.Page) {
	out.Total, out.Resources, out.Connections = r.Total, r.Resources, r.Connections
	for i := range out.Resources {
		res := &out.Resources[i]
		res.Think = pg.Resources[res.ID].Think
	}
	if r.Err != nil {
		out.Err = r.Err.Error()
	}
	for i := range out.Connections {
		out.HandshakeTotal += out.Connections[i].Connect + out.Connections[i].TLS
	}
	critical := timeline.Split(out.CriticalPath())
	out.HandshakeCritical = critical.Connect + critical.TLS
}

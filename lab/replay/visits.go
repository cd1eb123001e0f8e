package replay

import (
	"context"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// remember is what the browser knows before the first visit; nil when there is
// no use for it.
func remember(ctx context.Context, run *scenario.Run, pg *page.Page, opt Options) (*browser.Memory, error) {
	switch {
	case run.TLS.Resume:
		memory, err := visit(ctx, run, pg, opt)
		if err == nil && !opt.RealTime {
			align()
		}
		return memory, err
	case run.Loads() > 1:
		return browser.NewMemory(), nil
	}
	return nil, nil
}

// visits has the browser load the page as often as the run says.
func visits(ctx context.Context, run *scenario.Run, pg *page.Page, net *Network, memory *browser.Memory, opt Options, out []timeline.Run) error {
	for i := range out {
		if i > 0 {
			time.Sleep(run.Pause)
			if !opt.RealTime {
				align()
			}
		}
		before := packets(net)
		stop := reset(&run.Reset, net)
		result, err := load(ctx, run, pg, net, memory, opt)
		packets(net).since(before).fill(&out[i]) // what follows is only the hanging up
		happened := stop()
		if err != nil {
			return err
		}
		fill(&out[i], result, pg)
		noteLoss(&out[i])
		if run.Migrate.At > 0 {
			noteMigration(&out[i], &run.Migrate)
		}
		noteReset(&out[i], &run.Reset, happened)
		if i > 0 {
			noteKept(&out[i], run)
		}
	}
	return nil
}

// noteKept says what a visit has from those before it.
func noteKept(out *timeline.Run, run *scenario.Run) {
	kept := len(out.Connections) - out.Opened()
	if kept > 0 {
		out.Notes = append(out.Notes, count(kept, "connection is open since the visit before", "connections are open since the visit before"))
	}
	if !run.AltSvc {
		return
	}
	for i := range out.Connections {
		if out.Connections[i].Protocol == "h3" {
			return
		}
	}
	out.Warnings = append(out.Warnings, "HTTP/3 was offered and is not used: the connection of HTTP/2 is open still; let the pause be longer than the server's keep_alive_timeout")
}

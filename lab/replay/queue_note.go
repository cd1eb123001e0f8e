package replay

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// noteQueues says of each load in which the browser's queue dropped packets what
// that cost, if it is more than a fiftieth of the load's time. It is found out by
// playing the run once more with room for what was dropped; whatever else is in
// the time is the same in both.
func noteQueues(ctx context.Context, s *setup.Setup, opt Options, out []timeline.Run) error {
	full := 0 // in the first visit that may have suffered
	for i := range out {
		if full == 0 && suffered(&out[i]) {
			full = out[i].QueueFull
		}
	}
	if full == 0 || opt.RealTime || s.Change.At > 0 {
		return nil
	}
	link := &s.BrowserHost().Link
	var short string // the queue that there is
	var long netem.Queue
	switch bytes, packets := link.Queue.Room(netem.BitRate(out[0].Down), out[0].RTT); {
	case bytes > 0:
		short = fmt.Sprintf("%.4g kB", float64(bytes)/1000)
		long.Bytes = up(bytes+full*1500, 50_000)
	default:
		short = fmt.Sprintf("%d packets", packets)
		long.Packets = up(packets+full, 50)
	}
	long.CoDel = link.Queue.CoDel
	roomy := *s
	roomy.Hosts = slices.Clone(s.Hosts)
	roomy.BrowserHost().Link.Queue = long
	again := describeAll(&roomy)
	if err := play(ctx, &roomy, Options{Deadline: opt.Deadline, Progress: opt.Progress}, again); err != nil {
		return err
	}
	for i := range out {
		run, cured := &out[i], &again[i]
		if !suffered(run) || cured.Err != "" || run.Total-cured.Total < run.Total/50 {
			continue
		}
		run.QueueCost = run.Total - cured.Total
		packets := fmt.Sprintf("dropped %d packets", run.QueueFull)
		if run.QueueFull == 1 {
			packets = "dropped a packet"
		}
		run.Notes = append(run.Notes, fmt.Sprintf("the queue of %s in front of the link was too short for what was sent at once and %s; with queue: %v the load takes %v",
			short, packets, long, cured.Total.Round(time.Millisecond)))
	}
	return nil
}

// suffered says whether a queue may have cost a load much: whether it waited for
// what was lost.
func suffered(out *timeline.Run) bool {
	has := timeline.AddUp(out.Pieces)
	return out.QueueFull > 0 && out.Err == "" && has[timeline.Recovery]+has[timeline.Held] >= out.Total/50
}

// up is the next multiple of step.
func up(n, step int) int { return (n + step - 1) / step * step }

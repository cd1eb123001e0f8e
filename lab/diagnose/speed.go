package diagnose

import (
	"context"
	"time"
)

// speeds are how many times as fast as the emulated one the browser of a
// recording is tried to be: that one is Chromium on two slow cores.
var speeds = []int{2, 4, 8}

// slow is how much longer than the recording a replay has to take for the
// browser to be suspected.
const slow = 1.1

// recorded plays the load as recorded. If that takes longer than it did, the
// recording's browser may have been the faster one: it is taken to be as fast as
// brings the replay near the recording, if that does, or at least most of the way.
func (d *Diagnosis) recorded(ctx context.Context, play Player) (*study, error) {
	first := &study{setup: d.Site.Setup("recorded")}
	if err := drawn(ctx, []*study{first}, []int{d.few()}, play); err != nil {
		return nil, err
	}
	draws := first.draws()
	if len(draws) == 0 || d.near(draws[0]) {
		return first, nil
	}
	d.AtOwnSpeed = draws.Median()
	tries, count := make([]*study, len(speeds)), make([]int, len(speeds))
	for i, speed := range speeds {
		d.Site.Speed = speed
		tries[i], count[i] = &study{setup: d.Site.Setup("recorded")}, 1
	}
	if err := drawn(ctx, tries, count, play); err != nil {
		return nil, err
	}
	best, off := first, (d.AtOwnSpeed-d.Recorded).Abs()/2
	for _, st := range tries {
		draws := st.draws()
		if len(draws) == 0 || (draws[0]-d.Recorded).Abs() >= off {
			continue
		}
		best, off = st, (draws[0] - d.Recorded).Abs()
		if d.near(draws[0]) {
			break
		}
	}
	d.Site.Speed = best.setup.Browser.Speed
	return best, nil
}

// near says whether a replay takes hardly longer than the recording.
func (d *Diagnosis) near(replayed time.Duration) bool {
	return float64(replayed) <= slow*float64(d.Recorded)
}

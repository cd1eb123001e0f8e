package diagnose

import (
	"context"
	"fmt"
	"time"
)

// faster is how many times as fast as estimated, or as emulated, something is
// tried to be.
var faster = []int{2, 4, 8}

// slow is how much longer than the recording a replay has to take for something
// to be tried faster.
const slow = 1.1

// recorded plays the load as recorded. If that takes longer than it did, a link
// of which the recording shows only the least may have been faster, or else the
// recording's browser: the emulated one is Chromium on two slow cores. Each is
// taken to be as fast as brings the replay near the recording, if that does, or
// at least most of the way.
func (d *Diagnosis) recorded(ctx context.Context, play Player) (*study, error) {
	best := &study{setup: d.Site.Setup("recorded")}
	if err := drawn(ctx, []*study{best}, []int{d.few()}, play); err != nil {
		return nil, err
	}
	e := d.Site.Estimate
	if down, up := e.Down, e.Up; e.DownIsLeast && down > 0 {
		at, times, err := d.fit(ctx, play, &best, func(times int) { e.Down, e.Up = down*float64(times), up*float64(times) })
		if err != nil {
			return nil, err
		}
		if times > 1 {
			e.DownBasis += fmt.Sprintf("; %d times that, since at that rate the replay takes %s", times, short(at))
		}
	}
	var err error
	d.AtOwnSpeed, _, err = d.fit(ctx, play, &best, func(times int) { d.Site.Speed = times })
	return best, err
}

// fit sets something so many times as fast as the replay needs it, at least 1,
// and gives what the replay took before.
func (d *Diagnosis) fit(ctx context.Context, play Player, best **study, set func(times int)) (before time.Duration, times int, err error) {
	draws := (*best).draws()
	if len(draws) == 0 || d.near(draws[0]) {
		return 0, 1, nil
	}
	tries, count := make([]*study, len(faster)), make([]int, len(faster))
	for i, times := range faster {
		set(times)
		tries[i], count[i] = &study{setup: d.Site.Setup("recorded")}, 1
	}
	if err := drawn(ctx, tries, count, play); err != nil {
		return 0, 1, err
	}
	before, times = draws.Median(), 1
	off := (before - d.Recorded).Abs() / 2
	for i, st := range tries {
		draws := st.draws()
		if len(draws) == 0 || (draws[0]-d.Recorded).Abs() >= off {
			continue
		}
		*best, times, off = st, faster[i], (draws[0] - d.Recorded).Abs()
		if d.near(draws[0]) {
			break
		}
	}
	set(times)
	return before, times, nil
}

// near says whether a replay takes hardly longer than the recording.
func (d *Diagnosis) near(replayed time.Duration) bool {
	return float64(replayed) <= slow*float64(d.Recorded)
}

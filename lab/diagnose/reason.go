package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// scripts is a phase more that an end may wait in: what has to come before the
// next request is there, but the page's scripts or the browser take their time.
const scripts = timeline.Phase(timeline.PhaseCount)

// waits are what the end of a load waited for, by phase.
type waits [timeline.PhaseCount + 1]time.Duration

func waitsOf(run *timeline.Run) (w waits) {
	ends := map[int]time.Duration{}
	for i := range run.Resources {
		ends[run.Resources[i].ID] = run.Resources[i].End()
	}
	begin := connectStart(run)
	for _, step := range run.CriticalPath() {
		if step.From = max(step.From, begin); step.To <= begin {
			continue
		}
		phase := step.Phase
		if end, ok := ends[step.Resource]; ok && phase == timeline.Blocked && step.From >= end {
			phase = scripts
		}
		w[phase] += step.Length()
	}
	return w
}

// largest are the phases with the most time, either way, of those with a
// fiftieth of total at least.
func (w *waits) largest(total time.Duration) []timeline.Phase {
	var all []timeline.Phase
	for p := range w {
		if w[p] != 0 && w[p].Abs() >= total/50 {
			all = append(all, timeline.Phase(p))
		}
	}
	slices.SortStableFunc(all, func(x, y timeline.Phase) int { return cmp.Compare(w[y].Abs(), w[x].Abs()) })
	return all
}

// reason says what the difference of two loads is due to: what the end waited
// for that differs most, until that accounts for most of it, and the connections.
func reason(before, after *timeline.Run) string {
	a, by := waitsOf(before), waitsOf(after)
	for p := range by {
		by[p] -= a[p]
	}
	var parts []string
	largest := by.largest(before.Total)
	differs, named := after.Total-before.Total, time.Duration(0)
	for i, p := range largest {
		if i >= 2 && (differs-named).Abs() <= differs.Abs()/4 {
			break
		}
		named += by[p]
		more := "less"
		if by[p] > 0 {
			more = "more"
		}
		part := fmt.Sprintf("%s %s %s", short(by[p].Abs()), more, doing[p])
		if p == scripts {
			part += " (another chain of files comes last)"
		}
		parts = append(parts, part)
	}
	if x, y := before.Opened(), after.Opened(); x != y {
		parts = append(parts, fmt.Sprintf("%s instead of %d", count(y, "connection"), x))
	}
	return strings.Join(parts, ", ")
}

// awaited says what the end of the replay waited for.
func (d *Diagnosis) awaited() string {
	w := waitsOf(&d.Replay)
	var parts []string
	for _, p := range w.largest(d.Replay.Total) {
		part := short(w[p]) + " " + doing[p]
		if p == scripts {
			part += ", which stays the same whatever the network"
		}
		parts = append(parts, part)
	}
	return "What came last waited for what came before, in all: " + strings.Join(parts, "; ") + "."
}

// doing is what the end of a load waited for, by phase.
var doing = [timeline.PhaseCount + 1]string{
	timeline.Blocked: "waiting for a connection",
	timeline.DNS:     "looking up names",
	timeline.Connect: "connecting",
	timeline.TLS:     "in TLS handshakes",
	timeline.Send:    "sending",
	timeline.Wait:    "waiting for answers",
	timeline.Receive: "receiving",
	scripts:          "waiting for scripts and the browser",
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// short is a time for people.
func short(d time.Duration) string {
	switch abs := d.Abs(); {
	case abs >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case abs >= 10*time.Millisecond || abs == 0:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
}

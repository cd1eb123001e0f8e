package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// reason says what the difference of two loads is due to: the phases on the
// critical path that differ most, and the connections.
func reason(before, after *timeline.Run) string {
	a, b := timeline.Split(before.CriticalPath()), timeline.Split(after.CriticalPath())
	type change struct {
		phase timeline.Phase
		by    time.Duration
	}
	var changes []change
	for p := timeline.Blocked; int(p) < timeline.PhaseCount; p++ {
		changes = append(changes, change{p, b.Of(p) - a.Of(p)})
	}
	slices.SortStableFunc(changes, func(x, y change) int { return cmp.Compare(y.by.Abs(), x.by.Abs()) })
	var parts []string
	for _, c := range changes[:2] {
		if least := before.Total / 50; c.by.Abs() < least {
			continue
		}
		more := "less"
		if c.by > 0 {
			more = "more"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", short(c.by.Abs()), more, doing[c.phase]))
	}
	if x, y := before.Opened(), after.Opened(); x != y {
		parts = append(parts, fmt.Sprintf("%s instead of %d", count(y, "connection"), x))
	}
	return strings.Join(parts, ", ")
}

// doing is what the end of a load waited for, by phase.
var doing = [timeline.PhaseCount]string{
	timeline.Blocked: "waiting for a connection or the browser",
	timeline.DNS:     "looking up names",
	timeline.Connect: "connecting",
	timeline.TLS:     "in TLS handshakes",
	timeline.Send:    "sending",
	timeline.Wait:    "waiting for answers",
	timeline.Receive: "receiving",
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

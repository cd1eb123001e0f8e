package report

import (
	"fmt"
	"time"

	"rttlab/lab/timeline"
)

// clock formats the durations of one table, all in the same unit.
type clock struct {
	unit     time.Duration
	decimals int
	name     string
}

// clockFor chooses the unit: milliseconds below ten seconds, with tenths below
// one, and seconds from there on.
func clockFor(longest time.Duration) clock {
	switch {
	case longest >= 10*time.Second:
		return clock{unit: time.Second, decimals: 2, name: "s"}
	case longest >= time.Second:
		return clock{unit: time.Millisecond, name: "ms"}
	}
	return clock{unit: time.Millisecond, decimals: 1, name: "ms"}
}

func (c clock) format(d time.Duration) string {
	return fmt.Sprintf("%.*f %s", c.decimals, float64(d)/float64(c.unit), c.name)
}

// number is a duration without its unit; "-" for nothing.
func (c clock) number(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return fmt.Sprintf("%.*f", c.decimals, float64(d)/float64(c.unit))
}

// volume is a size with three significant digits, 1000-based.
func volume(n int64) string {
	v, unit := float64(n), 0
	for v >= 999.5 && unit < 3 {
		v, unit = v/1000, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%s %s", timeline.ThreeDigits(v), [...]string{"", "kB", "MB", "GB"}[unit])
}

// ratio is how many times: 1.81x, 12.4x, 104x.
func ratio(v float64) string { return timeline.ThreeDigits(v) + "x" }

package strictyaml

import (
	"fmt"
	"strings"
	"time"
)

// Span is a length of time between 0 and most.
func Span(most time.Duration) Kind[time.Duration] {
	return Kind[time.Duration]{
		Want:  "a time such as 200ms",
		Type:  "time, at most " + unpadded(most),
		Units: "time: ns, us, ms, s, m or h, as in 200ms or 1m30s",
		Parse: func(s Scalar) (time.Duration, error) {
			d, err := parseDuration(s.Text)
			if err == nil && d > most {
				err = fmt.Errorf("%s is too long: at most %s is allowed", Shorten(s.Text), unpadded(most))
			}
			return d, err
		},
		Schema: Schema{Type: []string{"string", "integer"}, Pattern: `^(0|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$`, Minimum: new(0), Maximum: new(0)},
	}
}

// unpadded writes a duration without the zeros that String puts behind it.
func unpadded(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// parseDuration reads a time as package time does: "200ms", "1.5s", "1m30s".
func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err == nil && d < 0 {
		return 0, fmt.Errorf("%s must not be negative", Shorten(s))
	}
	if err == nil {
		return d, nil
	}
	if _, _, _, unit, ok := Split(s); ok && DurationUnits[unit] > 0 {
		if _, _, space, _, _ := Split(s); space == "" {
			return 0, fmt.Errorf("%s is too long for a time", Shorten(s))
		}
	}
	unit := "ms"
	if strings.Contains(s, ".") {
		unit = "s" // 0.2 is meant in seconds, 200 in milliseconds
	}
	_, err = Measure(s, DurationUnits, durationGuess, unit, "a time such as 200ms")
	return 0, err
}

var (
	DurationUnits = map[string]float64{"ns": 1, "us": 1, "µs": 1, "ms": 1, "s": 1, "m": 1, "h": 1}
	durationGuess = map[string]string{
		"msec": "ms", "msecs": "ms", "milliseconds": "ms", "millis": "ms",
		"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minutes": "m", "hours": "h", "usec": "us",
	}
)

package report

import (
	"math"
	"strconv"
	"time"

	"rttlab/lab/timeline"
)

// millis is a duration in ten-thousandths of a millisecond, written in
// milliseconds with at most four decimals.
type millis int64

const tick = 100 * time.Nanosecond

func toMillis(d time.Duration) millis { return millis(math.Round(float64(d) / float64(tick))) }

func (m millis) String() string {
	return strconv.FormatFloat(float64(m)/1e4, 'f', -1, 64)
}

// MarshalJSON writes a number.
func (m millis) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// rounded is a number with at most four decimals.
type rounded float64

// MarshalJSON writes a number; what JSON has no number for is null.
func (r rounded) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(r)) || math.IsInf(float64(r), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, math.Round(float64(r)*1e4)/1e4, 'f', -1, 64), nil
}

// times is when a resource's phases began and how long they took. The moments
// between the phases are rounded, not the lengths, so that start and phases
// still add up to the end.
type times struct {
	start, end millis
	phase      [timeline.PhaseCount]millis
}

func timesOf(r *timeline.Resource) times {
	at := r.Start
	t := times{start: toMillis(at)}
	for phase := timeline.Blocked; int(phase) < timeline.PhaseCount; phase++ {
		next := at + r.Of(phase)
		t.phase[phase] = toMillis(next) - toMillis(at)
		at = next
	}
	t.end = toMillis(at)
	return t
}

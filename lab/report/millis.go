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

const (
	tick            = 100 * time.Nanosecond
	perMilli millis = 10_000
)

func toMillis(d time.Duration) millis { return millis(math.Round(float64(d) / float64(tick))) }

func (m millis) String() string { return string(m.append(nil)) }

// MarshalJSON writes a number.
func (m millis) MarshalJSON() ([]byte, error) { return m.append(make([]byte, 0, 16)), nil }

func (m millis) append(b []byte) []byte {
	if m < 0 {
		b = append(b, '-')
		m = -m
	}
	b = strconv.AppendInt(b, int64(m/perMilli), 10)
	if m %= perMilli; m > 0 {
		b = append(b, '.')
		for digit := perMilli / 10; m > 0; digit /= 10 {
			b = append(b, '0'+byte(m/digit))
			m %= digit
		}
	}
	return b
}

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

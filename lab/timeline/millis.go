package timeline

import (
	"strconv"
	"time"
)

// Millis is d in milliseconds, which is what limits and charts count in.
func Millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// ThreeDigits is v with three significant digits, from 0.01 to 999: 1.81, 12.4, 104.
func ThreeDigits(v float64) string {
	switch {
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

package timeline

import "time"

// Millis is d in milliseconds, which is what limits and charts count in.
func Millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

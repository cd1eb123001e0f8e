//go:build !unix

package worker

import "time"

var started = time.Now()

// processorTime is how much of it the process may have had.
func processorTime() time.Duration { return time.Since(started) }

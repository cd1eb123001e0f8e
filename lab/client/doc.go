// Package client is who asks, where that is no browser: a program that makes
// requests. It notes when everything happened, as package browser does.
package client

import (
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/timeline"
)

// Result is what a client gave.
type Result struct {
	Total       time.Duration         // from the start to the end of the last request
	Resources   []timeline.Resource   // in the order in which they were asked for
	Connections []timeline.Connection // in the order in which they were opened
}

// clock notes times since its start; in virtual time in whole microseconds, as
// the network has them (see package pace).
type clock struct {
	start time.Time
	real  bool
}

func (c *clock) now() time.Duration {
	d := time.Since(c.start)
	if !c.real {
		d = d.Truncate(pace.Tick)
	}
	return d
}

package worker

import (
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// Job is a run to be played and what is to be recorded of it. All of it is
// data: it goes to another process.
type Job struct {
	Setup    *setup.Setup
	Scenario string // its name, for the recordings

	Capture string // where packets are to be captured: "browser", "server", "both"; "": nowhere
	QLOG    bool   // the connections of HTTP/3 are to be logged
	Trace   int    // the number of the TCP connection that is to be traced; 0: none

	// Brief says that the visits' figures are all that is wanted, and Causes that
	// those of their causes are too.
	Brief, Causes bool

	// Recording, when set, opens what a capture or a log is written to, in this
	// process. Its name is the end of a file's: ".pcapng", ".server.pcapng",
	// ".1.client.sqlog". Where it is nil, recordings are dropped.
	Recording func(name string) (Sink, error)
}

// Result is what a run gave.
type Result struct {
	Visits []timeline.Run
	Traces []*timeline.Trace // of the visits, in their order; nil where a visit has no such connection

	Figures []timeline.Figures // of the visits, instead of them, when the job is brief

	Plays int // how often the run was played until it was known to be right
}

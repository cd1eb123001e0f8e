package worker

import (
	"bufio"
	"errors"
	"fmt"

	"rttlab/lab/timeline"
)

const (
	// variable makes a process a worker.
	variable = "RTTLAB_WORKER"

	// hello is the first line of a worker of this version of the protocol.
	hello = "rttlab worker 1\n"

	// maxNoise is how much a program may print before its worker says hello.
	maxNoise = 1 << 20

	// piece is how much of a recording a reply has.
	piece = 64 << 10
)

// request is what a worker is told. Without a job it is a question: does the
// run get on?
type request struct {
	Job *Job
}

// reply is a part of what a run gave.
type reply struct {
	Visit *timeline.Run
	Trace *timeline.Trace // of that visit

	Figures *timeline.Figures // of a visit, instead of it

	Recording string // Data belongs to
	Data      []byte

	Done  bool   // there is nothing more of this run
	Err   string // of settings with which it cannot be played
	Plays int
	Last  bool // the worker plays nothing more
}

// greet reads up to the worker's hello.
func greet(r *bufio.Reader) error {
	for read := 0; read < maxNoise; {
		line, err := r.ReadSlice('\n')
		switch {
		case err == nil && string(line) == hello:
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
		read += len(line)
	}
	return fmt.Errorf("it says %d bytes, and none of them are %q: are parent and worker of one version?", maxNoise, hello)
}

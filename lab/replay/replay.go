// Package replay puts a network, an origin and a browser together and plays a
// page load on them.
//
// Run and All are to be called in virtual time, inside a testing/synctest
// bubble, or with Options.RealTime outside of one. The same settings and seed
// give the same timeline in virtual time, to the byte.
package replay

import (
	"context"
	"fmt"
	"io"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// Options are what a scenario file does not say. The zero Options are virtual
// time and nothing else.
type Options struct {
	// RealTime says that the clock is the machine's.
	RealTime bool

	// Deadline is when a load that has not finished is given up, in the time
	// that it runs in; 0: setup.Patience.
	Deadline time.Duration

	// Explain says that timelines are to say why: the causes of each load's time
	// and of each resource's (package cause), and what a queue that was too short
	// cost. The network and the browser keep notes for that, and a run whose queue
	// dropped packets is played a second time; without it neither costs anything.
	Explain bool

	// Progress, when set, is told of every finished resource. It must not
	// block.
	Progress func(run string, done, total int)

	// poll, when set, is called again and again while a load runs.
	poll func()

	// Prepare, when set, is called with each run's network before its load
	// begins: to observe it, or to set timers that change it while it runs.
	Prepare func(run string, net *Network)

	// Done, when set, is called at the moment when a run's load is over,
	// where the timeline's counts end.
	Done func(run string)

	// QLOG, when set, opens a log of what an end of a connection of HTTP/3
	// does, in the format of qlog. The connections of a run count from 1; the
	// end is "client" or "server".
	QLOG func(run string, connection int, end string) io.WriteCloser
}

// Run plays one page load. A load that cannot finish is a timeline with Err
// set, and with what came of its resources; the error is about settings that
// make no network, no server or no browser, or more than one visit.
func Run(ctx context.Context, s *setup.Setup, opt Options) (timeline.Run, error) {
	if s.Loads() > 1 {
		return describe(s, 1), fmt.Errorf("run %q loads its page %d times: use Visits", s.Name, s.Loads())
	}
	visits, err := Visits(ctx, s, opt)
	return visits[0], err
}

// Visits plays all visits of a run, one after the other: Run says how. It gives
// a timeline for each, also beside an error.
func Visits(ctx context.Context, s *setup.Setup, opt Options) ([]timeline.Run, error) {
	out := describeAll(s)
	opt.explain(s, out)
	err := play(ctx, s, opt, out)
	if err == nil && opt.Explain {
		err = noteQueues(ctx, s, opt, out)
	}
	if err != nil {
		return out, fmt.Errorf("run %q: %w", s.Name, err)
	}
	return out, nil
}

func play(ctx context.Context, s *setup.Setup, opt Options, out []timeline.Run) error {
	if !opt.RealTime {
		align()
		if s.QUIC() {
			defer quicnet.Repeatable(s.Seed)()
		}
	}
	if err := complete(s); err != nil {
		return err
	}
	memory, err := remember(ctx, s, opt)
	if err != nil {
		return err
	}
	net, err := newNetwork(s)
	if err != nil {
		return err
	}
	defer net.Close()
	net.qlog = qlogs(s.Name, opt)
	if opt.Explain {
		net.Journal()
		net.Watch = quicnet.NewWatch()
	}
	server, err := serve(s, net, opt)
	if err != nil {
		return err
	}
	warm(ctx, s, net, opt)
	if opt.Prepare != nil {
		opt.Prepare(s.Name, net)
	}
	err = visits(ctx, s, net, memory, opt, out)
	if opt.Done != nil {
		opt.Done(s.Name)
	}
	if memory != nil {
		_ = memory.Close() // what hanging up says is of no interest
	}
	if closing := server.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return net.Err()
}

// align waits for the next whole microsecond: the network, the browser and the
// origin share out what lies between two of them.
func align() {
	if over := time.Now().Nanosecond() % 1000; over > 0 {
		time.Sleep(time.Microsecond - time.Duration(over))
	}
}

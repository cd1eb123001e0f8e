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
	"slices"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/internal/quicnet"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// Options are what a scenario file does not say. The zero Options are virtual
// time and nothing else.
type Options struct {
	// RealTime says that the clock is the machine's.
	RealTime bool

	// Deadline is when a load that has not finished is given up, in the time
	// that it runs in; 0: two hours, long after every timeout of TCP.
	Deadline time.Duration

	// Progress, when set, is told of every finished resource. It must not
	// block.
	Progress func(run string, done, total int)

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

const defaultDeadline = 2 * time.Hour

// Network is what a load runs on.
type Network struct {
	*netem.Network
	Browser *netem.Host // behind the access link
	After   *netem.Host // the browser behind another one, after it has changed networks; nil: it does not
	Origin  *netem.Host // behind none; it has all names of the page

	Resolver *netem.Host // answers for names; nil: the browser knows them all

	// KeyLog, when Prepare sets it, is where the browser's TLS writes its
	// secrets, in the format of NSS, for whoever is to decrypt a capture.
	KeyLog io.Writer

	qlog  quicnet.Open
	reset func(connection int) bool // ends a connection that the origin has accepted
}

// Run plays one page load. A load that cannot finish is a timeline with Err
// set, and with what came of its resources; the error is about settings that
// make no network, no server or no browser, or more than one visit.
func Run(ctx context.Context, run *scenario.Run, opt Options) (timeline.Run, error) {
	if run.Loads() > 1 {
		return describe(run, 1), fmt.Errorf("run %q loads its page %d times: use Visits", run.Name, run.Loads())
	}
	visits, err := Visits(ctx, run, opt)
	return visits[0], err
}

// Visits plays all visits of a run, one after the other: Run says how. It gives
// a timeline for each, also beside an error.
func Visits(ctx context.Context, run *scenario.Run, opt Options) ([]timeline.Run, error) {
	out := describeAll(run)
	if err := play(ctx, run, opt, out); err != nil {
		return out, fmt.Errorf("run %q: %w", run.Name, err)
	}
	return out, nil
}

func play(ctx context.Context, run *scenario.Run, opt Options, out []timeline.Run) error {
	pg := run.Page.Build(run.Server.Think)
	if !opt.RealTime {
		align()
		if run.HTTP == "3" || run.AltSvc {
			defer quicnet.Repeatable(run.Seed)()
		}
	}
	memory, err := remember(ctx, run, pg, opt)
	if err != nil {
		return err
	}
	net, err := newNetwork(run, pg)
	if err != nil {
		return err
	}
	defer net.Close()
	net.qlog = qlogs(run.Name, opt)
	server, err := serve(run, pg, net, opt)
	if err != nil {
		return err
	}
	if opt.Prepare != nil {
		opt.Prepare(run.Name, net)
	}
	err = visits(ctx, run, pg, net, memory, opt, out)
	if opt.Done != nil {
		opt.Done(run.Name)
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

// load has the browser fetch the page.
func load(ctx context.Context, run *scenario.Run, pg *page.Page, net *Network, memory *browser.Memory, opt Options) (*browser.Result, error) {
	deadline := opt.Deadline
	if deadline == 0 {
		deadline = defaultDeadline
	}
	ctx, cancel := context.WithTimeoutCause(ctx, deadline, fmt.Errorf("the load did not finish within %v", deadline))
	defer cancel()
	cfg, err := client(run, pg, net, opt)
	if err != nil {
		return nil, err
	}
	cfg.Memory, cfg.KeepOpen, cfg.AltSvc = memory, run.Loads() > 1, run.AltSvc
	if cfg.Memory == nil && run.Browser.Like == "chromium" {
		cfg.Memory = browser.NewMemory() // later connections resume the session of the first
	}
	if run.Migrate.At > 0 {
		cfg.Migration = migration(&run.Migrate, net)
	}
	return browser.Load(ctx, cfg, pg)
}

// client is the browser of a run.
func client(run *scenario.Run, pg *page.Page, net *Network, opt Options) (browser.Config, error) {
	cfg := browser.Config{
		Dial:               net.Browser.DialContext,
		UDP:                udp(net, net.Browser),
		HTTP:               run.HTTP,
		KeepAlive:          run.KeepAlive,
		Pipeline:           run.Pipeline,
		Coalesce:           run.Browser.Coalesce,
		Push:               slices.ContainsFunc(pg.Resources, func(r page.Resource) bool { return r.Ahead == page.Push }),
		ConnectionsPerHost: run.Browser.ConnectionsPerHost,
		RealTime:           opt.RealTime,
		QLOG:               net.qlog,
	}
	consult(&cfg, net)
	if run.Browser.Like == "chromium" {
		cfg.OwnTime = browser.Chromium(run.HTTP, run.TLS.Version != "")
	}
	if opt.Progress != nil {
		cfg.Progress = func(done, total int) { opt.Progress(run.Name, done, total) }
	}
	return cfg, trust(&cfg, run, pg, net)
}

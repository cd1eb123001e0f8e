package replay

import (
	"context"
	"fmt"
	"slices"

	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// All plays every run of a scenario and checks what is expected of them. Each
// run is called in bubble, which gives it virtual time; with Options.RealTime
// bubble only calls what it is given. A run that ends in a deadlock or a panic
// becomes a run with Err set, and the others are played all the same.
//
// When ctx ends All returns its cause at once.
func All(ctx context.Context, s *scenario.Scenario, opt Options, bubble func(f func()) error) (*timeline.Timeline, error) {
	var runs []timeline.Run
	for i := range s.Runs {
		out, err := draws(ctx, s.Runs[i].Setup(), opt, bubble)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
		runs = append(runs, out...)
	}
	return Assemble(s, runs, opt), nil
}

// Assemble makes a scenario's timeline of what its runs gave, in their order,
// and checks what is expected of them.
func Assemble(s *scenario.Scenario, runs []timeline.Run, opt Options) *timeline.Timeline {
	t := &timeline.Timeline{
		Scenario: s.Name, Title: s.Title, About: s.About, Seed: s.Seed, Warnings: slices.Clone(s.Warnings), Runs: runs,
		Headline: timeline.Headline(s.Headline),
	}
	compare(s, t)
	for _, e := range s.Expect {
		if opt.RealTime {
			e = onRealClock(e)
		}
		t.Expect = append(t.Expect, check(t, e))
	}
	return t
}

// Bubbled plays all visits of a run in a bubble of its own, as All does.
func Bubbled(ctx context.Context, s *setup.Setup, opt Options, bubble func(f func()) error) (out []timeline.Run, err error) {
	finished := false
	stuck := bubble(func() {
		inner := ctx
		if !opt.RealTime {
			inner = detach(ctx, &opt)
		}
		out, err = Visits(inner, s, opt)
		finished = true
	})
	if !finished {
		out = describeAll(s)
	}
	if stuck != nil && err == nil {
		for i := range out {
			out[i].Err = fmt.Sprintf("the run did not end: %v", stuck)
		}
	}
	return out, err
}

// detach makes a context for inside a bubble of one from outside. The inside
// must not wait for a channel of the outside, since virtual time stands still
// meanwhile. So it asks, again and again, and stops.
func detach(ctx context.Context, opt *Options) context.Context {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	opt.poll = func() {
		if ctx.Err() != nil {
			cancel(context.Cause(ctx))
		}
	}
	return inner
}

// realTolerance is what a machine's clock needs: its timers are a millisecond
// late, some of them more, and the machine has other work as well.
const realTolerance = 0.05

// onRealClock is an expectation with a tolerance that can be kept in real time.
// It says so in its text.
func onRealClock(e scenario.Expect) scenario.Expect {
	if e.Within > 0 {
		e.Within = max(e.Within, realTolerance)
	}
	return e
}

// check compares what is expected with what happened.
func check(t *timeline.Timeline, e scenario.Expect) timeline.Check {
	c := timeline.Check{Text: e.String(), Unit: e.Unit(), Skipped: e.Skipped}
	run := t.Find(e.Run)
	if c.Failed = failed(run, e.Run); c.Failed != "" {
		return c
	}
	switch {
	case e.FasterThan != "":
		other := t.Find(e.FasterThan)
		if c.Failed = failed(other, e.FasterThan); c.Failed != "" || run.Total <= 0 {
			return c
		}
		c.Got = float64(other.Total) / float64(run.Total)
		if e.Saves > 0 {
			c.Got = timeline.Millis(other.Total - run.Total)
		}
	case e.Total > 0:
		c.Got = timeline.Millis(run.Total)
	case e.Handshakes > 0:
		c.Got = timeline.Millis(run.HandshakeTotal)
	case e.Connections >= 0:
		c.Got = float64(run.Opened())
	case e.Requests >= 0:
		c.Got = float64(run.Requests())
	case e.Failed >= 0:
		c.Got = float64(run.Failed())
	case run.Users != nil:
		c.Got = float64(run.Users.Most)
	}
	c.OK = e.Met(c.Got)
	return c
}

// failed says that a run did not finish; "": it did.
func failed(run *timeline.Run, name string) string {
	switch {
	case run == nil:
		return name + " was not played"
	case run.Err != "":
		return name + " failed"
	}
	return ""
}

// compare sets what each run is compared with, all its visits alike.
func compare(s *scenario.Scenario, t *timeline.Timeline) {
	for i := range s.Runs {
		for visit := range s.Runs[i].Loads() {
			if run := t.Find(s.Runs[i].VisitName(visit + 1)); run != nil {
				run.Against = s.Runs[i].Against
			}
		}
	}
}

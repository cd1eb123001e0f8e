package main

import (
	"context"
	"slices"
	"time"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
	"rttlab/scenarios"
)

const causesFile = "lab/cause/ACCURACY.md"

// counterfactual takes a cause out of a run, to see what that saves.
type counterfactual struct {
	Name   string
	causes []timeline.Cause
	remove func(*setup.Setup)
}

var counterfactuals = []counterfactual{
	{"loss", []timeline.Cause{timeline.Recovery, timeline.Held}, withoutLoss},
	{"think", []timeline.Cause{timeline.Server}, withoutThinking},
	{"window", []timeline.Cause{timeline.SlowStart, timeline.FlowControl}, withoutWindow},
	{"names", []timeline.Cause{timeline.Lookup}, withoutLookups},
}

// split is how long pieces have the causes that are taken away, and how long the
// others. What was asked in vain would be without any loss of packets.
func (c counterfactual) split(pieces []timeline.Piece) (own time.Duration, others timeline.Causes) {
	for _, p := range pieces {
		if slices.Contains(c.causes, p.Cause) && p.Stage != timeline.InVain {
			own += p.Length()
		} else {
			others[p.Cause] += p.Length()
		}
	}
	return own, others
}

func withoutLoss(s *setup.Setup) {
	for i := range s.Paths {
		p := &s.Paths[i]
		p.Loss, p.There.Loss, p.Back.Loss = 0, 0, 0
		p.There.Bursts, p.Back.Bursts = netem.Bursts{}, netem.Bursts{}
		p.There.Drop, p.Back.Drop = netem.Drops{}, netem.Drops{}
	}
	withRoom(s)
}

func withoutThinking(s *setup.Setup) {
	for i := range s.Page.Resources {
		s.Page.Resources[i].Think = 0
	}
	for i := range s.Hosts {
		if d := s.Hosts[i].Database; d != nil {
			quick := *d
			quick.Think = 0
			s.Hosts[i].Database = &quick
		}
	}
}

func withoutWindow(s *setup.Setup) {
	s.TCP.InitialWindow, s.TCP.ReceiveBuffer = 100_000, 1<<30
	withRoom(s) // it would fill any queue
}

// withRoom gives every queue room for everything.
func withRoom(s *setup.Setup) {
	for i := range s.Hosts {
		s.Hosts[i].Link.Queue = netem.Queue{Packets: 1 << 20}
	}
}

func withoutLookups(s *setup.Setup) {
	at := slices.IndexFunc(s.Hosts, func(h setup.Host) bool { return h.Role == setup.ResolverHost })
	if at < 0 {
		return
	}
	name := s.Hosts[at].Name
	s.Hosts = slices.Delete(s.Hosts, at, at+1)
	s.Paths = slices.DeleteFunc(s.Paths, func(p setup.Path) bool { return p.From == name || p.To == name })
}

// takeAway plays every run of the built-in scenarios, and again without each
// cause that it has.
func takeAway(ctx context.Context) ([]taken, error) {
	pool := worker.New(0)
	defer pool.Close()
	var out []taken
	for _, name := range scenarios.Names() {
		text, err := scenarios.Open(name)
		if err != nil {
			return nil, err
		}
		s, err := scenario.Parse(name+".yaml", text)
		if err != nil {
			return nil, err
		}
		for i := range s.Runs {
			rows, err := withoutEach(ctx, pool, name, &s.Runs[i])
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
		}
	}
	return out, nil
}

// withoutEach takes each cause away from a run; with only, none but that one.
func withoutEach(ctx context.Context, pool *worker.Pool, name string, run *scenario.Run, only ...string) ([]taken, error) {
	if s := run.Setup(); s.Loads() > 1 || s.Change.At > 0 || len(s.Events) > 0 {
		return nil, nil // a visit begins with what the one before has left, and an event meets another load
	}
	play := func(s *setup.Setup) (*timeline.Run, error) {
		res, err := pool.Play(ctx, &worker.Job{Setup: s})
		if err != nil {
			return nil, err
		}
		return &res.Visits[0], nil
	}
	base, err := play(run.Setup())
	if err != nil || base.Err != "" || base.Pieces == nil {
		return nil, err
	}
	var out []taken
	for _, c := range counterfactuals {
		if len(only) > 0 && !slices.Contains(only, c.Name) {
			continue
		}
		row := taken{Scenario: name, Run: base.Name, What: c.Name, Files: len(base.Resources), Total: base.Total}
		var had timeline.Causes // of the others
		row.Cause, had = c.split(base.Pieces)
		// quic-go's window is its own, and one that losses cut grows for another
		// reason.
		if row.Cause < worthLooking || c.Name == "window" && (base.HTTP == "3" || base.Dropped > 0) {
			continue
		}
		without := run.Setup()
		c.remove(without)
		played, err := play(without)
		if err != nil {
			return nil, err
		}
		row.Saved = base.Total - played.Total
		row.Left, row.Others = c.split(played.Pieces)
		for i := range had {
			row.Others[i] = had[i] - row.Others[i]
		}
		out = append(out, row)
	}
	return out, nil
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
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

// taken is what a run says of a cause, and what it saves to take it away.
type taken struct {
	Scenario, Run, What string
	Files               int
	Total, Cause, Saved time.Duration
	Left                time.Duration   // of the cause, when it had been taken away
	Others              timeline.Causes // by how much each has become less; the one that was taken away is 0
}

// other is the cause that has changed most beside, and by how much it has become
// less.
func (t taken) other() string {
	at := 0
	for i, d := range t.Others {
		if d.Abs() > t.Others[at].Abs() {
			at = i
		}
	}
	if t.Others[at].Abs() < worthLooking {
		return ""
	}
	return fmt.Sprintf("%v %+.4f", timeline.Cause(at), -t.Others[at].Seconds())
}

// beyond is how much more was saved than the cause says.
func (t taken) beyond() time.Duration { return t.Saved - t.Cause }

func (t taken) line() string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %+.4f | %s |\n", t.Scenario, t.Run, t.What, seconds(t.Total), seconds(t.Cause), seconds(t.Saved), t.beyond().Seconds(), t.other())
}

// worthLooking is the least that a cause has to have to be taken away.
const worthLooking = time.Millisecond

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

func withoutEach(ctx context.Context, pool *worker.Pool, name string, run *scenario.Run) ([]taken, error) {
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
	has := timeline.AddUp(base.Pieces)
	var out []taken
	for _, c := range counterfactuals {
		row := taken{Scenario: name, Run: base.Name, What: c.Name, Files: len(base.Resources), Total: base.Total}
		for _, cause := range c.causes {
			row.Cause += has[cause]
		}
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
		now := timeline.AddUp(played.Pieces)
		for i := range now {
			if slices.Contains(c.causes, timeline.Cause(i)) {
				row.Left += now[i]
			} else {
				row.Others[i] = has[i] - now[i]
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// causesReport is what becomes of loads without their causes.
type causesReport struct{ rows []taken }

const (
	takenHead   = "| scenario | run | without | total | cause | saved | beyond | most else |\n|---|---|---|--:|--:|--:|--:|---|\n"
	summaryHead = "| without | of | rows | saved as much, to 1 ms | saved less | saved more | most beyond |\n|---|---|--:|--:|--:|--:|--:|\n"
)

// FileTable has the runs of one file, PageTable all others.
func (c causesReport) FileTable() string {
	return table(takenHead, taken.line, c.of(func(t taken) bool { return t.Files == 1 }))
}

func (c causesReport) PageTable() string {
	return table(takenHead, taken.line, c.of(func(t taken) bool { return t.Files > 1 }))
}

func (c causesReport) of(match func(taken) bool) []taken {
	return slices.DeleteFunc(slices.Clone(c.rows), func(t taken) bool { return !match(t) })
}

// Summary counts them.
func (c causesReport) Summary() string {
	var out strings.Builder
	out.WriteString(summaryHead)
	for _, cf := range counterfactuals {
		for _, alone := range []bool{true, false} {
			rows := c.of(func(t taken) bool { return t.What == cf.Name && (t.Files == 1) == alone })
			if len(rows) == 0 {
				continue
			}
			equal, less, more := 0, 0, 0
			for _, t := range rows {
				switch b := t.beyond(); {
				case b > time.Millisecond:
					more++
				case b < -time.Millisecond:
					less++
				default:
					equal++
				}
			}
			most := slices.MaxFunc(rows, func(a, b taken) int { return cmp.Compare(a.beyond(), b.beyond()) })
			of := "pages"
			if alone {
				of = "one file"
			}
			fmt.Fprintf(&out, "| %s | %s | %d | %d | %d | %d | %+.4f |\n", cf.Name, of, len(rows), equal, less, more, most.beyond().Seconds())
		}
	}
	return out.String()
}

// documentCauses writes lab/cause/ACCURACY.md.
func documentCauses(_ string, w io.Writer) error {
	rows, err := takeAway(context.Background())
	if err != nil {
		return err
	}
	if err := writeDocument(causesFile, "causes.md.tmpl", causesReport{rows}); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s\n", causesFile)
	return nil
}

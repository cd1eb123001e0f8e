package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// skip marks the expectations of the file that are about runs which overrides
// have changed: own is the file without them.
func (s *Scenario) skip(own *Scenario, overrides []string) {
	s.Changed = overrides
	why := strings.Join(overrides, ", ")
	for i := range s.Expect {
		e := &s.Expect[i]
		if e.Line > 0 && e.Skipped == "" && (s.changed(own, e.Run) || e.FasterThan != "" && s.changed(own, e.FasterThan)) {
			e.Skipped = why
		}
	}
}

// Reseed draws all chances of the scenario from another seed: the runs that have
// the file's get seed, and those with one of their own stay as far from it as
// they are, so that runs which differ by their seeds still do. Expectations about
// runs with any chance in them are Skipped.
func (s *Scenario) Reseed(seed uint64) {
	own := *s
	own.Runs = slices.Clone(s.Runs)
	for i := range s.Runs {
		s.Runs[i].Seed += seed - s.Seed
	}
	s.Seed = seed
	s.skip(&own, append(s.Changed, "seed="+strconv.FormatUint(seed, 10)))
}

// Repeat plays all runs that have chance in them with n seeds instead of what
// the file says. What is expected of them is expected of the median then. An
// error is about a run that cannot be repeated.
func (s *Scenario) Repeat(n int) error {
	for i := range s.Runs {
		r := &s.Runs[i]
		r.Repeat = n
		if r.draws() > 1 && r.Loads() > 1 {
			return fmt.Errorf("%s: run %q has %d visits: only runs with one can be repeated", s.File, r.Name, r.Visits)
		}
	}
	return nil
}

// RepeatOnce plays those runs with n seeds that have chance in them, can be
// repeated, and are not.
func (s *Scenario) RepeatOnce(n int) {
	for i := range s.Runs {
		if r := &s.Runs[i]; r.Chance() && r.Repeat <= 1 && r.Loads() == 1 {
			r.Repeat = n
		}
	}
}

// Chance says whether the network of a run, or of a visit, of that name draws lots.
func (s *Scenario) Chance(name string) bool {
	r := s.run(name)
	return r != nil && r.Chance()
}

// draws is how many seeds make a difference to the run.
func (r *Run) draws() int {
	if !r.Chance() {
		return 1
	}
	return max(1, r.Repeat)
}

// changed says whether a run, or a visit, is another one than in own, or has
// none there.
func (s *Scenario) changed(own *Scenario, name string) bool {
	here, there := s.run(name), own.run(name)
	return here == nil || there == nil || !here.same(*there)
}

// run is the run that a name is about, which may be that of a visit.
func (s *Scenario) run(name string) *Run {
	for i := range s.Runs {
		for visit := range s.Runs[i].Loads() {
			if s.Runs[i].VisitName(visit+1) == name {
				return &s.Runs[i]
			}
		}
	}
	return nil
}

// same says whether two runs give the same result. Seeds make a difference only
// where there is chance.
func (r Run) same(o Run) bool {
	if !r.Chance() && !o.Chance() {
		r.Seed, o.Seed = 0, 0
	}
	r.KeepAlive, o.KeepAlive = new(r.Keeps()), new(o.Keeps())
	return reflect.DeepEqual(r, o)
}

// Chance says whether a run's network draws lots: whether its seed matters. (What
// HTTP/3 draws for itself moves its times by nothing that one would expect.)
func (r Run) Chance() bool {
	chance := func(n *Network) bool {
		return n.Jitter > 0 || n.LossDown > 0 || n.LossUp > 0 || n.Reorder.Share > 0 || n.Duplicate > 0
	}
	return chance(&r.Network) || r.Migrate.At > 0 && chance(&r.Migrate.Network)
}

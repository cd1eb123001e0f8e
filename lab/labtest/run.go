package labtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/scenarios"
)

// Result is what a scenario gave.
type Result struct {
	*timeline.Timeline
	tb testing.TB
}

// Run plays a scenario: "keep-alive" is the built-in of that name, and
// "testdata/slow.yaml" a file, from the folder of the test. The test ends here
// if the scenario cannot be read or one of its runs does not finish. What the
// file expects is not asserted: see Result.Expected.
func Run(tb testing.TB, name string) *Result {
	tb.Helper()
	s, err := load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return Play(tb, s)
}

// AssertExpected plays a scenario, as Run does, and asserts all that its file
// expects: the whole test of a file. It wants one expectation at least.
func AssertExpected(tb testing.TB, name string) *Result {
	tb.Helper()
	r := Run(tb, name)
	if len(r.Expect) == 0 {
		tb.Errorf("%s: nothing is expected: add expect: to the file", r.Scenario)
	}
	r.Expected()
	return r
}

// Play is Run for a scenario that the test has made or changed itself.
func Play(tb testing.TB, s *scenario.Scenario) *Result {
	tb.Helper()
	pool := worker.New(0)
	defer pool.Close()
	t, err := pool.Scenario(context.Background(), s)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range t.Runs {
		if r := &t.Runs[i]; r.Err != "" {
			tb.Fatalf("%s: run %q did not finish: %s", t.Scenario, r.Name, r.Err)
		}
	}
	return &Result{Timeline: t, tb: tb}
}

func load(name string) (*scenario.Scenario, error) {
	if _, err := os.Stat(name); err == nil || filepath.Ext(name) != "" {
		return scenario.Load(name)
	}
	text, err := scenarios.Open(name)
	if err != nil {
		if near := scenario.Near(name, scenarios.Names()); near != "" {
			return nil, fmt.Errorf("no built-in scenario %q: did you mean %q?", name, near)
		}
		return nil, err
	}
	return scenario.Parse(name+".yaml", text)
}

// Run is the run of that name. The test ends here if there is none.
func (r *Result) Run(name string) *timeline.Run {
	r.tb.Helper()
	var names []string
	for i := range r.Runs {
		if r.Runs[i].Name == name {
			return &r.Runs[i]
		}
		names = append(names, r.Runs[i].Name)
	}
	r.tb.Fatalf("%s has no run %q: there are %s", r.Scenario, name, strings.Join(names, "; "))
	return nil
}

// Expected asserts every expectation of the scenario's file that applies.
func (r *Result) Expected() {
	r.tb.Helper()
	for _, c := range r.Expect {
		if !c.OK && c.Skipped == "" {
			r.tb.Errorf("%s: expected: %s; got %.4g%s", r.Scenario, c.Text, c.Got, c.Unit)
		}
	}
}

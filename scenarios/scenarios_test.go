package scenarios_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/labtest"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/scenarios"
)

// open parses a built-in scenario.
func open(t *testing.T, name string) *scenario.Scenario {
	t.Helper()
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	s, err := scenario.Parse("scenarios/"+name+".yaml", text)
	require.NoError(t, err)
	return s
}

// play runs a scenario as the command does, in worker processes.
func play(t *testing.T, s *scenario.Scenario) *timeline.Timeline {
	t.Helper()
	return labtest.Play(t, s).Timeline
}

// TestExpectations plays every built-in scenario and holds it to what its file
// expects.
func TestExpectations(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			s := open(t, name)
			require.NotEmpty(t, s.Title)
			require.NotEmpty(t, s.About)
			require.NotEmpty(t, s.Expect)
			out := once(t, name)
			for _, r := range out.Runs {
				require.Empty(t, r.Err, r.Name)
				if r.Users == nil { // many visitors have no one load to explain
					requireCauses(t, &r)
				}
			}
			require.Len(t, out.Expect, len(s.Expect))
			for i, check := range out.Expect {
				if !check.OK {
					t.Errorf("%s:%d: %s, and got %.4g%s", s.File, s.Expect[i].Line, check.Text, check.Got, check.Unit)
				}
			}
		})
	}
}

// requireCauses fails unless a run's causes, and each resource's, follow one
// another without a gap from its start to its end.
func requireCauses(t *testing.T, r *timeline.Run) {
	t.Helper()
	whole := func(pieces []timeline.Piece, from, to time.Duration, what string) {
		for _, p := range pieces {
			require.Equal(t, from, p.From, "%s: %s", r.Name, what)
			require.Greater(t, p.To, p.From, "%s: %s", r.Name, what)
			from = p.To
		}
		require.Equal(t, to, from, "%s: %s", r.Name, what)
	}
	whole(r.Pieces, 0, r.Total, "the load")
	requireLedger(t, r)
	for i := range r.Resources {
		res := &r.Resources[i]
		whole(res.Pieces, res.Start, res.End(), res.URL)
	}
}

// requireLedger fails unless the ledger says what the causes say: the time of its
// round trips is theirs, and where a link takes no time and all paths are alike
// each cause is as many round trips as the ledger has of it.
func requireLedger(t *testing.T, r *timeline.Run) {
	t.Helper()
	l, has := r.Ledger(), timeline.AddUp(r.Pieces)
	set, asked := has[timeline.TCP]+has[timeline.QUIC], has[timeline.Asking]
	require.Equal(t, set+has[timeline.TLSSetUp]+has[timeline.Login]+asked+has[timeline.SlowStart], l.Took, r.Name)
	alike := r.Change.At == 0
	for i := range r.Connections {
		alike = alike && (r.Connections[i].Window == 0 || r.Connections[i].RTT == r.RTT)
	}
	if !alike {
		return
	}
	const near = 40 * time.Microsecond // the browser's clock, at both ends of a step
	for what, c := range map[string]struct {
		trips int
		took  time.Duration
	}{"handshakes": {l.Connect, set}, "TLS": {l.TLS, has[timeline.TLSSetUp]}, "login": {l.Login, has[timeline.Login]}, "waves": {l.Waves, asked}, "slow start": {l.SlowStart, has[timeline.SlowStart]}} {
		exact := time.Duration(c.trips) * r.RTT
		if what != "slow start" { // a round of that is shorter by what its window's bytes take
			require.GreaterOrEqual(t, c.took, exact-time.Duration(c.trips)*r.RTT/10, "%s: %s", r.Name, what)
		}
		if r.Down == 0 && !(what == "slow start" && passesOn(r)) {
			require.InDelta(t, exact, c.took, float64(max(1, c.trips))*float64(near), "%s: %s", r.Name, what)
		}
	}
}

// passesOn says whether files come over QUIC from a proxy that has them from
// elsewhere: they come to it one by one, so that its window and its pacing hold up
// parts of a round.
func passesOn(r *timeline.Run) bool {
	for i := range r.Resources {
		res := &r.Resources[i]
		if res.Protocol == "h3" && len(res.Legs) > 0 && !res.Legs[0].Hit {
			return true
		}
	}
	return false
}

// Each file has its place among the lessons, and each lesson its file.
func TestNames(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file, ".yaml"))
	}
	require.ElementsMatch(t, names, scenarios.Names())
	for _, name := range scenarios.Names() {
		_, err := scenarios.Open(name)
		require.NoError(t, err)
	}
	_, err = scenarios.Open("keep-alife")
	require.ErrorContains(t, err, `there is no built-in scenario "keep-alife": there are keep-alive, `)
}

// An expectation that does not hold is found: the figures of one scenario are
// not those of a network without its distance.
func TestExpectationsFail(t *testing.T) {
	s := open(t, "keep-alive")
	for i := range s.Runs {
		s.Runs[i].Network.RTT /= 2
	}
	out := play(t, s)
	require.False(t, out.Expect[0].OK, out.Expect[0].Text)
}

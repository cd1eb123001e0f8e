package scenarios_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/scenarios"
)

// measure is a figure of a scenario's runs, in seconds, bytes or of 1.
type measure func(f figures) float64

// figures are a scenario's, some of its keys set to other values.
type figures struct {
	t    *testing.T
	name string
	body string // the file without its texts and comments
	set  []string
}

var played sync.Map // what has been played, by name and keys set

// once plays a scenario, or has its timeline from when it was played before.
func once(t *testing.T, name string, set ...string) *timeline.Timeline {
	t.Helper()
	key := name + " " + strings.Join(set, " ")
	if out, ok := played.Load(key); ok {
		return out.(*timeline.Timeline)
	}
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	s, err := scenario.Parse("scenarios/"+name+".yaml", text, set...)
	require.NoError(t, err)
	out := play(t, s)
	played.Store(key, out)
	return out
}

func (f figures) run(name string) *timeline.Run {
	f.t.Helper()
	run := once(f.t, f.name, f.set...).Find(name)
	require.NotNil(f.t, run, name)
	return run
}

// given is a figure that no run can give: why says where it is from.
func given(why string) measure { _ = why; return nil }

// file is the first figure of what the file says.
func file(has string) measure {
	return func(f figures) float64 {
		require.Contains(f.t, f.body, has)
		return figuresIn(has)[0].value
	}
}

// with is a measure when keys have other values.
func with(m measure, set ...string) measure {
	return func(f figures) float64 { f.set = set; return m(f) }
}

// of is a figure of one run.
func of(run string, get func(r *timeline.Run) float64) measure {
	return func(f figures) float64 { return get(f.run(run)) }
}

func total(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return r.Total.Seconds() })
}

// trips is a run's total in round trips.
func trips(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Total) / float64(r.RTT) })
}

// handshakes are those of all connections added up.
func handshakes(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return r.HandshakeTotal.Seconds() })
}

func ledger(run string, get func(l timeline.Ledger) int) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(get(r.Ledger())) })
}

// rounds are the round trips that the end of a load waited for; waves are those
// that were requests, and so on.
func rounds(run string) measure { return ledger(run, timeline.Ledger.RoundTrips) }

func waves(run string) measure {
	return ledger(run, func(l timeline.Ledger) int { return l.Waves })
}

func growth(run string) measure {
	return ledger(run, func(l timeline.Ledger) int { return l.SlowStart })
}

func connects(run string) measure {
	return ledger(run, func(l timeline.Ledger) int { return l.Connect + l.Login })
}

func tlsTrips(run string) measure {
	return ledger(run, func(l timeline.Ledger) int { return l.TLS })
}

func opened(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Opened()) })
}

func requests(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Requests()) })
}

func failed(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Failed()) })
}

func lost(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Dropped) })
}

// moved are the bytes of both ways.
func moved(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.BytesDown + r.BytesUp) })
}

// cause is for how long causes held.
func cause(run string, causes ...timeline.Cause) measure {
	return of(run, func(r *timeline.Run) float64 {
		sum, held := time.Duration(0), timeline.AddUp(r.Pieces)
		for _, c := range causes {
			sum += held[c]
		}
		return sum.Seconds()
	})
}

// times is how many times as fast as another run one is.
func times(run, as string) measure { return ratio(total(as), total(run)) }

// saves is the share of another run's time that one saves.
func saves(run, of string) measure {
	return func(f figures) float64 { return 1 - ratio(total(run), total(of))(f) }
}

func later(run, than string) measure { return minus(total(run), total(than)) }

func ratio(a, b measure) measure { return func(f figures) float64 { return a(f) / b(f) } }

func minus(a, b measure) measure { return func(f figures) float64 { return a(f) - b(f) } }

func plus(a, b measure) measure { return func(f figures) float64 { return a(f) + b(f) } }

// number is a figure that follows from a formula, which stands beside it.
func number(x float64) measure { return func(figures) float64 { return x } }

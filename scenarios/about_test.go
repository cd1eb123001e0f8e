package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// said is a passage of an about, with the runs' figures in it.
type said struct {
	format  string
	figures func(f figures) []any
}

// figures are a scenario's.
type figures struct {
	t *testing.T
	*timeline.Timeline
}

func (f figures) run(name string) *timeline.Run {
	f.t.Helper()
	run := f.Find(name)
	require.NotNil(f.t, run, name)
	return run
}

func (f figures) seconds(name string) float64 { return f.run(name).Total.Seconds() }

// saves is how many percent of another run's time one saves.
func (f figures) saves(run, against string) float64 {
	return 100 * (1 - f.seconds(run)/f.seconds(against))
}

func (f figures) later(run, than string) float64 { return f.seconds(run) - f.seconds(than) }

// trips is how many round trips a run takes.
func (f figures) trips(name string) float64 {
	run := f.run(name)
	return float64(run.Total) / float64(run.RTT)
}

func (f figures) megabytes(name string) float64 {
	run := f.run(name)
	return float64(run.BytesDown+run.BytesUp) / 1e6
}

// cause is for how many seconds causes held.
func (f figures) cause(name string, causes ...timeline.Cause) float64 {
	sum := time.Duration(0)
	held := timeline.AddUp(f.run(name).Pieces)
	for _, c := range causes {
		sum += held[c]
	}
	return sum.Seconds()
}

// dropped is how many packets chance dropped.
func (f figures) dropped(name string) int { return f.run(name).Dropped - f.run(name).QueueFull }

// abouts are the passages with figures that only the runs know. Figures that the
// file itself has, and sums of those, are not here.
var abouts = map[string][]said{
	"idle-restart": {
		{"in a single round trip: %.0f times as fast", func(f figures) []any {
			require.InDelta(f.t, 1, f.trips("0.1 s idle, visit 2"), 0.01)
			return []any{f.seconds("0.1 s idle") / f.seconds("0.1 s idle, visit 2")}
		}},
		{"and they take %.0f.", func(f figures) []any { return []any{f.trips("0.35 s idle, visit 2")} }},
		{"the second file takes %.0f round trips: as many as the first file after its handshake", func(f figures) []any {
			require.InDelta(f.t, f.trips("1 s idle")-1, f.trips("1 s idle, visit 2"), 0.01)
			return []any{f.trips("1 s idle, visit 2")}
		}},
		{"and the file takes %.0f as well", func(f figures) []any { return []any{f.trips("10 s idle, visit 2")} }},
	},
	"typical-page": {
		{"busy with bytes for %.1f s on cable, %.1f s on LTE and %.1f s on 3G", func(f figures) []any {
			busy := func(run string) float64 { return f.cause(run, timeline.Sending, timeline.Queueing) }
			return []any{busy("cable, HTTP/2"), busy("LTE, HTTP/2"), busy("3G, HTTP/2")}
		}},
		{"HTTP/2 saves %.0f %% of HTTP/1.1's time on cable, %.0f %% on LTE and %.0f %% on 3G", func(f figures) []any {
			saves := func(net string) float64 { return f.saves(net+", HTTP/2", net+", HTTP/1.1") }
			return []any{saves("cable"), saves("LTE"), saves("3G")}
		}},
		{"HTTP/1.1 spends %.1f s on what was lost", func(f figures) []any { return []any{f.cause("3G, HTTP/1.1", timeline.Recovery)} }},
	},
	"connection-lost": {
		{"the page is there %.0f ms later", func(f figures) []any { return []any{1000 * f.later("HTTP/1.1, reset at 600 ms", "HTTP/1.1")} }},
		{"%.2f s more", func(f figures) []any { return []any{f.later("HTTP/2, reset at 600 ms", "HTTP/2")} }},
		{"%.2f MB instead of %.2f MB in all", func(f figures) []any { return []any{f.megabytes("HTTP/2, reset at 600 ms"), f.megabytes("HTTP/2")} }},
		{"all of that comes again: %.2f MB", func(f figures) []any { return []any{f.megabytes("HTTP/2, reset at 800 ms")} }},
		{"more of it comes again: %.1f MB instead of %.1f MB", func(f figures) []any { return []any{f.megabytes("HTTP/3, reset at 600 ms"), f.megabytes("HTTP/3")} }},
	},
	"outage": {
		{"HTTP/1.1 takes %.1f s instead of %.1f", func(f figures) []any { return []any{f.seconds("HTTP/1.1, away for 10 s"), f.seconds("HTTP/1.1")} }},
		{"An outage of 9 s costs %.1f s, one of 10 s %.1f s", func(f figures) []any {
			return []any{f.later("HTTP/1.1, away for 9 s", "HTTP/1.1"), f.later("HTTP/1.1, away for 10 s", "HTTP/1.1")}
		}},
		{"That costs %.1f s", func(f figures) []any { return []any{f.later("HTTP/1.1, restart", "HTTP/1.1")} }},
	},
	"sharding": {
		{"The second name saves %.0f %% of the time, the third %.0f %% of what is left, the fourth %.0f %%", func(f figures) []any {
			return []any{f.saves("fast, 2 names", "fast, 1 name"), f.saves("fast, 3 names", "fast, 2 names"), f.saves("fast, 4 names", "fast, 3 names")}
		}},
		{"the second name saves %.0f %%, with TLS %.0f %%, and the third nothing", func(f figures) []any {
			require.Less(f.t, f.saves("slow, 3 names", "slow, 2 names"), 0.5)
			require.Less(f.t, f.saves("slow, 3 names, TLS", "slow, 2 names, TLS"), 0.5)
			return []any{f.saves("slow, 2 names", "slow, 1 name"), f.saves("slow, 2 names, TLS", "slow, 1 name, TLS")}
		}},
		{"The fourth makes it slower, by %.1f s, and by %.1f s with TLS", func(f figures) []any {
			return []any{f.later("slow, 4 names", "slow, 3 names"), f.later("slow, 4 names, TLS", "slow, 3 names, TLS")}
		}},
	},
	"browser-limit": {
		{"the time is not halved: %.2f s and %.2f s", func(f figures) []any { return []any{f.seconds("12 connections"), f.seconds("24 connections")} }},
	},
	"slow-start": {
		{"10 KB take %.0f round after the handshake, 15 KB take %.0f, and 1 MB, a hundred times as much as 10 KB, takes %.0f", func(f figures) []any {
			return []any{f.trips("10 KB") - 1, f.trips("15 KB") - 1, f.trips("1 MB") - 1}
		}},
	},
	"returning-visitor": {
		{"The %.0f ms that HTTP/2 gains are the look-up", func(f figures) []any {
			first, second := "HTTP/2, 10 s later", "HTTP/2, 10 s later, visit 2"
			require.InDelta(f.t, f.cause(first, timeline.TLSSetUp), f.cause(second, timeline.TLSSetUp), 0.001)
			require.Zero(f.t, f.cause(second, timeline.Lookup))
			require.InDelta(f.t, f.later(first, second), f.cause(first, timeline.Lookup), 0.002)
			return []any{1000 * f.later(first, second)}
		}},
	},
	"loss": {
		{"%.1f s at 2 %%, %.1f s at 5 %%. HTTP/1.1 hardly notices before 5 %%, and takes %.1f s then", func(f figures) []any {
			require.Zero(f.t, f.dropped("HTTP/2, 0.1 %"), "at 0.1 % chance dropped no packet of HTTP/2 at all")
			return []any{f.seconds("HTTP/2, 2 %"), f.seconds("HTTP/2, 5 %"), f.seconds("HTTP/1.1, 5 %")}
		}},
	},
}

// What an about says is what the runs have.
func TestAbouts(t *testing.T) {
	for name, passages := range abouts {
		t.Run(name, func(t *testing.T) {
			s := open(t, name)
			played := play(t, s)
			about := strings.Join(strings.Fields(s.About), " ")
			for _, p := range passages {
				require.Contains(t, about, fmt.Sprintf(p.format, p.figures(figures{t, played})...))
			}
		})
	}
}

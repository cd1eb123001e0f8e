package replay_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// settings is a run on a path of that RTT without a limit of bandwidth: a small
// HTML that names n objects of one byte.
//
// The laws below hold while what is sent at once fits the window. A hundred
// responses at once are a hundred segments where each is written for itself, so
// the window starts at 200 segments here instead of 10.
func settings(n int, rtt time.Duration) scenario.Run {
	return scenario.Run{
		Name:      "run",
		Network:   scenario.Network{RTT: rtt},
		TCP:       scenario.TCP{InitialWindow: 200},
		Page:      scenario.Page{HTML: 5000, Hosts: 1, Assets: []scenario.Assets{{Count: n, Size: 1, Type: page.Image}}},
		Browser:   scenario.Browser{ConnectionsPerHost: 6},
		HTTP:      "1.1",
		KeepAlive: new(true),
	}
}

// play runs it in virtual time.
func play(t *testing.T, run scenario.Run, opt replay.Options) (out timeline.Run) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		out, err = replay.Run(context.Background(), run.Setup(), opt)
		require.NoError(t, err)
	})
	return out
}

func ceil(a, b int) int { return (a + b - 1) / b }

// rounds is the least t for which t + others*max(0, t-h) >= n: one connection
// is warm and serves a request a round, the others join after h rounds.
func rounds(n, h, others int) int {
	for t := 0; ; t++ {
		if t+others*max(0, t-h) >= n {
			return t
		}
	}
}

// Every law is a number of round trips. A connection costs one and a request
// one. h is what setting up a connection takes: TCP 1, with TLS 1.3 2, with TLS
// 1.2 3 (RFC 9293 fig. 6, RFC 8446 fig. 1, RFC 5246 fig. 1).
var laws = []struct {
	name   string
	change func(*scenario.Run)
	trips  func(n int) int
}{
	{
		// A connection and a request for the HTML and for each object.
		"close, one at a time",
		func(r *scenario.Run) { r.HTTP, r.KeepAlive, r.Browser.ConnectionsPerHost = "1.0", new(false), 1 },
		func(n int) int { return 2 * (n + 1) },
	},
	{
		"close, six at a time",
		func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) },
		func(n int) int { return 2 + 2*ceil(n, 6) },
	},
	{
		"HTTP/1.1, the server closes, six at a time",
		func(r *scenario.Run) { r.KeepAlive = new(false) },
		func(n int) int { return 2 + 2*ceil(n, 6) },
	},
	{
		// One connection, and a round for each.
		"keep-alive, one connection",
		func(r *scenario.Run) { r.Browser.ConnectionsPerHost = 1 },
		func(n int) int { return n + 2 },
	},
	{
		"HTTP/1.0 keep-alive, one connection",
		func(r *scenario.Run) { r.HTTP, r.Browser.ConnectionsPerHost = "1.0", 1 },
		func(n int) int { return n + 2 },
	},
	{
		// The HTML's connection is warm: after it, that one serves an object a
		// round, and five more do after theirs are set up.
		"keep-alive, six connections",
		func(*scenario.Run) {},
		func(n int) int { return 2 + rounds(n, 1, 5) },
	},
	{
		"keep-alive, six connections, TLS 1.3",
		func(r *scenario.Run) { r.TLS.Version = "1.3" },
		func(n int) int { return 3 + rounds(n, 2, 5) },
	},
	{
		"keep-alive, six connections, TLS 1.2",
		func(r *scenario.Run) { r.TLS.Version = "1.2" },
		func(n int) int { return 4 + rounds(n, 3, 5) },
	},
	{
		"pipelined",
		func(r *scenario.Run) { r.Pipeline = true },
		func(int) int { return 3 },
	},
	{
		// Assets on three names that the HTML's is not one of: 18 connections.
		"sharded over three other names",
		func(r *scenario.Run) { elsewhere(r, 3) },
		func(n int) int { return 3 + ceil(n, 18) },
	},
	{
		"sharded over three other names, TLS 1.3",
		func(r *scenario.Run) { elsewhere(r, 3); r.TLS.Version = "1.3" },
		func(n int) int { return 3 + 2 + ceil(n, 18) },
	},
	{
		"HTTP/2, prior knowledge",
		func(r *scenario.Run) { r.HTTP = "2" },
		func(int) int { return 3 },
	},
	{
		"HTTP/2, TLS 1.3",
		func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" },
		func(int) int { return 4 },
	},
	{
		"HTTP/2, TLS 1.2",
		func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.2" },
		func(int) int { return 5 },
	},
}

// elsewhere moves the assets to names of their own, in turn.
func elsewhere(r *scenario.Run, names int) {
	n := r.Page.Assets[0].Count
	r.Page.Assets = nil
	for i := range n {
		r.Page.Assets = append(r.Page.Assets, scenario.Assets{Count: 1, Size: 1, Type: page.Image, Host: fmt.Sprintf("cdn%d.example.test", i%names)})
	}
}

func TestLaws(t *testing.T) {
	for _, law := range laws {
		for _, n := range []int{10, 42, 100} {
			for _, rtt := range []time.Duration{20 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond} {
				t.Run(fmt.Sprintf("%s, n=%d, R=%v", law.name, n, rtt), func(t *testing.T) {
					run := settings(n, rtt)
					law.change(&run)
					got := play(t, run, replay.Options{})
					require.Empty(t, got.Err)
					require.Len(t, got.Resources, n+1)

					trips := law.trips(n)
					want := time.Duration(trips) * rtt
					most := time.Duration(20*trips+n) * time.Microsecond
					t.Logf("%d trips, %v too late of at most %v", trips, got.Total-want, most)
					require.GreaterOrEqual(t, got.Total, want)
					require.LessOrEqual(t, got.Total-want, most)
				})
			}
		}
	}
}

// A run that does not say keeps its connections where its version of HTTP does.
func TestKeepAliveIsTheDefault(t *testing.T) {
	for http, connections := range map[string]int{"1.0": 11, "1.1": 6, "2": 1} {
		run := scenario.Run{HTTP: http, Page: scenario.Page{HTML: 1000, Assets: []scenario.Assets{{Count: 10, Size: 1}}}}
		require.Len(t, play(t, run, replay.Options{}).Connections, connections, http)
	}
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// D is the resolver's round trip. The page's name costs one, and so does every
// other name when its first file is known; all of those are asked for at once.
// So a page on m names of 6 connections each takes D + 2R and, where there are
// other names, D + R + R ceil(n/m/6) more, or R ceil((n/m+5)/6) for the page's
// own if that is longer.
//
// The query has 12 bytes of header, the name with a length for each label and
// one for the root, and 4 of type and class (RFC 1035 §4.1): 34 for
// www.example.test, 62 with UDP's and IP's headers. The answer has 16 more.
func TestNames(t *testing.T) {
	for _, law := range []struct {
		hosts  int
		trips  int // of R, for 48 files
		names  int // one after the other
		change func(*scenario.Run)
	}{
		{1, 2 + 9, 1, func(*scenario.Run) {}},
		{2, 2 + 1 + 4, 2, func(*scenario.Run) {}},
		{4, 2 + 1 + 2, 2, func(*scenario.Run) {}},
		{8, 2 + 1 + 1, 2, func(*scenario.Run) {}},
		{8, 2 + 1 + 1 + 2, 2, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{1, 3, 1, func(r *scenario.Run) { r.HTTP = "2" }},
		{4, 4, 2, func(r *scenario.Run) { r.HTTP = "2" }},
		{4, 2 + 2, 2, func(r *scenario.Run) { *r = overHTTP3(*r) }},
	} {
		for _, dns := range []time.Duration{10 * time.Millisecond, 50 * time.Millisecond} {
			run := settings(48, 50*time.Millisecond)
			run.Page.Hosts, run.Browser.DNS.RTT = law.hosts, dns
			law.change(&run)
			t.Run(fmt.Sprintf("HTTP/%s, TLS %q, %d names, %v", run.HTTP, run.TLS.Version, law.hosts, dns), func(t *testing.T) {
				out := play(t, run, replay.Options{})
				require.Empty(t, out.Err)
				want := time.Duration(law.trips)*run.Network.RTT + time.Duration(law.names)*dns
				t.Log(out.Total - want)
				require.GreaterOrEqual(t, out.Total, want)
				require.LessOrEqual(t, out.Total-want, time.Duration(20*(law.trips+law.names)+48)*time.Microsecond)
				require.InDelta(t, dns, out.Resources[0].DNS, 5000)
			})
		}
	}
}

// However many files wait for a name, it is asked for once; and it is not asked
// for at all without a resolver.
func TestNamesAreAskedOnce(t *testing.T) {
	for hosts := range 4 {
		run := settings(60, 50*time.Millisecond)
		run.Page.Hosts = max(1, hosts)
		if hosts > 0 {
			run.Browser.DNS.RTT = 20 * time.Millisecond
		}
		queries, answers := 0, 0
		out := play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) {
			require.Equal(t, hosts > 0, net.Resolver != nil)
			net.Observe(func(e netem.Event) {
				switch {
				case e.Kind != netem.Delivered:
				case e.To == net.Resolver:
					queries++
					require.GreaterOrEqual(t, e.Size, 62)
				case e.From == net.Resolver:
					answers++
					require.GreaterOrEqual(t, e.Size, 78)
				}
			})
		}})
		require.Empty(t, out.Err)
		require.Equal(t, hosts, queries)
		require.Equal(t, hosts, answers)
	}
}

// A resolver that has to ask others answers that much later, whoever it answers
// first.
func TestResolverThatThinks(t *testing.T) {
	run := settings(12, 50*time.Millisecond)
	run.Page.Hosts = 3
	run.Browser.DNS = scenario.DNS{RTT: 20 * time.Millisecond, Think: 100 * time.Millisecond}
	out := play(t, run, replay.Options{})
	require.Empty(t, out.Err)
	// 120 ms, 2 R; 120 ms, 2 R.
	require.InDelta(t, 440*time.Millisecond, out.Total, float64(150*time.Microsecond))
}

// A query that is lost is sent again after 1, 2, 5 and 5 s, and no more: a
// minute's outage of the resolver is not waited for.
func TestQueriesThatAreLost(t *testing.T) {
	play := func(back time.Duration) timeline.Run {
		run := settings(10, 50*time.Millisecond)
		run.Browser.DNS.RTT = 20 * time.Millisecond
		return play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) {
			net.Resolver.Down()
			time.AfterFunc(back+500, net.Resolver.Up)
		}})
	}
	for _, tc := range []struct{ back, waited time.Duration }{
		{500 * time.Millisecond, time.Second},
		{2 * time.Second, 3 * time.Second},
		{7 * time.Second, 8 * time.Second},
	} {
		out := play(tc.back)
		require.Empty(t, out.Err)
		require.InDelta(t, tc.waited+20*time.Millisecond, out.Resources[0].DNS, 10_000)
		require.Equal(t, 1, out.Dropped-dropsBefore(tc.waited))
	}
	out := play(time.Minute)
	require.Contains(t, out.Err, "lookup www.example.test on 10.0.0.3:53: no answer to 4 queries")
	require.InDelta(t, 13*time.Second, out.Total, 10_000)
	require.Empty(t, out.Connections)
}

// dropsBefore is how many queries were lost before the last that was.
func dropsBefore(waited time.Duration) int {
	return map[time.Duration]int{time.Second: 0, 3 * time.Second: 1, 8 * time.Second: 2}[waited]
}

// Chance loses queries as it does other packets.
func TestNamesWithLoss(t *testing.T) {
	run := settings(0, 50*time.Millisecond)
	run.Page.Assets, run.Browser.DNS.RTT, run.Network.LossDown = nil, 20*time.Millisecond, 0.5
	late := 0
	for run.Seed = range 40 {
		if out := play(t, run, replay.Options{}); out.Resources[0].DNS > time.Second {
			late++
		}
	}
	require.InDelta(t, 20, late, 9) // three standard deviations of 40 coins
}

package replay_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/timeline"
)

// What PostgreSQL and pgx take over a real path, in round trips, and on how many
// connections: connecting is TCP 1, the start-up 1, SCRAM 2, and with TLS 1.3 the
// SSLRequest 1 and TLS 1, or 2 when the server refuses the client's key share; a
// server without TLS whose client prefers it is asked on two connections. A query
// is 1, the first extended one on a connection 2.
func TestQueriesRoundTrips(t *testing.T) {
	const rtt = 20 * time.Millisecond
	for _, c := range []struct {
		queries, tls string
		trips, conns int
	}{
		{queries: "{auth: trust}", trips: 2 + 1, conns: 1},
		{queries: "{auth: scram-sha-256}", trips: 4 + 1, conns: 1},
		{queries: "{}", tls: "1.3", trips: 6 + 1, conns: 1},
		{queries: "{hello_retry: true}", tls: "1.3", trips: 7 + 1, conns: 1},
		{queries: "{auth: trust, sslmode: prefer}", trips: 4 + 1, conns: 2},
		{queries: "{protocol: extended}", trips: 4 + 2, conns: 1},
		{queries: "{count: 100}", trips: 100 * (4 + 1), conns: 100},
		{queries: "{count: 100, protocol: extended}", trips: 100 * (4 + 2), conns: 100},
		{queries: "{count: 100, pool: 1}", trips: 4 + 100, conns: 1},
		{queries: "{count: 100, pool: 10}", trips: 4 + 100, conns: 1},
		{queries: "{count: 100, pool: 1, callers: 100, warm: true}", trips: 100},
		{queries: "{count: 100, pool: 5, callers: 100, warm: true}", trips: 20},
		{queries: "{count: 100, pool: 10, callers: 100, warm: true}", trips: 10},
		{queries: "{count: 100, pool: 20, callers: 100, warm: true}", trips: 5},
		{queries: "{count: 100, pool: 100, callers: 100, warm: true}", trips: 1},
		{queries: "{count: 100, pool: 10, callers: 100}", trips: 4 + 10, conns: 10},
	} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\ntls: %s\nqueries: %s", rtt, cmp.Or(c.tls, "none"), c.queries))
		require.Empty(t, run.Err, c)
		require.Zero(t, run.Failed(), run.Warnings)
		// What keeps things in order takes microseconds.
		require.InDelta(t, time.Duration(c.trips)*rtt, run.Total, float64(time.Duration(c.trips)*2*time.Microsecond), c)
		require.Equal(t, c.conns, run.Opened(), c)
		if c.conns > 0 {
			require.Equal(t, c.trips, run.Ledger().RoundTrips()+prefers(c.queries), c)
		}
	}
}

// prefers are the round trips of the connection that came to nothing, on which
// no query waited in its name.
func prefers(queries string) int {
	if queries == "{auth: trust, sslmode: prefer}" {
		return 2
	}
	return 0
}

// What connecting is made of, as causes: TCP 1 round trip; TLS the SSLRequest and 1
// in TLS 1.3 (RFC 8446 §2), 2 when the key share is refused (§4.1.4); the login the
// start-up, and two more for SCRAM (RFC 5802 §3): its first messages, and its final
// ones. Then the query.
func TestQueriesCauses(t *testing.T) {
	const rtt = 20 * time.Millisecond
	for _, c := range []struct {
		queries, tls          string
		secured, login, asked int
	}{
		{queries: "{auth: trust}", login: 1, asked: 1},
		{queries: "{auth: scram-sha-256}", login: 3, asked: 1},
		{queries: "{auth: trust}", tls: "1.3", secured: 2, login: 1, asked: 1},
		{queries: "{}", tls: "1.3", secured: 2, login: 3, asked: 1},
		{queries: "{hello_retry: true}", tls: "1.3", secured: 3, login: 3, asked: 1},
		{queries: "{protocol: extended}", login: 3, asked: 2},
	} {
		run := file(t, fmt.Sprintf("network: {rtt: %v}\ntls: %s\nqueries: %s", rtt, cmp.Or(c.tls, "none"), c.queries))
		out := play(t, *run, replay.Options{Explain: true})
		has := timeline.AddUp(out.Pieces)
		for cause, trips := range map[timeline.Cause]int{timeline.TCP: 1, timeline.TLSSetUp: c.secured, timeline.Login: c.login, timeline.Asking: c.asked} {
			require.InDelta(t, time.Duration(trips)*rtt, has[cause], float64(20*time.Microsecond), "%v: %v", c, cause)
		}
		explained := out.Ledger()
		require.Equal(t, [4]int{1, c.secured, c.login, c.asked}, [4]int{explained.Connect, explained.TLS, explained.Login, explained.Waves}, c)
		out.Pieces = nil // what the phases tell is the same
		require.Equal(t, explained.String(), out.Ledger().String(), c)
	}
}

// A program that prefers TLS to a server without asks on a connection for it, TCP 1
// and SSLRequest 1, and begins anew: what it took first is in vain, and drawn
// where it was. Each of several callers has one of its own.
func TestQueriesRefused(t *testing.T) {
	const rtt = 20 * time.Millisecond
	run := file(t, fmt.Sprintf("network: {rtt: %v}\nqueries: {count: 3, callers: 3, auth: trust, sslmode: prefer}", rtt))
	out := play(t, *run, replay.Options{Explain: true})
	require.Len(t, out.Resources, 3)
	seen := map[int]bool{}
	for i := range out.Resources {
		res := &out.Resources[i]
		require.Len(t, res.Lost, 1)
		first := res.Lost[0]
		require.False(t, seen[first.Connection])
		seen[first.Connection] = true
		require.NotEqual(t, res.Connection, first.Connection)
		require.InDelta(t, 2*rtt, first.Sum(), float64(20*time.Microsecond))
		require.InDelta(t, rtt, first.TLS, float64(20*time.Microsecond))
	}
	has := timeline.AddUp(out.Pieces)
	require.InDelta(t, 2*rtt, has[timeline.Recovery], float64(40*time.Microsecond))
	require.Less(t, has[timeline.OwnTime], 40*time.Microsecond)
}

// The same file and seed give the same result, though a hundred callers go on at
// one instant, and passwords draw lots.
func TestQueriesSame(t *testing.T) {
	const yaml = "network: {rtt: 20ms}\nqueries: {count: 100, pool: 20, callers: 100}"
	require.Equal(t, played(t, yaml), played(t, yaml))
}

// The database's own time is that of each query, and its round trips stay.
func TestQueriesThink(t *testing.T) {
	run := play(t, *file(t, "network: {rtt: 20ms}\nqueries: {count: 10, pool: 1, warm: true, think: 5ms}"), replay.Options{Explain: true})
	has := timeline.AddUp(run.Pieces)
	require.InDelta(t, 50*time.Millisecond, has[timeline.Server], float64(50*time.Microsecond))
	require.InDelta(t, 200*time.Millisecond, has[timeline.Asking], float64(50*time.Microsecond))
	require.Equal(t, 250*time.Millisecond, run.Total.Round(time.Millisecond))
	require.Equal(t, 10, run.Ledger().RoundTrips())
	require.Zero(t, run.Opened())
}

// A database that computes for 9 ms for each client that connects, for two at
// once: n that connect at once are let in after n/2 times that, the last of them.
// With a core for each it is 9 ms for all.
func TestQueriesLogin(t *testing.T) {
	for _, c := range []struct {
		queries string
		waits   time.Duration
	}{
		{"count: 1, pool: 1", 9 * time.Millisecond},
		{"count: 1, pool: 1, cores: 2", 9 * time.Millisecond},
		{"count: 10, callers: 10, pool: 10, cores: 2", 45 * time.Millisecond},
		{"count: 11, callers: 11, pool: 11, cores: 2", 54 * time.Millisecond},
		{"count: 10, callers: 10, pool: 10", 9 * time.Millisecond},
		{"count: 10", 90 * time.Millisecond}, // one after the other
	} {
		yaml := "network: {rtt: 20ms}\nqueries: {login: 9ms, " + c.queries + "}"
		run := played(t, yaml)
		without := played(t, "network: {rtt: 20ms}\nqueries: {"+strings.Replace(c.queries, ", cores: 2", "", 1)+"}")
		require.InDelta(t, c.waits, run.Total-without.Total, float64(50*time.Microsecond), c.queries)
		require.Equal(t, run, played(t, yaml), "the same, whichever client comes first")
	}
}

// A batch is one round trip for all its queries, and what the database thinks about
// them; its causes are those, and add up.
func TestQueriesBatch(t *testing.T) {
	const rtt, think = 20 * time.Millisecond, 2 * time.Millisecond
	for _, c := range []struct {
		queries string
		trips   int
		think   time.Duration
	}{
		{"count: 100, batch: 100, pool: 1, warm: true, think: 2ms", 1, 100 * think},
		{"count: 100, batch: 25, pool: 1, warm: true, think: 2ms", 4, 100 * think},
		{"count: 100, batch: 25, pool: 1, auth: trust", 2 + 4, 0},
		{"count: 100, batch: 25, pool: 2, callers: 2, warm: true, protocol: extended, think: 2ms", 2, 50 * think},
	} {
		run := file(t, fmt.Sprintf("network: {rtt: %v}\nqueries: {%s}", rtt, c.queries))
		out := play(t, *run, replay.Options{Explain: true})
		require.Zero(t, out.Failed(), out.Warnings)
		require.InDelta(t, time.Duration(c.trips)*rtt+c.think, out.Total, float64(200*time.Microsecond), c)
		require.Equal(t, c.trips, out.Ledger().RoundTrips(), c)
		has := timeline.AddUp(out.Pieces)
		require.InDelta(t, c.think, has[timeline.Server], float64(200*time.Microsecond), "%v: %v", c, has)
		sum := time.Duration(0)
		for _, p := range out.Pieces {
			sum += p.Length()
		}
		require.Equal(t, out.Total, sum)
		for i := range out.Resources {
			res := &out.Resources[i]
			sum := time.Duration(0)
			for _, p := range res.Pieces {
				sum += p.Length()
			}
			require.Equal(t, res.Phases.Sum(), sum, i)
		}
		require.Equal(t, out, play(t, *run, replay.Options{Explain: true}))
	}
}

// The same file gives the same result where callers wait for connections again and
// again, with batches and without, on cold pools and warm ones.
func TestQueriesSameAgain(t *testing.T) {
	for _, queries := range []string{
		"count: 60, callers: 20, pool: 4",
		"count: 60, callers: 20, pool: 4, warm: true, protocol: extended, think: 1ms",
		"count: 61, callers: 9, pool: 4, batch: 3",
		"count: 10, callers: 3, batch: 4, pool: 2, login: 3ms, cores: 1",
		"count: 30, callers: 7",
		"count: 12, callers: 4, auth: trust, sslmode: prefer",
		"count: 11, callers: 4, batch: 3, pool: 3, warm: true",
	} {
		run := file(t, "network: {rtt: 20ms, down: 20Mbps}\nqueries: {"+queries+"}")
		first := play(t, *run, replay.Options{Explain: true})
		for range 3 {
			require.Equal(t, first, play(t, *run, replay.Options{Explain: true}), queries)
		}
	}
}

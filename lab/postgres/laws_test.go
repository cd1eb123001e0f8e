package postgres_test

import (
	"crypto/tls"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/postgres"
	"rttlab/netem"
)

const rtt = 100 * time.Millisecond

// play asks a load of a server that is one round trip away.
func play(t *testing.T, cfg postgres.Config, load postgres.Load) (result *postgres.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: 1})
		defer n.Close()
		app, db := n.Host("app", netem.Link{}), n.Host("db.test", netem.Link{})
		require.NoError(t, n.Path(app, db, netem.Path{RTT: rtt}))
		ln, err := db.Listen("tcp", ":5432")
		require.NoError(t, err)
		server, err := postgres.Serve(ln, cfg)
		require.NoError(t, err)
		load.Dial, load.Host = app.DialContext, "db.test"
		result, err = load.Run(t.Context())
		require.NoError(t, err)
		require.NoError(t, server.Close())
	})
	for _, q := range result.Queries {
		require.NoError(t, q.Err)
	}
	return result
}

// slack is what an exchange may take beyond its round trips: microseconds of
// the network's clock, a few a round trip.
const slack = 20 * time.Microsecond

func requireTrips(t *testing.T, want int, got time.Duration, extra ...time.Duration) {
	t.Helper()
	exact := time.Duration(want) * rtt
	for _, d := range extra {
		exact += d
	}
	require.GreaterOrEqual(t, got, exact)
	require.LessOrEqual(t, got, exact+time.Duration(want)*slack, "%d round trips", want)
}

// A connection costs TCP's round trip, one for SSLRequest and one for TLS 1.3,
// or two when the server does not take the client's key share
// (HelloRetryRequest), one for the start-up message, and two for SCRAM. A query
// costs one; extended, one more the first time on a connection, to have it
// parsed and described. PostgreSQL 15.20 and pgx 5.12 took 2, 4, 7 and 6 to
// connect; 4 with "prefer" against a server without TLS: a connection whose
// SSLRequest was refused, and another.
func TestRoundTrips(t *testing.T) {
	for _, c := range []struct {
		name     string
		server   postgres.Config
		client   postgres.Client
		connect  int
		dials    int
		extended bool
	}{
		{name: "trust", connect: 2, dials: 1},
		{name: "SCRAM", server: postgres.Config{Auth: postgres.SCRAM, Password: "pw"}, client: postgres.Client{Password: "pw"}, connect: 4, dials: 1},
		{name: "SCRAM and TLS", server: postgres.Config{Auth: postgres.SCRAM, Password: "pw", TLS: secure}, client: postgres.Client{Password: "pw", SSLMode: postgres.Require}, connect: 6, dials: 1},
		{name: "another curve", server: postgres.Config{Auth: postgres.SCRAM, Password: "pw", TLS: serverTLS(tls.CurveP256)}, client: postgres.Client{Password: "pw", SSLMode: postgres.Require}, connect: 7, dials: 1},
		{name: "prefer, and there is no TLS", client: postgres.Client{SSLMode: postgres.Prefer}, connect: 4, dials: 2},
		{name: "prefer, and there is", server: postgres.Config{TLS: secure}, client: postgres.Client{SSLMode: postgres.Prefer}, connect: 4, dials: 1},
	} {
		for _, extended := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, extended %v", c.name, extended), func(t *testing.T) {
				c.client.Extended = extended
				c.client.TLS = clientTLS()
				r := play(t, c.server, postgres.Load{Client: c.client, Queries: 2, Pool: 1})
				first, second := r.Queries[0], r.Queries[1]
				requireTrips(t, c.connect, first.Got.Sub(first.Asked))
				trips := 1
				if extended {
					trips = 2
				}
				requireTrips(t, trips, first.Done.Sub(first.Got))
				requireTrips(t, 1, second.Done.Sub(second.Asked))
				require.Equal(t, c.dials, r.Dials)
				require.True(t, first.Opened)
				require.False(t, second.Opened)
			})
		}
	}
}

// 100 queries one after the other on a pool: a connection (SCRAM, 4) and 100
// round trips; a connection each: 5 each, or 6 extended. 100 callers at once
// take the pool's connections by turns: 100/k round trips when it is warm. Cold,
// they wait for the connections first; with database/sql a caller that waits
// takes a connection that became free, so none is dialled twice.
func TestPools(t *testing.T) {
	const n = 100
	for _, c := range []struct {
		name  string
		load  postgres.Load
		trips int
		conns int
	}{
		{"one by one, no pool", postgres.Load{}, n * 5, n},
		{"one by one, no pool, extended", postgres.Load{Client: postgres.Client{Extended: true}}, n * 6, n},
		{"one by one, pool of 1", postgres.Load{Pool: 1}, 4 + n, 1},
		{"one by one, pool of 10", postgres.Load{Pool: 10}, 4 + n, 1},
		{"one by one, pool of 1, extended", postgres.Load{Pool: 1, Client: postgres.Client{Extended: true}}, 4 + 1 + n, 1},
		{"at once, pool of 1", postgres.Load{Callers: n, Pool: 1, Warm: true}, n, 1},
		{"at once, pool of 5", postgres.Load{Callers: n, Pool: 5, Warm: true}, n / 5, 5},
		{"at once, pool of 10", postgres.Load{Callers: n, Pool: 10, Warm: true}, n / 10, 10},
		{"at once, pool of 20", postgres.Load{Callers: n, Pool: 20, Warm: true}, n / 20, 20},
		{"at once, pool of 100", postgres.Load{Callers: n, Pool: 100, Warm: true}, 1, 100},
		{"at once, pool of 10, prepared", postgres.Load{Callers: n, Pool: 10, Warm: true, Client: postgres.Client{Extended: true}}, n / 10, 10},
		{"at once, cold pool of 10, prepared", postgres.Load{Callers: n, Pool: 10, Client: postgres.Client{Extended: true}}, 5 + n/10, 10},
		{"at once, pool of 10, cold", postgres.Load{Callers: n, Pool: 10}, 4 + n/10, 10},
		{"at once, pool of 100, cold", postgres.Load{Callers: n, Pool: 100}, 4 + 1, 100},
		{"at once, no pool", postgres.Load{Callers: n}, 4 + 1, n},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.load.Queries, c.load.Password = n, "pw"
			r := play(t, postgres.Config{Auth: postgres.SCRAM, Password: "pw"}, c.load)
			requireTrips(t, c.trips, r.Ended.Sub(r.Begun))
			require.Len(t, r.Connections, c.conns)
			require.Len(t, r.Queries, n)
		})
	}
}

// What the server thinks comes on top, once a query.
func TestThink(t *testing.T) {
	const think = 30 * time.Millisecond
	for _, extended := range []bool{false, true} {
		r := play(t, postgres.Config{Think: think}, postgres.Load{
			Client: postgres.Client{Extended: extended}, Queries: 3, Pool: 1, Warm: true,
		})
		last := r.Queries[2]
		requireTrips(t, 1, last.Done.Sub(last.Asked), think)
	}
}

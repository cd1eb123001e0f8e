package postgres_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/postgres"
)

// A batch takes a round trip, whatever its size; extended on a connection that has
// not prepared the statement another. pgx 5.12 and PostgreSQL 15.20 took 1.05 for
// 100 queries on an open connection.
func TestBatches(t *testing.T) {
	for _, c := range []struct {
		name  string
		load  postgres.Load
		trips int
		conns int
	}{
		{"100 at once", postgres.Load{Queries: 100, Batch: 100, Pool: 1, Warm: true}, 1, 1},
		{"100 at once, prepared", postgres.Load{Queries: 100, Batch: 100, Pool: 1, Warm: true, Client: postgres.Client{Extended: true}}, 1, 1},
		{"more than there are", postgres.Load{Queries: 7, Batch: 100, Pool: 1, Warm: true}, 1, 1},
		{"by tens", postgres.Load{Queries: 95, Batch: 10, Pool: 1, Warm: true}, 10, 1},
		{"by two callers", postgres.Load{Queries: 100, Batch: 10, Callers: 2, Pool: 2, Warm: true}, 5, 2},
		{"cold", postgres.Load{Queries: 100, Batch: 10, Pool: 1}, 4 + 10, 1},
		{"cold, extended", postgres.Load{Queries: 100, Batch: 10, Pool: 1, Client: postgres.Client{Extended: true}}, 4 + 1 + 10, 1},
		{"a connection each", postgres.Load{Queries: 100, Batch: 50}, 2 * 5, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.load.Password = "pw"
			r := play(t, postgres.Config{Auth: postgres.SCRAM, Password: "pw"}, c.load)
			requireTrips(t, c.trips, r.Ended.Sub(r.Begun))
			require.Len(t, r.Connections, c.conns)
			require.Len(t, r.Queries, c.load.Queries)
			for _, q := range r.Queries {
				require.NotZero(t, q.Connection)
			}
		})
	}
}

// The server thinks about each query of a batch, and answers all at the end.
func TestBatchThink(t *testing.T) {
	const think = 30 * time.Millisecond
	for _, extended := range []bool{false, true} {
		r := play(t, postgres.Config{Think: think}, postgres.Load{
			Client: postgres.Client{Extended: extended}, Queries: 5, Batch: 5, Pool: 1, Warm: true,
		})
		for _, q := range r.Queries {
			requireTrips(t, 1, q.Done.Sub(q.Asked), 5*think)
		}
	}
}

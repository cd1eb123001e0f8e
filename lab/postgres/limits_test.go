package postgres_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/postgres"
	"rttlab/netem"
)

// Who comes too late is told so before anybody asks for a password, after a round
// trip for TCP and one for the start-up: a backend takes its place (InitProcess,
// src/backend/storage/lmgr/proc.c) before it looks at pg_hba.conf (InitPostgres,
// src/backend/utils/init/postinit.c).
func TestTooManyBeforeThePassword(t *testing.T) {
	r, err := ask(t, postgres.Config{Auth: postgres.SCRAM, Password: "pw", MaxConnections: 1, Think: time.Second}, postgres.Load{
		Client: postgres.Client{Password: "pw"}, Queries: 2, Callers: 2,
	}, 0, nil)
	require.NoError(t, err)
	refused := 0
	for _, q := range r.Queries {
		if q.Err != nil {
			refused++
			require.ErrorContains(t, q.Err, "too many clients")
			require.InDelta(t, 2*rtt, q.Done.Sub(q.Asked), float64(time.Millisecond))
		}
	}
	require.Equal(t, 1, refused)
}

// A place that is given back is another's: of clients that come one after the
// other each has the only one.
func TestPlacesAreGivenBack(t *testing.T) {
	r, err := ask(t, postgres.Config{MaxConnections: 1}, postgres.Load{Queries: 3}, 0, nil)
	require.NoError(t, err)
	for _, q := range r.Queries {
		require.NoError(t, q.Err)
	}
	require.Len(t, r.Connections, 3)
}

// Whatever ends a load, what is in its result has been asked.
func TestNothingThatWasNotAsked(t *testing.T) {
	for after := range 40 {
		synctest.Test(t, func(t *testing.T) {
			n := netem.New(netem.Config{})
			defer n.Close()
			app, db := n.Host("app", netem.Link{}), n.Host("db.test", netem.Link{})
			require.NoError(t, n.Path(app, db, netem.Path{RTT: rtt}))
			ln, err := db.Listen("tcp", ":5432")
			require.NoError(t, err)
			server, err := postgres.Serve(ln, postgres.Config{})
			require.NoError(t, err)
			defer server.Close()
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(after)*rtt/4)
			defer cancel()
			r, err := postgres.Load{Client: postgres.Client{Dial: app.DialContext, Host: "db.test"}, Queries: 10, Callers: 2, Pool: 2}.Run(ctx)
			require.NoError(t, err)
			for _, q := range r.Queries {
				require.False(t, q.Asked.IsZero())
			}
		})
	}
}

// Of two cores the one that is free first takes the next client: with a login of
// 100 ms, clients that come 0, 60, 70 and 80 ms after the first are let in after
// 100, 160, 200 and 260 ms.
func TestTheCoreThatIsFreeFirst(t *testing.T) {
	const ms = time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		app, db := n.Host("app", netem.Link{}), n.Host("db.test", netem.Link{})
		ln, err := db.Listen("tcp", ":5432")
		require.NoError(t, err)
		server, err := postgres.Serve(ln, postgres.Config{Login: 100 * ms, Cores: 2})
		require.NoError(t, err)
		defer server.Close()
		begun := time.Now()
		var group sync.WaitGroup
		done := make([]time.Duration, 4)
		for i, at := range []time.Duration{0, 60 * ms, 70 * ms, 80 * ms} {
			group.Go(func() {
				time.Sleep(at)
				r, err := postgres.Load{Client: postgres.Client{Dial: app.DialContext, Host: "db.test"}, Queries: 1}.Run(t.Context())
				if err == nil && len(r.Queries) == 1 && r.Queries[0].Err == nil {
					done[i] = time.Since(begun).Round(ms)
				}
			})
		}
		group.Wait()
		require.Equal(t, []time.Duration{100 * ms, 160 * ms, 200 * ms, 260 * ms}, done)
	})
}

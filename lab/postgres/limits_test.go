package postgres_test

import (
	"context"
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

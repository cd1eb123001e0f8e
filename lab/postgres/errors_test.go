package postgres_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/postgres"
	"rttlab/netem"
)

// ask is play for a load that may fail; event is called when that much time has
// passed.
func ask(t *testing.T, cfg postgres.Config, load postgres.Load, after time.Duration, event func(n *netem.Network, db *netem.Host, s *postgres.Server)) (result *postgres.Result, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: 1})
		defer n.Close()
		app, db := n.Host("app", netem.Link{}), n.Host("db.test", netem.Link{})
		require.NoError(t, n.Path(app, db, netem.Path{RTT: rtt}))
		ln, listen := db.Listen("tcp", ":5432")
		require.NoError(t, listen)
		server, serve := postgres.Serve(ln, cfg)
		require.NoError(t, serve)
		if event != nil {
			time.AfterFunc(after, func() { event(n, db, server) })
		}
		load.Dial, load.Host = app.DialContext, "db.test"
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		result, err = load.Run(ctx)
		_ = server.Close()
	})
	return result, err
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		server postgres.Config
		load   postgres.Load
		err    string
	}{
		{"wrong password", postgres.Config{Auth: postgres.SCRAM, Password: "pw"}, postgres.Load{Client: postgres.Client{Password: "wrong"}}, "password authentication failed"},
		{"no TLS", postgres.Config{}, postgres.Load{Client: postgres.Client{SSLMode: postgres.Require}}, "server refused TLS connection"},
		{"too many", postgres.Config{MaxConnections: 1}, postgres.Load{Callers: 2}, "sorry, too many clients already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.load.Queries = max(c.load.Callers, 1)
			r, err := ask(t, c.server, c.load, 0, nil)
			require.NoError(t, err)
			var errs []error
			for _, q := range r.Queries {
				errs = append(errs, q.Err)
			}
			require.ErrorContains(t, errors.Join(errs...), c.err)
		})
	}
	_, err := ask(t, postgres.Config{Auth: postgres.SCRAM}, postgres.Load{Queries: 1, Pool: 2, Warm: true, Client: postgres.Client{Password: "x"}}, 0, nil)
	require.ErrorContains(t, err, "warming the pool")
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		cfg  postgres.Config
		load postgres.Load
		err  string
	}{
		{load: postgres.Load{Pool: -1}, err: "none may be negative"},
		{load: postgres.Load{Warm: true}, err: "nothing to warm"},
		{load: postgres.Load{Client: postgres.Client{SSLMode: "allow"}}, err: `sslmode "allow"`},
	} {
		_, err := ask(t, c.cfg, c.load, 0, nil)
		require.ErrorContains(t, err, c.err)
	}
	for _, c := range []struct {
		cfg postgres.Config
		err string
	}{
		{postgres.Config{Auth: "md5"}, `auth "md5"`},
		{postgres.Config{MaxConnections: -1}, "less than none"},
		{postgres.Config{Think: -1}, "negative"},
		{postgres.Config{Login: -1}, "negative"},
		{postgres.Config{Cores: -1}, "less than none"},
	} {
		_, err := postgres.Serve(nil, c.cfg)
		require.ErrorContains(t, err, c.err)
	}
}

// Whatever ends at whatever moment, the load ends, each query has its answer or
// an error, and no goroutine is left.
func TestKilled(t *testing.T) {
	kill := map[string]func(*netem.Network, *netem.Host, *postgres.Server){
		"server closed":  func(_ *netem.Network, _ *netem.Host, s *postgres.Server) { _ = s.Close() },
		"network closed": func(n *netem.Network, _ *netem.Host, _ *postgres.Server) { _ = n.Close() },
	}
	for name, event := range kill {
		t.Run(name, func(t *testing.T) {
			for i := range 40 {
				after := time.Duration(i) * 17 * time.Millisecond
				r, err := ask(t, postgres.Config{Auth: postgres.SCRAM, Password: "pw", TLS: secure}, postgres.Load{
					Client:  postgres.Client{Password: "pw", SSLMode: postgres.Require, TLS: clientTLS(), Extended: i%2 == 0},
					Queries: 5, Callers: 2, Pool: 1,
				}, after, event)
				require.NoError(t, err)
				require.Len(t, r.Queries, 5)
				require.Error(t, r.Queries[4].Err, "after %v", after)
			}
		})
	}
}

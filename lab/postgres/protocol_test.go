package postgres_test

import (
	"testing"
	"testing/synctest"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	"rttlab/lab/postgres"
	"rttlab/netem"
)

// After an error nothing is answered until Sync, and everything after it
// (PostgreSQL's documentation, 55.2.3).
func TestNothingIsAnsweredUntilSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		app, db := n.Host("app", netem.Link{}), n.Host("db.test", netem.Link{})
		ln, err := db.Listen("tcp", ":5432")
		require.NoError(t, err)
		server, err := postgres.Serve(ln, postgres.Config{})
		require.NoError(t, err)
		defer server.Close()
		conn, err := app.DialContext(t.Context(), "tcp", "db.test:5432")
		require.NoError(t, err)
		defer conn.Close()
		client := pgproto3.NewFrontend(conn, conn)
		answers := func() (all []pgproto3.BackendMessage) {
			require.NoError(t, client.Flush())
			for {
				msg, err := client.Receive()
				require.NoError(t, err)
				if _, ready := msg.(*pgproto3.ReadyForQuery); ready {
					return all
				}
				switch msg := msg.(type) {
				case *pgproto3.ErrorResponse:
					all = append(all, &pgproto3.ErrorResponse{Code: msg.Code})
				case *pgproto3.BindComplete:
					all = append(all, &pgproto3.BindComplete{})
				}
			}
		}
		client.Send(&pgproto3.StartupMessage{ProtocolVersion: pgproto3.ProtocolVersionNumber, Parameters: map[string]string{"user": "app"}})
		require.Empty(t, answers())
		client.Send(&pgproto3.FunctionCall{})
		client.Send(&pgproto3.Bind{})
		client.Send(&pgproto3.Sync{})
		client.Send(&pgproto3.Bind{})
		client.Send(&pgproto3.Sync{})
		require.Equal(t, []pgproto3.BackendMessage{&pgproto3.ErrorResponse{Code: "08P01"}}, answers())
		require.Equal(t, []pgproto3.BackendMessage{&pgproto3.BindComplete{}}, answers())
	})
}

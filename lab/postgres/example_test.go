package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rttlab/lab/postgres"
	"rttlab/netem"
)

// database/sql and pgx over a network with a round trip of 200 ms: a hundred
// queries, each on a connection of its own, or from pools. SCRAM-SHA-256 takes
// four round trips to connect, a query one.
func Example() {
	for _, pool := range []int{0, 1, 10, 100} {
		synctest.Test(&testing.T{}, func(*testing.T) {
			n := netem.New(netem.Config{Seed: 1})
			defer n.Close()
			app, db := n.Host("app.test", netem.Link{}), n.Host("db.test", netem.Link{})
			n.Path(app, db, netem.Path{RTT: 200 * time.Millisecond})
			ln, err := db.Listen("tcp", ":5432")
			if err != nil {
				fmt.Println(err)
				return
			}
			server, err := postgres.Serve(ln, postgres.Config{Auth: postgres.SCRAM, Password: "secret"})
			if err != nil {
				fmt.Println(err)
				return
			}
			defer server.Close()
			for _, callers := range []int{1, 100} {
				got, err := postgres.Load{
					Client:  postgres.Client{Dial: app.DialContext, Host: "db.test", Password: "secret"},
					Queries: 100, Callers: callers, Pool: pool,
				}.Run(context.Background())
				if err != nil {
					fmt.Println(err)
					return
				}
				fmt.Printf("pool of %d, %d at once: %v\n", pool, callers, got.Ended.Sub(got.Begun).Round(100*time.Millisecond))
			}
		})
	}
	// Output:
	// pool of 0, 1 at once: 1m40s
	// pool of 0, 100 at once: 1s
	// pool of 1, 1 at once: 20.8s
	// pool of 1, 100 at once: 20.8s
	// pool of 10, 1 at once: 20.8s
	// pool of 10, 100 at once: 2.8s
	// pool of 100, 1 at once: 20.8s
	// pool of 100, 100 at once: 1s
}

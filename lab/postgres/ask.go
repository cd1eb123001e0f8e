package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ask asks some queries at once, the first of which has that number, and returns
// the local address of the connection that they got.
func (r *room) ask(ctx context.Context, db *sql.DB, some []Query, number int) (local net.Addr) {
	now := time.Now()
	for i := range some {
		some[i].Asked = now
	}
	r.enter(ctx, number)
	defer r.leave()
	conn, err := db.Conn(ctx)
	if err != nil {
		now = time.Now()
		for i := range some {
			some[i].Err, some[i].Done = err, now
		}
		return nil
	}
	defer conn.Close()
	now = time.Now()
	for i := range some {
		some[i].Got = now
	}
	if len(some) == 1 {
		var one string
		some[0].Err = conn.QueryRowContext(ctx, statement).Scan(&one)
		some[0].Done = time.Now()
	}
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("postgres: a connection of %T", driver)
		}
		local = c.Conn().PgConn().Conn().LocalAddr()
		if len(some) > 1 {
			batch(ctx, c.Conn(), some)
		}
		return nil
	})
	for i := range some {
		some[i].Err = cmp.Or(some[i].Err, err)
	}
	return local
}

// batch asks queries in one message, or in one row of them.
func batch(ctx context.Context, conn *pgx.Conn, some []Query) {
	var all pgx.Batch
	for range some {
		all.Queue(statement)
	}
	answers := conn.SendBatch(ctx, &all)
	for i := range some {
		var one string
		some[i].Err = answers.QueryRow().Scan(&one)
		some[i].Done = time.Now()
	}
	if err := answers.Close(); err != nil {
		last := &some[len(some)-1]
		last.Err = cmp.Or(last.Err, err)
	}
}

package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"
)

// Load is a program that asks queries.
type Load struct {
	Client
	Queries int
	Callers int // that ask at once, each one query after the other; zero: 1

	// Batch is how many of the queries that are left a caller asks at once (pgx's
	// SendBatch); zero: one.
	Batch int

	// Pool is how many connections database/sql may keep (SetMaxOpenConns and
	// SetMaxIdleConns). Zero: no pool; every query opens a connection of its own
	// and closes it.
	Pool int

	// Warm has the pool's connections opened before the first query is asked, and
	// the statement prepared on them, as a program's that has been running for a
	// while.
	Warm bool

	// Turn, when set, is called before a caller asks, with its number from 0, and
	// Arrived when something has come on a connection, with the least number that no
	// other one has: the places to put what happens at one instant into an order.
	Turn    func(caller int)
	Arrived func(connection int)
}

// turn waits for a caller's turn.
func (l *Load) turn(caller int) {
	if l.Turn != nil {
		l.Turn(caller)
	}
}

func (l Load) check() error {
	switch {
	case l.Queries < 0 || l.Callers < 0 || l.Batch < 0 || l.Pool < 0:
		return fmt.Errorf("postgres: %d queries, %d callers, batches of %d, a pool of %d: none may be negative", l.Queries, l.Callers, l.Batch, l.Pool)
	case l.Warm && l.Pool == 0:
		return errors.New("postgres: without a pool there is nothing to warm")
	}
	return nil
}

// statement is what all queries ask.
const statement = "select 1"

// Query is one query and when it got where. Times are instants of the clock.
type Query struct {
	Asked      time.Time // a caller wanted it
	Got        time.Time // it had a connection, and was sent
	Done       time.Time // it had its answer
	Connection int       // Connection.ID; 0: it got none
	Opened     bool      // that connection was dialled for it
	Err        error
}

// Result is what came of a load.
type Result struct {
	Begun, Ended time.Time // of the queries; warming the pool comes before
	Queries      []Query   // in the order of Got (of Done, where they got none), then of their connections
	Connections  []Connection
	Dials        int // attempts, more than Connections where some did not come to be
}

// Run asks the queries and returns when all have their answers. A query that
// fails is in the Result with its error; the error is about the settings, or
// what kept the pool from being warmed.
//
// Callers take the queries as they come to them: which caller asks which query
// is not to be told from outside, and so not recorded.
func (l Load) Run(ctx context.Context) (*Result, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	dials := log{arrived: l.Arrived}
	db, err := l.open(&dials)
	if err != nil {
		return nil, err
	}
	defer db.Close() // nothing is waited for (Terminate and FIN)
	keep := l.Pool
	if keep == 0 {
		keep = -1
	}
	db.SetMaxOpenConns(l.Pool)
	db.SetMaxIdleConns(keep)
	if l.Warm {
		if err := l.warm(ctx, db); err != nil {
			return nil, fmt.Errorf("postgres: warming the pool: %w", dials.because(ctx, err))
		}
	}
	r := &Result{Begun: time.Now()}
	queries := make([]Query, l.Queries)
	locals := make([]net.Addr, l.Queries)
	size := max(l.Batch, 1)
	var mu sync.Mutex
	next := min(max(l.Callers, 1)*size, len(queries)) // each caller has its first: they begin at one instant
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		i := next
		next = min(next+size, len(queries))
		return i
	}
	room := newRoom(l.Pool)
	var callers sync.WaitGroup
	for caller := range max(l.Callers, 1) {
		callers.Go(func() {
			for i := caller * size; i < len(queries); i = take() {
				l.turn(caller)
				if ctx.Err() != nil {
					return
				}
				some := queries[i:min(i+size, len(queries))]
				local := room.ask(ctx, db, some, i)
				for k := range some {
					locals[i+k] = local
					some[k].Err = dials.because(ctx, some[k].Err)
				}
			}
		})
	}
	callers.Wait()
	r.Ended = time.Now()
	r.collect(&dials, queries, locals)
	return r, nil
}

// began is when the query had a connection, or when it was known to get none.
func (q *Query) began() time.Time {
	if q.Got.IsZero() {
		return q.Done
	}
	return q.Got
}

// warm opens all of the pool's connections, and asks once on each: pgx prepares a
// statement the first time that a connection has it.
func (l *Load) warm(ctx context.Context, db *sql.DB) error {
	var group sync.WaitGroup
	conns, errs := make([]*sql.Conn, l.Pool), make([]error, l.Pool)
	for i := range l.Pool {
		group.Go(func() {
			l.turn(i)
			conns[i], errs[i] = db.Conn(ctx)
			if errs[i] == nil {
				var one string
				errs[i] = conns[i].QueryRowContext(ctx, statement).Scan(&one)
			}
		})
	}
	group.Wait()
	for _, c := range conns {
		if c != nil {
			_ = c.Close() // gives it back
		}
	}
	return cmp.Or(errs...) // of many that say the same
}

// collect numbers connections and queries by what can be told of them, not by
// which goroutine came first.
func (r *Result) collect(dials *log, queries []Query, locals []net.Addr) {
	dials.mu.Lock()
	defer dials.mu.Unlock()
	r.Dials = dials.dials
	for _, c := range dials.byAddr {
		r.Connections = append(r.Connections, *c)
	}
	slices.SortFunc(r.Connections, func(a, b Connection) int {
		return cmp.Or(a.Dialled.Compare(b.Dialled), cmp.Compare(port(a.Local), port(b.Local)))
	})
	ids := map[string]int{}
	for i := range r.Connections {
		r.Connections[i].ID = i + 1
		ids[r.Connections[i].Local.String()] = i + 1
	}
	used := make([]bool, len(r.Connections)+1)
	for i := range queries {
		if locals[i] != nil {
			queries[i].Connection = ids[locals[i].String()]
		}
	}
	queries = slices.DeleteFunc(queries, func(q Query) bool { return q.Asked.IsZero() }) // ctx has ended before
	slices.SortStableFunc(queries, func(a, b Query) int {
		return cmp.Or(a.began().Compare(b.began()), cmp.Compare(a.Connection, b.Connection), a.Asked.Compare(b.Asked))
	})
	for i := range queries {
		q := &queries[i]
		if id := q.Connection; id > 0 && !used[id] {
			used[id] = true
			q.Opened = !r.Connections[id-1].Dialled.Before(r.Begun)
		}
	}
	r.Queries = queries
}

func port(a net.Addr) int {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}

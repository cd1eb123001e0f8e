package postgres

import (
	"context"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"rttlab/lab/internal/pace"
)

// SSLMode is whether a client wants TLS, as libpq names it.
type SSLMode string

// The modes that are known here.
const (
	Disable SSLMode = "disable" // no
	Prefer  SSLMode = "prefer"  // if the server has it; when it says no, pgx connects again without
	Require SSLMode = "require" // yes
)

// Client is how a program reaches its database: database/sql over pgx.
type Client struct {
	// Dial opens connections, as netem.Host.DialContext does.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	Host     string
	Port     uint16 // zero: 5432
	Password string

	SSLMode SSLMode     // zero: Disable
	TLS     *tls.Config // for the other modes

	// Extended has every query prepared and kept by its connection, pgx's
	// default; false is the simple protocol.
	Extended bool
}

const defaultPort = 5432 // IANA's for PostgreSQL

// Connection is one connection to the database and when it came to be. Times
// are instants of the clock; zero: it did not come that far.
type Connection struct {
	ID        int // from 1, in the order in which they were ready
	Local     net.Addr
	Dialled   time.Time
	Connected time.Time // TCP's handshake is over
	Secured   time.Time // TLS's is
	Ready     time.Time // let in: for queries
}

// log collects the connections of a program.
type log struct {
	mu     sync.Mutex
	dials  int
	byAddr map[string]*Connection // by local address
	broken error                  // what ended a connection last

	arrived func(connection int) // as in Load
	places  pace.Places          // of connections
}

// watched notes what ends a connection: to database/sql it is a bad one.
type watched struct {
	net.Conn
	log   *log
	place int
	gone  atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if err == nil { // after an error time may be over
		w.log.arrive(w.place)
	}
	w.log.note(err)
	return n, err
}

// Close closes the connection, whose place is free then.
func (w *watched) Close() error {
	if w.gone.CompareAndSwap(false, true) {
		w.log.places.Give(w.place)
	}
	return w.Conn.Close()
}

func (l *log) arrive(place int) {
	if l.arrived != nil {
		l.arrived(place)
	}
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.log.note(err)
	return n, err
}

func (l *log) note(err error) {
	if err == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = err
}

// because says why a query failed, where its error does not.
func (l *log) because(ctx context.Context, err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, driver.ErrBadConn) && l.broken != nil:
		return fmt.Errorf("%w: %w", err, l.broken)
	}
	return err
}

// open makes a database/sql handle whose connections are logged.
func (c Client) open(l *log) (*sql.DB, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	l.byAddr = map[string]*Connection{}
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		return l.dial(ctx, c.Dial, network, address)
	}
	cfg.AfterNetConnect = func(ctx context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		secured, ok := conn.(*tls.Conn)
		if !ok {
			return conn, nil
		}
		// It would begin with the first byte written; here its end can be seen.
		if err := secured.HandshakeContext(ctx); err != nil {
			return conn, err
		}
		l.mark(conn, func(r *Connection) { r.Secured = time.Now() })
		return conn, nil
	}
	cfg.AfterConnect = func(_ context.Context, conn *pgconn.PgConn) error {
		l.mark(conn.Conn(), func(r *Connection) { r.Ready = time.Now() })
		return nil
	}
	return stdlib.OpenDB(*cfg, stdlib.OptionShouldPing(shouldPing)), nil
}

// shouldPing is pgx's rule, as its pgxpool keeps it: a connection that nobody
// has used for a second is asked whether it still stands, which costs a round
// trip. Its adapter for database/sql takes a connection that is used for the
// second time for one that was idle since the year 1, and would ask that too.
func shouldPing(_ context.Context, p stdlib.ShouldPingParams) bool {
	const sinceYear1 = 100 * 365 * 24 * time.Hour
	return p.IdleDuration > time.Second && p.IdleDuration < sinceYear1
}

// config is pgx's, free of what the environment says: PGSSLMODE and the like
// are of the machine that the lab runs on.
func (c Client) config() (*pgx.ConnConfig, error) {
	port := c.Port
	if port == 0 {
		port = defaultPort
	}
	cfg, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=app dbname=app sslmode=disable passfile= service=", c.Host, port))
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	cfg.Password = c.Password
	cfg.RuntimeParams = map[string]string{}
	cfg.ConnectTimeout = 0
	cfg.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	if c.Extended {
		cfg.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	}
	switch c.SSLMode {
	case Disable, "":
	case Prefer:
		cfg.TLSConfig = c.tls()
		cfg.Fallbacks = []*pgconn.FallbackConfig{{Host: c.Host, Port: port}}
	case Require:
		cfg.TLSConfig, cfg.Fallbacks = c.tls(), nil
	default:
		return nil, fmt.Errorf("postgres: sslmode %q is none of %s, %s, %s", c.SSLMode, Disable, Prefer, Require)
	}
	return cfg, nil
}

func (c Client) tls() *tls.Config {
	cfg := c.TLS.Clone()
	if cfg == nil {
		cfg = &tls.Config{}
	}
	if cfg.ServerName == "" {
		cfg.ServerName = c.Host
	}
	return cfg
}

func (l *log) dial(ctx context.Context, dial func(context.Context, string, string) (net.Conn, error), network, address string) (net.Conn, error) {
	if dial == nil {
		return nil, errors.New("postgres: Client.Dial is nil: give it a host's DialContext")
	}
	place, begun := l.places.Take(), time.Now()
	conn, err := dial(ctx, network, address)
	connected := time.Now()
	if err == nil {
		l.arrive(place)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dials++
	if err != nil {
		l.places.Give(place)
		return nil, err
	}
	l.byAddr[conn.LocalAddr().String()] = &Connection{Local: conn.LocalAddr(), Dialled: begun, Connected: connected}
	return &watched{Conn: conn, log: l, place: place}, nil
}

func (l *log) mark(conn net.Conn, set func(*Connection)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.byAddr[conn.LocalAddr().String()]; c != nil {
		set(c)
	}
}

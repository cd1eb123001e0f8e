package setup

import "time"

// DatabaseName is the name of a database's host.
const DatabaseName = "db.example.test"

// Postgres is what a Server of a database has in place of a version of HTTP.
const Postgres = "postgres"

// Queries is a program that asks a database what is in the Page, a query for
// each of its resources, with database/sql and pgx.
type Queries struct {
	Callers  int    // that ask at once, each one query after the other; 0: 1
	Batch    int    // that a caller asks at once, of those that are left; 0: 1
	Pool     int    // connections that are kept at most; 0: each query has one of its own
	Warm     bool   // the pool's connections are there before the first query
	Extended bool   // pgx prepares each statement; false: the simple protocol
	SSLMode  string // "disable", "prefer", "require", as libpq has it
}

// Database is a server that speaks PostgreSQL's protocol.
type Database struct {
	Auth  string        // "trust", "scram-sha-256"
	Think time.Duration // for each query
	Login time.Duration // for each client that connects
	Cores int           // for how many clients at once; 0: for all
	Retry bool          // its TLS refuses the client's first key share (HelloRetryRequest, RFC 8446 §2.1)
}

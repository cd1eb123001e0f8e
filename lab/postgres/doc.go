// Package postgres is a database and its callers: a server that speaks
// PostgreSQL's protocol (version 3.0, PostgreSQL's documentation, chapter 55),
// and queries asked of it through database/sql with pgx, on any network.
//
// The server keeps no data. It answers every query with one row, after it has
// thought: what is measured is what connections cost. Round trips, as a real
// server and pgx have them:
//
//	TCP                                        1
//	SSLRequest and its answer                  1   with TLS
//	TLS 1.3                                    1   2 when the server refuses the client's key share
//	startup, and all that follows with trust   1
//	SCRAM-SHA-256                              2
//	a query, simple                            1
//	a query, extended                          1   2 the first time on a connection
package postgres

package scenario

import (
	"fmt"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
	"rttlab/lab/setup"
)

// Queries is a program that asks a database.
type Queries struct {
	Count, Callers, Batch, Pool int
	Warm                        bool
	Auth                        string
	Protocol                    string
	SSLMode                     string
	HelloRetry                  bool
	Think                       time.Duration
	Login                       time.Duration
	Cores                       int
}

const (
	maxPool  = 1000 // connections
	maxBatch = 1000 // queries
)

var queriesSection = &yaml.Section[Queries]{
	Name: "queries", Where: "under queries", Inner: true,
	Doc:     "A program that asks a database, in place of a page that a browser loads: Go's database/sql and pgx, and PostgreSQL's protocol.",
	Example: "queries: {count: 100, pool: 10}",
	Keys: []yaml.Key[Queries]{
		yaml.Field("count", yaml.Count(1, MaxFiles), func(q *Queries) *int { return &q.Count }, "How many queries.", yaml.Default(1), yaml.Such(100)),
		yaml.Field("callers", yaml.Count(1, maxPool), func(q *Queries) *int { return &q.Callers },
			"How many ask at once, each one query after another.", yaml.Default(1), yaml.Such(100)),
		yaml.Field("batch", yaml.Count(1, maxBatch), func(q *Queries) *int { return &q.Batch },
			"How many of its queries a caller sends at once, and has one answer for all (pgx's SendBatch).", yaml.Default(1), yaml.Such(10)),
		yaml.Field("pool", yaml.Count(0, maxPool), func(q *Queries) *int { return &q.Pool },
			"How many connections are kept at most (SetMaxOpenConns). 0: none, each query opens one and closes it.", yaml.Default(0), yaml.Such(10)),
		yaml.Field("warm", yaml.Boolean(), func(q *Queries) *bool { return &q.Warm },
			"Whether the pool's connections are open before the first query, and the statement prepared on them.", yaml.Default(false)),
		yaml.Field("auth", choice("auth", "trust", "scram-sha-256"), func(q *Queries) *string { return &q.Auth },
			"How the database makes sure of who connects: not at all, or with a password (RFC 7677, PostgreSQL's default).", yaml.Default("scram-sha-256"), yaml.Such("trust")),
		yaml.Field("protocol", choice("protocol", "simple", "extended"), func(q *Queries) *string { return &q.Protocol },
			"simple asks at once; extended, pgx's default, has the statement prepared first, once for each connection.", yaml.Default("simple"), yaml.Such("extended")),
		yaml.Field("sslmode", choice("sslmode", "disable", "prefer", "require"), func(q *Queries) *string { return &q.SSLMode },
			"Whether the program asks for TLS, as libpq has it. prefer connects again without if the database has none. Default: require with tls, else disable.", yaml.Such("prefer")),
		yaml.Field("hello_retry", yaml.Boolean(), func(q *Queries) *bool { return &q.HelloRetry },
			"Whether the database refuses the key share that the program's TLS offers first, as PostgreSQL 15's OpenSSL does pgx's: a round trip more.", yaml.Default(false)),
		yaml.Field("think", yaml.Span(maxTime), func(q *Queries) *time.Duration { return &q.Think },
			"The database's time for each query.", yaml.Default("0ms"), yaml.Such("5ms")),
		yaml.Field("login", yaml.Span(maxTime), func(q *Queries) *time.Duration { return &q.Login },
			"The database's time for each client that connects: a process for it, and the password. PostgreSQL 15 was seen to take 7 to 18 ms.", yaml.Default("0ms"), yaml.Such("9ms")),
		yaml.Field("cores", yaml.Count(1, maxPool), func(q *Queries) *int { return &q.Cores },
			"For how many clients the database can do that at once; the others wait in turn. Default: for all.", yaml.Such(2)),
	},
}

// asks is what the program asks of its database.
func (q *Queries) asks() *page.Page {
	pg := &page.Page{}
	for id := range q.Count {
		pg.Resources = append(pg.Resources, page.Resource{
			ID: id, Host: setup.DatabaseName, Path: fmt.Sprintf("/query-%03d", id+1), Type: page.Other, Think: q.Think, Parent: min(0, id-1),
		})
		if q.Callers == 1 { // each has waited for the batch before
			pg.Resources[id].Parent = id - id%max(q.Batch, 1) - 1
		}
	}
	return pg
}

// addDatabase makes the page's server one of a database.
func (r *Run) addDatabase(s *setup.Setup) {
	q := r.Queries
	s.Queries = &setup.Queries{Callers: q.Callers, Batch: q.Batch, Pool: q.Pool, Warm: q.Warm, Extended: q.Protocol == "extended", SSLMode: q.SSLMode}
	host := s.PageServer()
	host.Server = &setup.Server{HTTP: setup.Postgres, TLS: r.TLS.Version}
	host.Database = &setup.Database{Auth: q.Auth, Think: q.Think, Login: q.Login, Cores: q.Cores, Retry: q.HelloRetry}
}

// finishQueries fills in what depends on other keys.
func (d *decoder) finishQueries(r *Run) {
	if _, said := d.Given("queries"); !said {
		r.Queries = Queries{}
		return
	}
	if r.Queries.SSLMode == "" {
		r.Queries.SSLMode = "disable"
		if r.TLS.Version != "" {
			r.Queries.SSLMode = "require"
		}
	}
}

// checkQueries looks for what no program does that asks a database.
func (d *decoder) checkQueries(r *Run, in string, at func(...string) yaml.Place) {
	key := at("queries")
	if !key.Known() {
		return
	}
	for _, name := range append([]string{"page", "requests", "client", "server", "keep_alive", "http", "via"}, noBrowser...) {
		if other := at(name); other.Known() {
			d.Errorf(other, "%s%s is about HTTP, and queries go to a database: leave one of them out", in, name)
		}
	}
	q := &r.Queries
	switch {
	case q.Warm && q.Pool == 0:
		d.Errorf(at("queries.warm"), "%swithout a pool there is nothing to warm: add one, as in pool: 10, or leave warm out", in)
	case q.Cores > 0 && q.Login == 0:
		d.Errorf(at("queries.cores"), "%sa login takes no time, so cores change nothing: add login, as in login: 9ms, or leave cores out", in)
	case q.SSLMode == "require" && r.TLS.Version == "":
		d.Errorf(at("queries.sslmode"), "%sthe database has no TLS: set tls: \"1.3\", or sslmode: prefer", in)
	case q.HelloRetry && (r.TLS.Version != "1.3" || q.SSLMode == "disable"):
		d.Errorf(at("queries.hello_retry"), "%sa key share can be refused where there is TLS 1.3: set tls: \"1.3\", or leave hello_retry out", in)
	case r.TLS.Version != "" && q.SSLMode == "disable":
		d.Errorf(at("queries.sslmode", "tls"), "%snobody asks for TLS: set sslmode: require, or leave tls out", in)
	}
}

package replay

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	gonet "net"
	"slices"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/internal/pace"
	"rttlab/lab/origin"
	"rttlab/lab/postgres"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// password is everybody's.
const password = "secret"

// startDatabase starts a database.
func startDatabase(s *setup.Setup, h *setup.Host, net *Network) (io.Closer, error) {
	cfg := postgres.Config{Auth: postgres.Auth(h.Database.Auth), Password: password, Think: h.Database.Think, Login: h.Database.Login, Cores: h.Database.Cores, MaxConnections: 10_000}
	clients := len(s.Page.Resources) + s.Queries.Pool
	turns := pace.NewTurns(clients, pace.Handlers, 1)
	cfg.Turn = func(client int) { turns.Begin(client % clients) }
	if h.Server.TLS != "" {
		cert, err := origin.Certificate(s.Page)
		if err != nil {
			return nil, err
		}
		cfg.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, CurvePreferences: []tls.CurveID{offered}}
		if h.Database.Retry {
			cfg.TLS.CurvePreferences = []tls.CurveID{tls.CurveP256}
		}
	}
	ln, err := net.hosts[h.Name].Listen("tcp", ":5432")
	if err != nil {
		return nil, err
	}
	return postgres.Serve(ln, cfg)
}

// offered is the curve of which the program's TLS sends a key share at once.
const offered = tls.X25519

// queries has a program ask the run's database.
func queries(ctx context.Context, s *setup.Setup, net *Network, opt Options) (*browser.Result, error) {
	host := s.PageServer()
	load := postgres.Load{
		Client: postgres.Client{
			Dial: net.Browser.DialContext, Host: host.Name, Password: password,
			SSLMode: postgres.SSLMode(s.Queries.SSLMode), Extended: s.Queries.Extended,
		},
		Queries: len(s.Page.Resources), Callers: s.Queries.Callers, Batch: s.Queries.Batch, Pool: s.Queries.Pool, Warm: s.Queries.Warm,
	}
	if !opt.RealTime {
		callers := max(load.Callers, 1, load.Pool)
		turns, arrivals := pace.NewTurns(callers, pace.Asks, 1), pace.NewTurns(callers, pace.Arrivals, 1)
		load.Turn = func(caller int) { turns.Wait(caller, 0) }
		load.Arrived = func(connection int) { arrivals.Wait(connection, 0) }
	}
	var err error
	if load.TLS, err = trust(s, host.Server.TLS, net); err != nil {
		return nil, err
	}
	if load.TLS != nil {
		load.TLS.CurvePreferences = []tls.CurveID{offered, tls.CurveP256}
	}
	if load.SSLMode == postgres.Prefer && load.TLS == nil { // it asks, and is told no
		load.TLS = &tls.Config{InsecureSkipVerify: true}
	}
	got, err := load.Run(ctx)
	if err != nil {
		return &browser.Result{Err: err}, nil
	}
	return asked(got, s, opt), nil
}

// asked is what came of the queries, as a browser would have it. A failed query
// does not end the load.
func asked(got *postgres.Result, s *setup.Setup, opt Options) *browser.Result {
	since := func(at time.Time) time.Duration {
		if opt.RealTime {
			return at.Sub(got.Begun)
		}
		return at.Sub(got.Begun).Truncate(time.Microsecond)
	}
	out := &browser.Result{Total: since(got.Ended)}
	byID := map[int]*timeline.Connection{}
	for i := range got.Connections {
		out.Connections = append(out.Connections, connected(&got.Connections[i], got.Begun, since))
	}
	for i := range out.Connections {
		byID[out.Connections[i].ID] = &out.Connections[i]
	}
	refused, think := refusals(got), thinks(got, s.PageServer().Database.Think)
	for i := range got.Queries {
		q := &got.Queries[i]
		res := timeline.Resource{
			ID: i, Host: setup.DatabaseName, Path: s.Page.Resources[i].Path, Method: "QUERY", Type: string(s.Page.Resources[i].Type),
			Protocol: setup.Postgres, Connection: q.Connection, Initiator: s.Page.Resources[i].Parent, Start: since(q.Asked),
			Think: think[batch{q.Connection, q.Got}],
		}
		res.URL = fmt.Sprintf("postgres://%s%s", res.Host, res.Path)
		if q.Err != nil {
			res.Err = q.Err.Error()
		}
		done := since(q.Done)
		begun := done
		if !q.Got.IsZero() {
			begun = since(q.Got)
		}
		res.Blocked, res.Wait = begun-res.Start, done-begun
		if conn := byID[q.Connection]; conn != nil {
			if first := byID[refused[q.Connection]]; first != nil && q.Opened {
				// Its server answers the question for TLS with no.
				first.TLS, first.Closed = conn.Opened-first.Ready(), conn.Opened
				res.Lost = append(res.Lost, timeline.Attempt{
					Connection: first.ID, Start: first.Opened, Phases: timeline.Phases{Connect: first.Connect, TLS: first.TLS},
				})
			}
			conn.Requests++
			conn.Closed = 0
			if s.Queries.Pool == 0 {
				conn.Closed = done
			}
			if q.Opened {
				res.Connect, res.TLS = min(conn.Connect, res.Blocked), min(conn.TLS, max(0, res.Blocked-conn.Connect))
				res.Blocked -= res.Connect + res.TLS
			}
		}
		out.Resources = append(out.Resources, res)
	}
	return out
}

// batch is what the queries of one have in common.
type batch struct {
	connection int
	got        time.Time
}

// thinks is how long the database works on each batch, whose queries it answers
// together.
func thinks(got *postgres.Result, each time.Duration) map[batch]time.Duration {
	all := map[batch]time.Duration{}
	for i := range got.Queries {
		if q := &got.Queries[i]; q.Connection > 0 {
			all[batch{q.Connection, q.Got}] += each
		}
	}
	return all
}

// refusals are, by the ID of a connection, that of the one before it on which the
// program learnt that there is no TLS.
func refusals(got *postgres.Result) map[int]int {
	conns := slices.Clone(got.Connections)
	slices.SortStableFunc(conns, func(a, b postgres.Connection) int { return a.Dialled.Compare(b.Dialled) })
	before := map[int]int{}
	var open []int // refused, whose program has not dialled again yet
	for _, c := range conns {
		switch {
		case c.Ready.IsZero() && !c.Connected.IsZero():
			open = append(open, c.ID)
		case len(open) > 0:
			before[c.ID], open = open[0], open[1:]
		}
	}
	return before
}

// connected is a connection to a database. TLS has the SSLRequest in it, and Login
// is the start-up and the password.
func connected(c *postgres.Connection, begun time.Time, since func(time.Time) time.Duration) timeline.Connection {
	out := timeline.Connection{ID: c.ID, Host: setup.DatabaseName, Protocol: setup.Postgres}
	if a, ok := c.Local.(*gonet.TCPAddr); ok {
		out.LocalPort = a.Port
	}
	if c.Dialled.Before(begun) {
		out.Kept = true
		return out
	}
	out.Opened = since(c.Dialled)
	if c.Connected.IsZero() {
		return out
	}
	out.Connect = since(c.Connected) - out.Opened
	encrypted := c.Connected
	if !c.Secured.IsZero() {
		encrypted = c.Secured
		out.TLS = since(c.Secured) - since(c.Connected)
	}
	if !c.Ready.IsZero() {
		out.Login = since(c.Ready) - since(encrypted)
		out.Connect += out.Login
	}
	return out
}

// noteQueries says what the figures have in them.
func noteQueries(out *timeline.Run, s *setup.Setup) {
	if s.Queries != nil && out.HandshakeTotal > 0 {
		out.Notes = append(out.Notes, cmp.Or(map[string]string{"trust": "connecting includes the database's start-up"}[s.PageServer().Database.Auth], "connecting includes the database's start-up and the password"))
	}
}

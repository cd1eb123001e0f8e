package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

func millisecondsOf(d time.Duration) float64 { return float64(d) / 1e6 }

// whole is the time of everything, and how many connections that took.
func whole(r *timeline.Run, _ source) map[string]float64 {
	return map[string]float64{
		"time": millisecondsOf(r.Total), "connections": float64(len(r.Connections)),
		"client_connections": float64(len(r.Connections)), "server_connections": upstream(r), "upstream_connections": upstream(r),
	}
}

// upstream is how many connections a proxy opened to its server.
func upstream(r *timeline.Run) float64 {
	n := 0
	for i := range r.Resources {
		for _, leg := range r.Resources[i].Legs {
			if leg.Connect > 0 {
				n++
			}
		}
	}
	return float64(n)
}

// connect is whole without the query, which is a round trip.
func connect(r *timeline.Run, s source) map[string]float64 {
	out := whole(r, s)
	out["time"] = millisecondsOf(r.Total - s.rtt)
	return out
}

// hangsUp is what a server does after too many requests.
func hangsUp(r *timeline.Run, _ source) map[string]float64 {
	first := float64(r.Connections[0].Requests)
	return map[string]float64{"requests_until_close": first, "first_response_with_connection_close": first}
}

// hangsUpIdle is how long a server waited before it hung up: from the last byte of
// its answer to its FIN, as the client sees them.
func hangsUpIdle(r *timeline.Run, _ source) map[string]float64 {
	return map[string]float64{"idle_until_fin": (r.Connections[0].Closed - r.Resources[0].End()).Seconds()}
}

// second is the request that meets a connection that is gone, or about to be.
func second(r *timeline.Run, _ source) map[string]float64 {
	res := &r.Resources[1]
	failed := 0.0
	if res.Err != "" {
		failed = 1
	}
	return map[string]float64{"time": millisecondsOf(res.End() - res.Start), "failed": failed, "connections": float64(len(r.Connections)), "times_the_server_read_it": float64(res.Served)}
}

// tries are pairs of requests; the pauses within them are step apart.
const step = 5 * time.Millisecond

// pauses states such pairs around a moment, 23 of them.
func pauses(around time.Duration, method string) string {
	var out strings.Builder
	out.WriteString("requests:\n")
	for i := -11; i <= 11; i++ {
		fmt.Fprintf(&out, "  - {}\n  - {after: %v, method: %s}\n", around+time.Duration(i)*step, method)
	}
	return out.String()
}

// window is for how long a request meets a connection that is gone: how many of
// the second ones needed another, or failed.
func window(r *timeline.Run, _ source) map[string]float64 {
	met, failed := 0, 0
	for i := range r.Resources {
		res := &r.Resources[i]
		switch {
		case res.Status == 502 || res.Err != "":
			met++
			failed++
		case len(res.Legs) > 0 && res.Legs[0].Tries > 1:
			met++
		}
	}
	share := 0.0
	if met > 0 {
		share = float64(failed) / float64(met)
	}
	return map[string]float64{"window_width": millisecondsOf(time.Duration(met) * step), "failed_in_window": share}
}

// users is what becomes of clients who each ask once and stay.
func users(r *timeline.Run, _ source) map[string]float64 {
	answered := float64(r.Users.Count - r.Users.TurnedAway)
	return map[string]float64{"answered_200": answered, "connected_no_answer": float64(r.Users.TurnedAway)}
}

const (
	overPath = "network: {rtt: {rtt}}\n"
	balanced = overPath + "server: {like: go, keep_alive_timeout: 5s}\nvia: [{role: load_balancer, rtt: 0ms, "
	squid    = "network: {rtt: {half}}\nvia: [{role: proxy, rtt: {half}}]\n"
)

// What PostgreSQL took on that machine for a query, and for a client that connects,
// by how it does. Each figure is one case's: a warm pool of one, "connect trust" at
// 20 ms, "connect scram-sha-256" at 100 ms, and with TLS "client's key share is
// P-256". As many cores as a pool of 100 that is cold had.
const (
	query      = "think: 1.1ms"
	trustLogin = ", login: 7.8ms, cores: 2"
	scramLogin = ", login: 8.6ms, cores: 2"
	tlsLogin   = ", login: 16.6ms, cores: 2"
)

// statements are the cases that a scenario states.
var statements = func() []statement {
	pg := func(named, queries string, figures func(*timeline.Run, source) map[string]float64) statement {
		login, secure := scramLogin, ""
		switch {
		case strings.Contains(named, "TLS 1.3"):
			login, secure = tlsLogin, "tls: \"1.3\"\n"
		case strings.Contains(named, "trust"):
			login = trustLogin
		}
		text := overPath + "queries: {" + queries + login + "}\n" + secure
		return statement{"postgresql", named, text, figures}
	}
	all := []statement{
		pg("connect trust", "auth: trust", connect),
		pg("connect scram-sha-256", "auth: scram-sha-256", connect),
		pg("connect TLS 1.3 + scram-sha-256", "sslmode: require, hello_retry: true", connect),
		pg("connect TLS 1.3 + scram-sha-256; client's key share is P-256", "sslmode: require", connect),
		pg("connect trust; sslmode prefer; server without TLS", "auth: trust, sslmode: prefer", connect),
		pg("connect scram-sha-256; select 1; SYN to FIN", query, whole),
		pg("connect TLS 1.3 + scram-sha-256; select 1; SYN to FIN", "sslmode: require, hello_retry: true, "+query, whole),
	}
	// That a query has its time is the programs': they take it for a message there
	// and back, and a batch is one.
	all = append(all, pg("100 queries as one batch on an open connection; simple", "count: 100, batch: 100, pool: 1, warm: true", whole))
	for _, protocol := range []string{"simple", "extended"} {
		some := "count: 100, " + query + ", protocol: " + protocol
		all = append(all, pg("100 queries one by one; connection per query; scram-sha-256; "+protocol, some, whole))
		for _, pool := range []string{"1", "10", "100"} {
			with := some + ", pool: " + pool
			if pool != "100" {
				all = append(all, pg("100 queries one by one; pool of "+pool+" cold; scram-sha-256; "+protocol, with, whole))
			}
			all = append(all,
				pg("100 queries by 100 callers at once; pool of "+pool+" cold; scram-sha-256; "+protocol, with+", callers: 100", whole),
				pg("100 queries by 100 callers at once; pool of "+pool+" warm; "+protocol, with+", callers: 100, warm: true", whole))
		}
	}
	for configured, keeps := range map[string]bool{
		"no keepalive directive": false, "keepalive 32 alone": false,
		"keepalive 32 + proxy_http_version 1.1; no proxy_set_header": false,
		"proxy_http_version 1.1 + empty Connection; no keepalive":    false,
		"keepalive 32 + proxy_http_version 1.1 + empty Connection":   true,
	} {
		for clients, ask := range map[string]string{
			"one by one":   "requests: [{count: 100}]\n",
			"by 6 clients": "client: {pool: 6}\nrequests: [{count: 100, callers: 6}]\n",
		} {
			if clients == "by 6 clients" && !keeps {
				continue // was not measured
			}
			named := "reverse proxy; " + configured + "; 100 requests " + clients
			text := overPath + ask + "via: [{role: load_balancer, rtt: 0ms, upstream_keep_alive: %t}]\n"
			all = append(all,
				statement{"nginx 1.22.1", named, fmt.Sprintf(text, keeps), whole},
				statement{"nginx 1.31.5", named, fmt.Sprintf(text, true), whole})
		}
	}
	for like, named := range map[string]string{"apache": "apache event", "nginx": "nginx", "node": "node http"} {
		all = append(all,
			statement{named, "defaults", overPath + "server: {like: " + like + "}\nclient: {idle_timeout: 2m}\n" +
				"requests: [{count: 1}, {after: 100s}]\n", hangsUpIdle},
			statement{named, "defaults", overPath + "server: {like: " + like + "}\nrequests: [{count: 1100}]\n", hangsUp})
	}
	hundred := overPath + "server: {like: node, max_requests: 100}\n"
	all = append(all,
		statement{"node http", "maxRequestsPerSocket 100", hundred + "requests: [{count: 1}, {after: 10s}]\n", hangsUpIdle},
		statement{"node http", "maxRequestsPerSocket 100", hundred + "requests: [{count: 110}]\n", hangsUp})
	all = append(all, statement{
		"go net/http", "IdleTimeout 5s",
		overPath + "server: {like: go, keep_alive_timeout: 5s}\nrequests: [{count: 1}, {after: 10s}]\n", hangsUpIdle,
	})

	kept := overPath + "server: {like: go, keep_alive_timeout: 5s}\nrequests: [{}, {after: %s, method: %s}]\n"
	for named, method := range map[string]string{"GET": "GET", "POST": "POST", "POST + Idempotency-Key": "POST, headers: {Idempotency-Key: 7}"} {
		all = append(all,
			statement{"go net/http client", "FIN seen before the request; " + named, fmt.Sprintf(kept, "5.1s", method), second},
			// Half a round trip of 51.03 ms before the client sees the FIN: it is sent
			// as the FIN is.
			statement{"go net/http client", "FIN crosses the request; " + named, fmt.Sprintf(kept, "4974.6ms", method), second})
		for ends, cut := range map[string]string{"FIN answers the request; ": "fin", "RST answers the request; ": "rst", "cut in the response headers; ": "fin 20B"} {
			text := overPath + "requests: [{}, {after: 1s, cut: " + cut + ", method: " + method + "}]\n"
			all = append(all, statement{"go net/http client", ends + named, text, second})
		}
	}
	for _, method := range []string{"GET", "POST"} {
		all = append(all,
			statement{
				"haproxy", "upstream go IdleTimeout 5s; both requests on one client connection; " + method,
				balanced + "retry: none}]\n" + pauses(4975*time.Millisecond, method), window,
			},
			statement{
				"haproxy", "upstream go IdleTimeout 5s; http-reuse always; second request on a client connection of its own; " + method,
				balanced + "retry: none}]\n" + pauses(4975*time.Millisecond, method), window,
			},
			statement{
				"haproxy", "upstream go IdleTimeout 5s; retry-on conn-failure empty-response; " + method,
				balanced + "retry: all}]\n" + pauses(4975*time.Millisecond, method), window,
			})
	}
	all = append(all,
		statement{"nginx", "upstream go IdleTimeout 5s; GET", balanced + "retry: idempotent}]\n" + pauses(4975*time.Millisecond, "GET"), window},
		statement{
			"nginx", "upstream go IdleTimeout 5s; the balancer's own timeout is 4s; GET",
			balanced + "retry: idempotent, upstream_idle_timeout: 4s}]\n" + pauses(4000*time.Millisecond, "GET"), window,
		},
		statement{
			"nginx", "upstream node keepAliveTimeout 5000; requests around 6 s; GET",
			overPath + "server: {like: node}\nvia: [{role: load_balancer, rtt: 0ms}]\n" + pauses(5975*time.Millisecond, "GET"), window,
		},
		statement{
			"go net/http", "ulimit -n 256; 400 clients",
			overPath + "server: {like: go, file_descriptors: 256}\npage: {html: 1KB}\nusers: {count: 400, over: 1s}\n", users,
		})

	for named, proxy := range map[string]string{
		"defaults; 100 GET one by one":                                           "",
		"defaults; 100 GET answered 404 one by one":                              "",
		"server_persistent_connections off; 100 GET one by one":                  ", upstream_keep_alive: false",
		"defaults; 100 POST one by one":                                          ", upstream_keep_alive: false",
		"client_persistent_connections off; 100 GET one by one":                  ", keep_alive: false",
		"persistent_connection_after_error off; 100 GET answered 404 one by one": ", keep_alive: false",
		"both off; 100 GET one by one":                                           ", keep_alive: false, upstream_keep_alive: false",
	} {
		ask := "count: 100"
		if strings.Contains(named, "404") {
			ask += ", status: 404"
		}
		if strings.Contains(named, "POST") {
			ask += ", method: POST"
		}
		text := strings.Replace(squid, "rtt: {half}}]", "rtt: {half}"+proxy+"}]", 1)
		all = append(all, statement{"squid", "forward proxy; " + named, text + "requests: [{" + ask + "}]\n", whole})
	}
	return all
}()

// notStated is what no scenario states. The first that is about a figure counts.
var notStated = []leftOut{
	{"nothing waits for the end of a connection", named("close of the connection")},
	{"counted with what the measuring program opened besides", func(f figure) bool {
		return f.Name == "connections" && strings.Contains(f.Case, "connection per query")
	}},
	{"the lab's program is pgx, which connects again after a refused SSLRequest; libpq goes on", func(f figure) bool {
		return f.Version == "15.20 psql" && strings.Contains(f.Case, "sslmode prefer")
	}},
	{"the programs take as long as a path of 1 ms", func(f figure) bool {
		return f.RTT == 1 && (f.Name == "time" || f.Name == "round_trips")
	}},
	{"package netem's TestKeepAlive has the probes", func(f figure) bool { return f.System == "go net.Dialer" }},
	{"how many attempts there were, and where in the window they fell, is the measuring program's", func(f figure) bool {
		return slices.Contains([]string{"attempts", "request_after_fin_in_window", "time_in_window"}, f.Name)
	}},
	{"the lab's client obeys the Connection: close before it", func(f figure) bool { return f.Name == "first_response_503" }},
	{"a proxy's idle timeouts are what the scenario says", func(f figure) bool { return f.System == "squid" && f.Name == "idle_until_fin" }},
	{"memory is measured, and not emulated: the lab takes Go's and Linux' from here", named("idle connections on loopback")},
	{"the lab's server runs out of file descriptors as Go's does", func(f figure) bool {
		return f.System != "go net/http" && strings.Contains(f.Case, "400 clients")
	}},
	{"users stay, and backlogs are as long as Linux has them by default", func(f figure) bool {
		return strings.Contains(f.Case, "somaxconn") || strings.Contains(f.Name, "_left") || strings.Contains(f.Name, "then_closed")
	}},
}

func named(part string) func(figure) bool {
	return func(f figure) bool { return strings.Contains(f.Case, part) }
}

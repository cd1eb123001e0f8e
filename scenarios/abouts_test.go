package scenarios_test

import (
	"maps"

	"rttlab/lab/timeline"
)

func init() {
	maps.Copy(abouts, aboutsOfNetworks)
	maps.Copy(abouts, aboutsOfSystems)
	maps.Copy(abouts, aboutsOfPublished)
}

// common are passages of many texts.
var common = []said{
	tells("at most six connections", given("what browsers open to a name, and browser.connections_per_host by default")),
	tells("six connections", given("as above")),
	tells("Six connections", given("as above")),
	tells("ten segments", given("RFC 6928, tcp.initial_window by default")),
	tells("the 10th and the 90th percentile", given("fields of the table")),
	tells("last two runs", given("counts the runs")),
	tells("last three runs", given("counts the runs")),
	tells("QUIC is back after one round trip", given("its handshake: RFC 9000")),
	tells("TCP takes one round trip", given("its handshake: RFC 9293 §3.5")),
	tells("TCP is one round trip", given("its handshake: RFC 9293 §3.5")),
	tells("TCP waits for one round trip, not for two", given("its handshake, and the article's count")),
}

// abouts has, for each scenario, what stands behind the figures of its texts.
var abouts = map[string][]said{
	"keep-alive": {
		tells("A page of 100 small images", file("count: 100")),
		tells("every step is two round trips", ratio(rounds("HTTP/1.0"), waves("HTTP/1.0"))),
		tells("stairs get half as deep", given("one round trip of two, as above")),
		tells("Three names have eighteen connections", file("hosts: 3"), opened("HTTP/1.1, 3 domains")),
		tells("36 for HTTP/1.0, 20 with keep-alive, 9 with three names", rounds("HTTP/1.0"), rounds("HTTP/1.1"), rounds("HTTP/1.1, 3 domains"), file("hosts: 3")),
		tells("Why are three names slower than one now?", func(f figures) float64 {
			if with(times("HTTP/1.1, 3 domains", "HTTP/1.1"), "network.rtt=20ms")(f) < 1 {
				return 3
			}
			return 0
		}),
		tells("to 6: what is keep-alive worth", given("a value to try")),
	},
	"distances": {
		tells("11 small files", requests("200 ms, HTTP/1.1")),
		tells("It takes 6 round trips with HTTP/1.0 and 5 with HTTP/1.1", rounds("300 ms, HTTP/1.0"), rounds("300 ms, HTTP/1.1")),
		tells("the factor is 1.2 from 10 ms to 300 ms", times("10 ms, HTTP/1.1", "10 ms, HTTP/1.0"), nil, nil),
		tells("to 300 ms", file("rtt: 300ms")),
		tells("saves: 300 ms to Australia, and 10 ms at the edge", later("300 ms, HTTP/1.0", "300 ms, HTTP/1.1"), later("10 ms, HTTP/1.0", "10 ms, HTTP/1.1")),
		tells("1.2 is little, because 11 files are few", times("300 ms, HTTP/1.1", "300 ms, HTTP/1.0"), requests("200 ms, HTTP/1.1")),
		tells("With a hundred files it is 1.8", given("scenario keep-alive, which checks it")),
	},
	"requests-per-connection": {
		tells("1000 files over", requests("1 request a connection")),
		tells("timeout=5, max=99", file("keep_alive_timeout: 5s"), given("Apache counts what is left of 100")),
		tells("With 1 request for each connection, half of all time", ratio(requests("1 request a connection"), opened("1 request a connection")), ratio(handshakes("1 request a connection"), total("1 request a connection"))),
		tells("two round trips a file", ratio(trips("1 request a connection"), requests("1 request a connection"))),
		tells("With 10 requests the handshakes are a tenth", ratio(requests("10 requests a connection"), opened("10 requests a connection")), ratio(handshakes("10 requests a connection"), cause("10 requests a connection", timeline.Asking))),
		tells("with 100 (Apache's MaxKeepAliveRequests) a hundredth, with 1000 (nginx's", ratio(requests("Apache, 100 requests"), opened("Apache, 100 requests")), ratio(handshakes("100 requests a connection"), cause("100 requests a connection", timeline.Asking)), ratio(requests("nginx, 1000 requests"), opened("nginx, 1000 requests"))),
		tells("from 100 on", given("saves 1 % more at most, as above")),
		tells(`"100-1000 is usually appropriate" holds, and 10,000`, given("the article's, and beyond the page's requests")),
		tells("answers with 503", given("node/lib/_http_server.js, maxRequestsPerSocket")),
		tells("shared out among six", given("a value to try")),
	},
	"dead-peer": {
		tells("the two have nothing in common", given("the two keep-alives")),
		tells(`"the OS default (2 hours)`, given("the article's")),
		tells("tcp_keepalive_time 7200, intvl 75, probes 9", given("Linux, Documentation/networking/ip-sysctl.rst")),
		tells("the program waits for 7875 s: more than two hours", total("Linux's TCP keep-alive"), nil),
		tells("with 15 s, 15 s and 9 probes: 150 s", given("Go, net.KeepAliveConfig"), nil, nil, total("Go's TCP keep-alive")),
		tells("does so for 924.6 s", of("asked afterwards", func(r *timeline.Run) float64 { return r.Resources[1].Lost[0].Wait.Seconds() })),
		tells("for another 127 s", of("asked afterwards", func(r *timeline.Run) float64 { return r.Resources[1].Connect.Seconds() })),
	},
	"idle-timeouts": {
		tells("then after 10, 70 and 100 s more", file("after: 10s"), file("after: 70s"), file("after: 100s")),
		tells("give up after 5 s or a little later", given("keepAliveTimeout of Node, KeepAliveTimeout of Apache")),
		tells("waits 60 s, nginx 75 s", file("keep_alive_timeout: 60s"), given("nginx's keepalive_timeout by default")),
		tells("hangs up itself after 90 s", given("Go, http.DefaultTransport.IdleConnTimeout")),
		tells("it costs one round trip for TCP, here 200 ms, and one or two more", nil, file("rtt: 200ms"), given("TLS 1.3 and 1.2")),
		tells(`"Keep-Alive: timeout=5" and means 6`, given("node/lib/_http_server.js: keepAliveTimeout 5 s, keepAliveTimeoutBuffer 1 s")),
		tells("keepAliveTimeout = 0", given("the setting's value")),
	},
	"database-connect": {
		tells("query is one round trip", minus(rounds("trust"), connects("trust"))),
		tells("takes two more. TLS 1.3 takes two more again", minus(rounds("password"), rounds("trust")), minus(rounds("TLS 1.3"), rounds("password"))),
		tells("7 round trips before the query, and 8 with its answer: 400 ms", minus(rounds("TLS 1.3, key share refused"), number(1)), rounds("TLS 1.3, key share refused"), total("TLS 1.3, key share refused")),
		tells("two round trips for nothing", minus(trips("trust, TLS preferred, refused"), trips("trust"))),
		tells("first query on a connection is two round trips", waves("password, prepared")),
		tells("four to seven times as much", minus(rounds("password"), number(1)), minus(rounds("TLS 1.3, key share refused"), number(1))),
	},
	"database-pool": {
		tells("A program has 100 queries", requests("pool of 1")),
		tells("5 round trips a query: 4 to connect", ratio(rounds("a connection each"), requests("a connection each")), ratio(connects("a connection each"), requests("a connection each"))),
		tells("That is 10 s", total("a connection each")),
		tells("A pool of 1 takes 104 round trips: 4 to connect, and 100 to ask", file("pool: 1"), rounds("pool of 1"), connects("pool of 1"), waves("pool of 1")),
		tells("It is 4.8 times as fast", times("pool of 1", "a connection each")),
		tells("A pool of 10 does no better", file("pool: 10")),
		tells(`"100 calls: reuse 10 connections"`, given("the article's")),
		tells("A hundred callers", file("callers: 100")),
		tells("With 1 connection they take 100 round trips, with 5 they take 20, with 10 they take 10, with 20 they take 5, and with 100 they take 1",
			file("pool: 1,"), rounds("at once, pool of 1"), file("pool: 5"), rounds("at once, pool of 5"), file("pool: 10,"), rounds("at once, pool of 10"),
			file("pool: 20"), rounds("at once, pool of 20"), file("pool: 100"), rounds("at once, pool of 100")),
		tells("A cold pool of 100 adds the 4 round trips of connecting: 5 instead of 1", file("pool: 100"), connects("at once, cold pool of 100"), rounds("at once, cold pool of 100"), rounds("at once, pool of 100")),
		tells("the work of 100 passwords, 10 to 20 ms each", given("SCRAM's 4096 rounds of HMAC-SHA-256 on a server's core")),
		tells("PostgreSQL has 100 by default", given("its max_connections")),
	},
	"article-claim": {
		tells("4.2 s against 1.1 s", total("closing, 3 names"), total("one connection, HTTP/2")),
		tells("these figures for 100 files: without it 4.2 s, and 38 s of handshakes in total; with it 1.1 s, and 0.4 s, \"once only!\"; 3.8 times faster",
			requests("closing, 3 names"), total("closing, 3 names"), handshakes("closing, 3 names"), total("one connection, HTTP/2"), handshakes("one connection, HTTP/2"), given("the article's: 4.2/1.1")),
		tells("each handshake takes 0.38 s at a round trip of 200 ms: 38 s for 100 files, and 0.38 rounds to 0.4", handshakes("one connection, HTTP/2"), file("rtt: 200ms"), handshakes("closing, 3 names"), opened("closing, 3 names"), nil, nil),
		tells("the 180 ms", file("dial_delay: 180ms")),
		tells("eighteen handshakes go on at a time: three names with six connections each", opened("keep-alive, 3 names"), file("hosts: 3"), nil),
		tells("38 s fit into 4.2 s: the HTML, then ceil(99/18) = 6 waves", handshakes("closing, 3 names"), total("closing, 3 names"), file("count: 99"), opened("keep-alive, 3 names"), minus(waves("closing, 3 names"), number(1))),
		tells("takes 22 s", total("keep-alive, one connection")),
		tells("the same eighteen connections is 1.8 times as fast", opened("keep-alive, 3 names"), times("keep-alive, 3 names", "closing, 3 names")),
		tells("the files have 600 bytes", file("size: 600B")),
		tells("What becomes of the 3.8?", given("the article's")),
	},
	"mobile": {
		tells(`around 50 to 100 ms, loading 100 files without keep-alive adds 5 to 10 seconds`, given("the article's")),
		tells("each of 100 files: that is 5 s at 50 ms, and 10 s at 100 ms", file("count: 100"), later("50 ms, closing, one by one", "50 ms, keep-alive, one by one"), nil, later("100 ms, closing, one by one", "100 ms, keep-alive, one by one"), nil),
		tells("six handshakes at a time", opened("50 ms, keep-alive, six")),
		tells("loses a sixth of that: 0.8 s and 1.6 s", ratio(later("50 ms, closing, six", "50 ms, keep-alive, six"), later("50 ms, closing, one by one", "50 ms, keep-alive, one by one")),
			later("50 ms, closing, six", "50 ms, keep-alive, six"), later("100 ms, closing, six", "100 ms, keep-alive, six")),
		tells("1.9 times as long at 100 ms as at 50 ms, because nine tenths of it", times("50 ms, keep-alive, six", "100 ms, keep-alive, six"), nil, nil, ratio(of("50 ms, keep-alive, six", func(r *timeline.Run) float64 { return float64(r.Ledger().RoundTrips()) * r.RTT.Seconds() }), total("50 ms, keep-alive, six"))),
		tells("HTTP/2's is 1.3 times as long", times("50 ms, HTTP/2", "100 ms, HTTP/2")),
		tells("the 12 Mbit/s of LTE carry the page in 0.7 s", given("lte in lab profiles"), cause("100 ms, HTTP/2", timeline.Sending, timeline.Queueing)),
		tells("closing costs two round trips", given("TCP and TLS 1.3")),
	},
	"http3": {
		tells("The same page of 100 small images", file("count: 100")),
		tells("six times the handshakes", opened("HTTP/1.1")),
		tells("more than one round trip, 102 ms", nil, later("HTTP/2", "HTTP/3")),
		tells("window starts at 32 packets here (quic-go's choice), TCP's at 10", given("quic-go, internal/congestion: initialCongestionWindow; RFC 6928")),
	},
	"http2": {
		tells("the handshakes of five connections", minus(opened("6 small, HTTP/1.1"), opened("6 small, HTTP/2"))),
		tells("Look at three pages", given("counts the pages")),
		tells("A hundred small images: HTTP/1.1 needs 18 waves, one of them for the HTML, and 2 handshakes in turn. HTTP/2 needs 2 waves, 4 rounds of slow start and 1 handshake: it is 2.2 times as fast",
			file("count: 100"), waves("100 small, HTTP/1.1"), connects("100 small, HTTP/1.1"), waves("100 small, HTTP/2"), growth("100 small, HTTP/2"), connects("100 small, HTTP/2"), times("100 small, HTTP/2", "100 small, HTTP/1.1")),
		tells("Six small images: both need 2 waves", file("count: 6"), waves("6 small, HTTP/2")),
		tells("handshake with TLS is two round trips, so HTTP/2 saves one of six", plus(connects("6 small, HTTP/2"), tlsTrips("6 small, HTTP/2")), rounds("6 small, HTTP/1.1")),
		tells("Six large images: HTTP/2 saves the second handshake, about 200 ms, but of 2.1 s", file("count: 6"), given("two round trips"), total("6 large, HTTP/1.1")),
		tells("one of HTTP/1.1's six", opened("6 large, HTTP/1.1")),
	},
	"handshakes": {
		tells("one round trip is the request", waves("QUIC 0-RTT")),
		tells("TLS 1.2 takes two more", tlsTrips("TLS 1.2")),
		tells("saves one round trip when", minus(rounds("TLS 1.2"), rounds("TLS 1.2 resumed"))),
		tells("answer it twice", given("not a measure")),
		tells("at most three times what it has received", given("RFC 9000 §8.1")),
		tells("about three times two packets", given("RFC 9000 §8.1; a ClientHello of two packets")),
	},
}

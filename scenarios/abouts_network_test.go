package scenarios_test

import (
	"time"

	"rttlab/lab/timeline"
)

// busy is for how long bytes were on the link while the end of a load waited.
func busy(run string) measure { return cause(run, timeline.Sending, timeline.Queueing) }

// htmlAt is when the page itself is there.
func htmlAt(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return r.Resources[0].End().Seconds() })
}

// mathis is the loss up to which k connections fill a link: the rate of one is
// 1.22 MSS / (RTT sqrt(p)), as Mathis and others have it (1997).
func mathis(k, rate float64, rtt time.Duration) measure {
	x := k * 1.22 * 1448 * 8 / (rtt.Seconds() * rate)
	return number(x * x)
}

// carried is what k rounds of slow start do: ten segments, twice as many, and so on.
func carried(k int) measure { return number(10 * 1448 * float64(int(1)<<k-1)) }

// aboutsOfNetworks is the part of the table on links, losses and windows.
var aboutsOfNetworks = map[string][]said{
	"nginx-upstream": {
		tells("Look at the two distances", given("counts them")),
		tells("the load 1.6 times as fast", times("50 ms, pool of 32", "50 ms, no keep-alive")),
		tells("a browser asks for six at once", file("connections_per_host: 6")),
		tells("one of the six connections", opened("50 ms, pool of 1")),
		tells("a pool of 1 is enough", file("pool: 1")),
	},
	"browser-limit": {
		tells("RFC 2616 asked for two", given("RFC 2616 §8.1.4")),
		tells("With 6 connections 101 files take 18 waves of requests, with 12 they take 10, with 24 they take 6",
			opened("6 connections"), requests("6 connections"), waves("6 connections"), opened("12 connections"), waves("12 connections"), opened("24 connections"), waves("24 connections")),
		tells("the HTML and the handshakes need 0.3 s with any number", plus(of("24 connections", func(r *timeline.Run) float64 { return r.RTT.Seconds() }), cause("24 connections", timeline.TCP))),
		tells("from 12 to 24 connections the time is not halved: 1.26 s and 0.84 s", opened("12 connections"), opened("24 connections"), nil, total("12 connections"), total("24 connections")),
		tells("look at a hundred connections", opened("100 connections")),
		tells("413 packets have to be sent again", lost("100 connections")),
		tells("Why are a hundred now as fast as 24", with(opened("100 connections"), "network.queue=1MB"), with(func(f figures) float64 {
			return opened("24 connections")(f) * times("100 connections", "24 connections")(f)
		}, "network.queue=1MB")),
		tells("that a hundred do not", nil),
	},
	"sharding": {
		tells("second name saves 34 % of the time, the third 20 % of what is left, the fourth 8 %", saves("fast, 2 names", "fast, 1 name"), saves("fast, 3 names", "fast, 2 names"), saves("fast, 4 names", "fast, 3 names")),
		tells("A hundred files on 6, 12, 18 and 24 connections are 17, 9, 6 and 5 waves", file("count: 100"), opened("fast, 1 name"), opened("fast, 2 names"), opened("fast, 3 names"), opened("fast, 4 names"),
			minus(waves("fast, 1 name"), number(1)), minus(waves("fast, 2 names"), number(1)), minus(waves("fast, 3 names"), number(1)), minus(waves("fast, 4 names"), number(1))),
		tells("every new connection costs one round trip more", tlsTrips("fast, HTTP/2, TLS")),
		tells("faster than four names with TLS", file("hosts: 4")),
		tells("the second name saves 2 %, with TLS 5 %, and the third nothing", saves("slow, 2 names", "slow, 1 name"), saves("slow, 2 names, TLS", "slow, 1 name, TLS")),
		tells("by 1.0 s, and by 1.8 s with TLS", later("slow, 4 names", "slow, 3 names"), later("slow, 4 names, TLS", "slow, 3 names, TLS")),
		tells("The first answers of 24 connections are 192 packets", opened("slow, 4 names"), number(24*8)),
		tells("has room for 40", number(0.3*1.6e6/8/1500)),
		tells("a second or two", given("RFC 6298: at least twice the round trip, with the queue in it")),
		tells("files of 9.9KB or 9.6KB", given("values to try")),
		tells("what do four names save now", file("hosts: 4")),
		tells("what are 48 connections", number(6*8)),
	},
	"dns": {
		tells("so 4 names cost as much time as 2", file("hosts: 4"), func(f figures) float64 {
			return 2 * cause("4 names", timeline.Lookup)(f) / cause("2 names", timeline.Lookup)(f)
		}),
		tells("a page on 2 or on 20 names twice", file("hosts: 2"), given("any number above 1"), ratio(cause("4 names", timeline.Lookup), cause("1 name", timeline.Lookup))),
		tells("4 names are still 2.2 times as fast as 1", file("hosts: 4"), times("4 names", "1 name, address known"), nil),
		tells("4 names take as long as 2 did before", file("hosts: 4"), func(f figures) float64 { return 2 * times("2 names", "4 names, resolver asks on")(f) }),
		tells("are 38 % of the load", ratio(cause("4 names, resolver asks on", timeline.Lookup), total("4 names, resolver asks on"))),
		tells("100 files on 120 connections", file("count: 100"), number(6*20)),
	},
	"coalescing": {
		tells("Three names for the images made HTTP/1.1 faster: eighteen connections instead of six", file("hosts: 3"), opened("HTTP/1.1, 3 names"), opened("HTTP/1.1, 1 name")),
		tells("the three names are still", file("hosts: 3")),
		tells("three names make HTTP/2 slower than one name would, by 165 ms", file("hosts: 3"), later("HTTP/2, 3 names, apart", "HTTP/2, 1 name")),
		tells("its handshake is one round trip, and three connections begin with three windows", connects("HTTP/3, 3 names, coalesced"), opened("HTTP/3, 3 names, apart"), opened("HTTP/3, 3 names, apart")),
	},
	"migration": {
		tells("Half a second into a page", file("at: 500ms")),
		tells("two addresses and two ports", given("RFC 9293 §3.3.1")),
		tells("That is one round trip", given("RFC 9000 §8.2; the note below the table has the time")),
		tells("is sent twice", given("not a measure")),
	},
	"push": {
		tells("the first three runs", given("counts the runs")),
		tells("(103 Early Hints)", given("RFC 8297")),
		tells("saves another 105 ms", later("hints", "push")),
		tells("the HTML 301 ms later", minus(htmlAt("push everything"), htmlAt("push"))),
	},
	"early-hints": {tells("status 103, Early Hints", given("RFC 8297"))},
	"returning-visitor": {
		tells("six handshakes of three round trips", opened("HTTP/1.1"), ratio(handshakes("HTTP/1.1"), number(6*0.1))),
		tells("one of its two round trips", given("RFC 5246 §7.3")),
		tells("The 31 ms that HTTP/2 gains are the look-up", later("HTTP/2, pause of 10 s", "HTTP/2, pause of 10 s, 2nd visit")),
		tells("a ttl of 5m", given("a value to try")),
	},
	"typical-page": {
		tells("2862 kB in 77 requests. Two style sheets name the fonts", given("HTTP Archive, Web Almanac 2025, page weight: the groups of files add up to 2861"), requests("LTE, HTTP/2"), file("count: 2")),
		tells("a chain of three", given("HTML, script, data")),
		tells("one of its six connections", opened("LTE, HTTP/1.1")),
		tells("busy with bytes for 4.8 s on cable, 2.0 s on LTE and 14.9 s on 3G", busy("cable, HTTP/2"), busy("LTE, HTTP/2"), busy("3G, HTTP/2")),
		tells("HTTP/2 saves 2 % of HTTP/1.1's time on cable, 9 % on LTE and 6 % on 3G", saves("cable, HTTP/2", "cable, HTTP/1.1"), saves("LTE, HTTP/2", "LTE, HTTP/1.1"), saves("3G, HTTP/2", "3G, HTTP/1.1")),
		tells("HTTP/1.1 spends 5.2 s on what was lost", cause("3G, HTTP/1.1", timeline.Recovery)),
		tells("a page of a hundred small images", given("scenario keep-alive, which checks it")),
	},
	"slow-start": {
		tells("ten segments of 1448 bytes and sends twice as many", nil, given("1500 less the headers of IPv4 and of TCP with timestamps"), given("RFC 9438 §4.10")),
		tells("14480 bytes times 2^k - 1: that is 14 kB, 43 kB, 101 kB, 217 kB, 449 kB, 912 kB, 1.8 MB, 3.7 MB", carried(1), nil, nil, carried(1), carried(2), carried(3), carried(4), carried(5), carried(6), carried(7), carried(8)),
		tells("10 KB take 1 round after the handshake, 15 KB take 2, and 1 MB, a hundred times as much as 10 KB, takes 7",
			nil, minus(rounds("10 KB"), number(1)), nil, minus(rounds("15 KB"), number(1)), nil, number(100), nil, minus(rounds("1 MB"), number(1))),
		tells("The three runs of 85 KB differ in that first window: 3 segments as in the 1990s and 2000s (RFC 3390), 4, and the 10 of today", given("counts them"), nil, file("initial_window: 3"), file("initial_window: 4"), given("by default")),
		tells("the page of 14 KB", carried(1)),
	},
	"idle-restart": {
		tells("takes 4 rounds of slow start: 10, 20, 40, 80 segments", minus(trips("1 s idle"), number(1)), nil, number(20), number(40), number(80)),
		tells("may send 150 at once", number(10+20+40+80)),
		tells("200 KB come in 1 round trip: 5 times as fast", nil, trips("0.1 s idle, 2nd visit"), times("0.1 s idle, 2nd visit", "0.1 s idle")),
		tells("is half as large, and they take 2. Linux halves it", nil, trips("0.35 s idle, 2nd visit"), nil),
		tells("(here 0.3 s: the round trip and 0.2 s)", given("tcp_input.c, tcp_set_rto: srtt and TCP_RTO_MIN"), nil),
		tells("has done so three times, to 18 segments, and the second file takes 4 round trips", given("1 s is three times 0.3 s"), number(18), trips("1 s idle, 2nd visit")),
		tells("the window is back at 10 segments, and the file takes 4 as well", given("tcp_cwnd_restart"), trips("10 s idle, 2nd visit")),
		tells("tcp_slow_start_after_idle 0", given("the setting's value")),
	},
	"connection-lost": {
		tells("HTTP/1.1 has five others", minus(opened("HTTP/1.1"), number(1))),
		tells("the page is there 9 ms later", later("HTTP/1.1, reset at 600 ms", "HTTP/1.1")),
		tells("two round trips of handshakes and a window of ten segments: 0.57 s more", plus(connects("HTTP/2"), tlsTrips("HTTP/2")), nil, later("HTTP/2, reset at 600 ms", "HTTP/2")),
		tells("1.12 MB instead of 1.09 MB in all", moved("HTTP/2, reset at 600 ms"), moved("HTTP/2")),
		tells("all of that comes again: 1.55 MB", moved("HTTP/2, reset at 800 ms")),
		tells("1.7 MB instead of 1.1 MB", moved("HTTP/3, reset at 600 ms"), moved("HTTP/3")),
	},
	"head-of-line": {
		tells("Six pictures", minus(requests("HTTP/2"), number(2))),
		tells("all six arrive", minus(requests("HTTP/2"), number(2))),
		tells("Five of them", minus(requests("HTTP/2"), number(3))),
	},
	"loss": {
		tells("Six shaky legs", opened("HTTP/1.1")),
		tells("Thirty pictures of 100 KB over 3 Mbit/s, 100 ms away: 3 MB, that is 8.7 s", file("count: 30"), nil, nil, nil, number(30*100e3), total("HTTP/2")),
		tells("at 2 % it takes 3.1 times as long as HTTP/1.1, at 5 % it takes 4.9 times as long", nil, times("HTTP/1.1, 2 %", "HTTP/2, 2 %"), nil, times("HTTP/1.1, 5 %", "HTTP/2, 5 %")),
		tells("Between two losses lie 1/p packets", given("Mathis and others, 1997")),
		tells("rate = 1.22 MSS", given("Mathis and others, 1997")),
		tells("p = (1.22 * 1448 * 8 bit / (0.1 s * 3 Mbit/s))^2 = 0.22 %", nil, nil, nil, file("rtt: 100ms"), file("down: 3Mbps"), nil, mathis(1, 3e6, 100*time.Millisecond)),
		tells("six, to 8 %", nil, mathis(6, 3e6, 100*time.Millisecond)),
		tells("four times the loss, twice the time", given("sqrt(4)"), number(2)),
		tells("0.02 % at 10 Mbit/s", mathis(1, 10e6, 100*time.Millisecond), nil),
		tells("5.5 % at 20 ms", mathis(1, 3e6, 20*time.Millisecond), nil),
		tells("drawn with 31 seeds", file("repeat: 31")),
		tells("up to 0.9 %", mathis(2, 3e6, 100*time.Millisecond)),
	},
	"http3-loss": {
		tells("The page of 100 small images", file("count: 100")),
		tells("loses no packet, 1, 2 or 5 in a hundred", number(1), number(2), number(5), number(100)),
		tells("HTTP/1.1 has six", opened("HTTP/1.1")),
		tells("drawn with 60 seeds", file("repeat: 60")),
		tells("as in --seed 2 and --seed 3", given("values to try")),
	},
	"lost-syn": {
		tells("A file of eight packets", number(8)),
		tells("Connecting takes 1.23 s instead of 0.23 s", handshakes("SYN lost"), handshakes("nothing lost")),
		tells("Two in a row take 3.2 s, because the wait doubles: 1, 2, 4, 8 s", nil, handshakes("two SYNs lost"), nil, nil, nil, nil, nil),
		tells("sent again after two round trips and 0.2 s", ratio(minus(later("request lost", "nothing lost"), number(0.2)), handshakes("nothing lost")), nil),
		tells("that costs 1 round trip", ratio(later("2nd packet lost", "nothing lost"), handshakes("nothing lost"))),
		tells("guesses 100 ms instead of a second, and so asks again after 0.2 s", given("quic-go, internal/utils: defaultInitialRTT"), later("HTTP/3, first lost", "HTTP/3")),
	},
	"bufferbloat": {
		tells("150 small questions", file("count: 150")),
		tells("152 round trips of 30 ms", rounds("conversation alone"), file("rtt: 30ms")),
		tells("takes 10.4 s instead of 4.8 s", total("1 MB of room"), total("conversation alone")),
		tells("37.5 kB, is enough to keep a link busy, and at most doubles", number(0.03*10e6/8), given("a queue of one round trip")),
		tells("more than 5 ms over 100 ms", given("RFC 8289 §4.2")),
		tells("all is done after 7.2 s", total("CoDel")),
		tells("give the conversation six connections", given("a value to try")),
	},
}

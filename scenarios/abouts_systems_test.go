package scenarios_test

import "rttlab/lab/timeline"

// memory is what a connection of a server's takes, in bytes.
func memory(connections int) measure {
	return of("timeout 120 s, ulimit 65536", func(r *timeline.Run) float64 { return float64(r.Users.Memory(connections)) })
}

func peak(run string) measure {
	return of(run, func(r *timeline.Run) float64 { return float64(r.Users.Most) })
}

// aboutsOfSystems is the part of the table on servers and what is before them, and
// on published measurements.
var aboutsOfSystems = map[string][]said{
	"keep-alive-cost": {
		tells("to keep ten thousand waiting", file("count: 10000")),
		tells("10,000 users come within a minute, 167 a second", file("count: 10000"), number(10000./60)),
		tells("with a timeout of 5 s it is 834, with 10 s 1667, and with 60 or 120 s it is 10,000", nil, peak("timeout 5 s, ulimit 65536"), nil, peak("timeout 10 s, ulimit 65536"), nil, nil, peak("timeout 60 s, ulimit 65536")),
		tells("19.6 kB of Go's net/http and 3.5 kB of the kernel, so 10,000 take 231 MB", number(timeline.ServerMemory), number(timeline.KernelMemory/2), file("count: 10000"), memory(10000)),
		tells("Apache takes 41 kB, Node 10 to 15, nginx half a kilobyte", given("measured in the same way")),
		tells("With ulimit -n 1024 a Go server has 1013 for connections", file("file_descriptors: 1024"), peak("timeout 10 s, ulimit 1024")),
		tells("With 10 s the server turns 29 % of them away, with 60 s 80 %", nil, ratio(failed("timeout 10 s, ulimit 1024"), number(10000)), nil, ratio(failed("timeout 60 s, ulimit 1024"), number(10000))),
		tells("full, at 4096", given("Linux, net.core.somaxconn")),
		tells(`raise ulimit to 65536" is half right: 65536 alone`, given("the article's"), nil, file("file_descriptors: 65536")),
		tells("(here 6 s)", number(6)),
		tells(`"default is 1024"`, given("the article's")),
		tells("since 1.19", given("Go 1.19's release notes")),
		tells("10 s times 167 a second", nil, number(10000./60)),
	},
	"lb-timeout": {
		tells("half a round trip", given("the way back")),
		tells("the client gets 502 Bad Gateway", given("RFC 9110 §15.6.3")),
		tells("15 times. The pauses are 10 ms apart", ratio(requests("LB 60 s, server 5 s, POST"), number(2)), number(0.01)),
		tells("50 ms: that is 5 of the 15", file("rtt: 50ms"), failed("LB 60 s, server 5 s, POST"), ratio(requests("LB 60 s, server 5 s, POST"), number(2))),
		tells("It holds for 60 s and 5 s, which fails, and for 60 s and 60 s, which fails too", given("names of runs")),
		tells("People say that 60 s and 120 s give 502s. They give none, and neither do 10 s and 60 s", given("names of runs, which expect no failure")),
		tells("how many of the 15 fail now", ratio(requests("LB 60 s, server 5 s, POST"), number(2))),
		tells("where both are 60 s", given("the name of a run")),
	},
	"proxy-close": {tells("a request takes one round trip on each leg", ratio(total("kept on both sides"), number(2*0.05*101)))},
	"cdn": {
		tells("ten milliseconds away", func(figures) float64 { return 10 }),
		tells("1.3 s instead of 2 s", total("empty cache, warm connections"), total("no CDN")),
		tells("where it is \"3\"", file("http: \"3\"")),
		tells("1.24 s instead of 1.3 s", total("HTTP/3, six behind the edge"), total("empty cache, warm connections")),
		tells("Let it have 32, and all files go the long way at once: 0.46 s", file("pool: warm 32"), total("HTTP/3, 32 behind the edge")),
	},
	"outage": {
		tells("Ten seconds without the server", number(10)),
		tells("after ten seconds it is back", number(10)),
		tells("Much more than ten seconds: HTTP/1.1 takes 21.6 s instead of 2.3 s", number(10), total("HTTP/1.1, away for 10 s"), total("HTTP/1.1")),
		tells("asks again after 0.2 s, then 0.3 s later, and each time it has no answer it waits twice as long: at 0.2, 0.5, 1.1, 2.3, 4.7, 9.5 and 19.1 s",
			given("RFC 8985: two round trips; tcp_rearm_rto; then doubled"), nil, nil, nil, number(0.2+0.3), number(0.5+0.6), number(1.1+1.2), number(2.3+2.4), number(4.7+4.8), number(9.5+9.6)),
		tells("The attempt at 9.5 s is half a second too early, and the next one comes almost ten seconds later", given("as above"), nil, number(19.1-9.5)),
		tells("An outage of 9 s costs 9.7 s, one of 10 s costs 19.3 s", number(10-1), later("HTTP/1.1, away for 9 s", "HTTP/1.1"), number(11-1), later("HTTP/1.1, away for 10 s", "HTTP/1.1")),
		tells("at most about twice that", ratio(later("HTTP/1.1, away for 10 s", "HTTP/1.1"), number(10))),
		tells("after two round trips. That costs 0.2 s", given("TCP and TLS 1.3"), later("HTTP/1.1, restart", "HTTP/1.1")),
		tells("HTTP/1.1 with six", number(6)),
		tells("doubles it too", given("RFC 9002 §6.2.1")),
		tells("after 1, 3, 7 and 15 s", given("RFC 6298 §5.5: 1 s, doubled")),
	},
}

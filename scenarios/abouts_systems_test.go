package scenarios_test

import "rttlab/lab/timeline"

// memory is what a connection of a server's takes, in bytes.
func memory(connections int) measure {
	return of("120 s 65536", func(r *timeline.Run) float64 { return float64(r.Users.Memory(connections)) })
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
		tells("with a timeout of 5 s it is 834, with 10 s 1667, and with 60 or 120 s it is 10,000", nil, peak("5 s 65536"), nil, peak("10 s 65536"), nil, nil, peak("60 s 65536")),
		tells("19.6 kB of Go's net/http and 3.5 kB of the kernel, so 10,000 take 231 MB", number(timeline.ServerMemory), number(timeline.KernelMemory/2), file("count: 10000"), memory(10000)),
		tells("Apache takes 41 kB, Node 10 to 15, nginx half a kilobyte", given("measured in the same way")),
		tells("With ulimit -n 1024 a Go server has 1013 for connections", file("file_descriptors: 1024"), peak("10 s 1024")),
		tells("With 10 s the server turns 29 % of them away, with 60 s 80 %", nil, ratio(failed("10 s 1024"), number(10000)), nil, ratio(failed("60 s 1024"), number(10000))),
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
		tells("15 times. The pauses are 10 ms apart", ratio(requests("60/5, POST"), number(2)), number(0.01)),
		tells("50 ms: that is 5 of the 15", file("rtt: 50ms"), failed("60/5, POST"), ratio(requests("60/5, POST"), number(2))),
		tells("It holds for 60/5, which fails, and for 60/60, which fails too", given("names of runs")),
		tells("People say that 60/120 gives 502s. It gives none, and neither does 10/60", given("names of runs, which expect no failure")),
		tells("how many of the 15 fail now", ratio(requests("60/5, POST"), number(2))),
		tells("keep_alive_timeout of 60/60", given("the name of a run")),
	},
	"proxy-close": {tells("a request takes one round trip on each leg", ratio(total("kept"), number(2*0.05*101)))},
	"cdn": {
		tells("ten milliseconds away", func(figures) float64 { return 10 }),
		tells("1.3 s instead of 2 s", total("miss"), total("no CDN")),
	},
}

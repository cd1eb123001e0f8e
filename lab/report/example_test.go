package report_test

import (
	"log"
	"os"
	"time"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

func ExampleTable() {
	load := timelinetest.Load{Name: "HTTP/1.0", HTTP: "1.0", RTT: 200 * time.Millisecond, Assets: 100}
	closing := load.Run()
	load.Name, load.HTTP = "HTTP/1.1", "1.1"
	keeping := load.Run()
	err := report.Table(os.Stdout, &timeline.Timeline{
		Scenario: "hang-up", Seed: 1, Runs: []timeline.Run{closing, keeping},
		Expect: []timeline.Check{{Text: "HTTP/1.1 is 1.8x faster than HTTP/1.0", OK: true, Got: keeping.Speedup(&closing), Unit: "x"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// hang-up                                                                                       seed 1
	//
	// network: 200ms, 20Mbps down, 5Mbps up
	//
	// run        total  speedup  conns  handshakes  critical  reqs    bytes  packets
	// HTTP/1.0  7.20 s    1.00x    101     20.20 s    3.60 s   101  1.09 MB     1111
	// HTTP/1.1  4.00 s    1.80x      6      1.20 s    0.20 s   101  1.09 MB     1111
	//
	// Handshakes are added up over all connections; critical are those that the end of the load waited
	// for. Bytes and packets count both ways, with headers.
	//
	// round trips    RTT  TCP  TLS  waves  slow start  sum    time  of total
	// HTTP/1.0     200ms   18    -     18           -   36  7.20 s      100%
	// HTTP/1.1     200ms    1    -     19           -   20  4.00 s      100%
	//
	// Round trips that the end of the load waited for, one after the other. A wave is a request whose
	// answer the next one waited for. Their time is that of the causes tcp, quic, tls, request and
	// slow_start: a round of slow start takes a round trip less what its bytes take on the link.
	//
	// ✓ HTTP/1.1 is 1.8x faster than HTTP/1.0: 1.80x
}

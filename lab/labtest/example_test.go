package labtest_test

import (
	"context"
	"fmt"
	"time"

	"rttlab/lab/labtest"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// A page of ten small files, with a connection for each and with connections
// that stay open. Without a limit of bandwidth every time is a number of round
// trips.
func Example() {
	s, err := scenario.Parse("example.yaml", []byte(`
network: {rtt: 100ms}
page: {html: 5KB, assets: [{count: 10, size: 1KB, type: image}]}
runs:
  - {name: HTTP/1.0, http: "1.0"}
  - {name: HTTP/1.1}
  - {name: HTTP/2, http: "2"}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := replay.All(context.Background(), s, replay.Options{}, labtest.Bubble)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, run := range t.Runs {
		fmt.Printf("%s: %v on %d connections\n", run.Name, run.Total.Round(time.Millisecond), len(run.Connections))
	}
	// Output:
	// HTTP/1.0: 600ms on 11 connections
	// HTTP/1.1: 500ms on 6 connections
	// HTTP/2: 300ms on 1 connections
}

package labtest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"rttlab/lab/labtest"
	"rttlab/netem"
)

// twenty has a client with so many connections ask twenty times at once, 200 ms
// away.
func twenty(t *testing.T, connections int) time.Duration {
	path := netem.Path{RTT: 200 * time.Millisecond}
	return labtest.Virtual(t, netem.Link{}, path, func(t *testing.T, lab *labtest.Lab) {
		ln, err := lab.Server.Listen("tcp", ":80")
		if err != nil {
			t.Fatal(err)
		}
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })}
		go srv.Serve(ln)
		defer srv.Close()
		transport := &http.Transport{DialContext: lab.Client.DialContext, MaxConnsPerHost: connections}
		defer transport.CloseIdleConnections()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				answer, err := (&http.Client{Transport: transport}).Get("http://server.test/")
				if err != nil {
					t.Error(err)
					return
				}
				answer.Body.Close()
			})
		}
		all.Wait()
	})
}

// What a larger pool gains, as a test asserts it. A test gives its own t.
func ExampleVirtual() {
	t := &testing.T{}
	two, ten := twenty(t, 2), twenty(t, 10)
	fmt.Println(two.Round(time.Millisecond), ten.Round(time.Millisecond))
	fmt.Printf("%.1f times faster\n", labtest.FasterTimes(t, ten, two, 3))
	labtest.Within(t, ten, 600*time.Millisecond, 0.01) // one round trip to connect, and two requests in turn
	// Output:
	// 2.2s 600ms
	// 3.7 times faster
}

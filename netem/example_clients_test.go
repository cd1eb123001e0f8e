package netem_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"rttlab/netem"
)

// apart is a client and a server with a round trip of 200 ms between them, as
// between Seoul and the US. serve answers at the server's port 80, until the
// network is closed.
func apart(serve http.Handler) (n *netem.Network, client, server *netem.Host) {
	n = netem.New(netem.Config{Seed: 1})
	client, server = n.Host("client.test", netem.Link{}), n.Host("server.test", netem.Link{})
	n.Path(client, server, netem.Path{RTT: 200 * time.Millisecond})
	ln, err := server.Listen("tcp", ":80")
	if err != nil {
		panic(err)
	}
	srv := &http.Server{Handler: serve, Protocols: new(http.Protocols)}
	srv.Protocols.SetHTTP1(true)
	srv.Protocols.SetUnencryptedHTTP2(true)
	go srv.Serve(ln)
	return n, client, server
}

// ok answers everything at once.
var ok = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })

// get is a request that wants nothing but an answer.
func get(c *http.Client) error {
	answer, err := c.Get("http://server.test/")
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// atOnce has so many callers do a thing, and says how long that took.
func atOnce(callers int, do func() error) time.Duration {
	start := time.Now()
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			if err := do(); err != nil {
				panic(err)
			}
		})
	}
	all.Wait()
	return time.Since(start).Round(time.Millisecond)
}

// A retry policy: attempts of half a second, with pauses that double between
// them, against a server that is away for three seconds. The fifth attempt takes
// one round trip, not two: net/http has gone on dialling for the fourth, whose SYN
// is repeated after a second, when the server is back.
func Example_retryPolicy() {
	virtual(func() {
		n, client, server := apart(ok)
		defer n.Close()
		transport := &http.Transport{DialContext: client.DialContext}
		defer transport.CloseIdleConnections()
		c := &http.Client{Transport: transport, Timeout: 500 * time.Millisecond}

		server.Down()
		time.AfterFunc(3*time.Second, server.Up)
		start := time.Now()
		for pause := 100 * time.Millisecond; ; pause *= 2 {
			err := get(c)
			fmt.Println(time.Since(start).Round(time.Millisecond), "answered:", err == nil)
			if err == nil {
				return
			}
			time.Sleep(pause)
		}
	})
	// Output:
	// 500ms answered: false
	// 1.1s answered: false
	// 1.8s answered: false
	// 2.7s answered: false
	// 3.7s answered: true
}

// A pool's size: twenty requests at once take as many round trips as there are
// requests to a connection, and one more for its handshake.
func Example_poolSize() {
	for _, size := range []int{1, 5, 20} {
		virtual(func() {
			n, client, _ := apart(ok)
			defer n.Close()
			transport := &http.Transport{DialContext: client.DialContext, MaxConnsPerHost: size, MaxIdleConnsPerHost: size}
			defer transport.CloseIdleConnections()
			c := &http.Client{Transport: transport}
			fmt.Println(size, "connections:", atOnce(20, func() error { return get(c) }))
		})
	}
	// Output:
	// 1 connections: 4.2s
	// 5 connections: 1s
	// 20 connections: 400ms
}

// A timeout of 300 ms is longer than a round trip, and nobody ever gets an answer:
// the first request on a connection needs two, and gives the connection up. With
// one that stands it is long enough.
func Example_timeout() {
	virtual(func() {
		n, client, _ := apart(ok)
		defer n.Close()
		transport := &http.Transport{DialContext: client.DialContext}
		defer transport.CloseIdleConnections()
		c := &http.Client{Transport: transport}
		for _, timeout := range []time.Duration{300, 300, 500, 300} {
			c.Timeout = timeout * time.Millisecond
			var timedOut net.Error
			err := get(c)
			fmt.Println(c.Timeout, "timed out:", errors.As(err, &timedOut) && timedOut.Timeout())
		}
	})
	// Output:
	// 300ms timed out: true
	// 300ms timed out: true
	// 500ms timed out: false
	// 300ms timed out: false
}

// Remote calls as gRPC makes them, each a POST on a stream of the one connection
// (HTTP/2): a hundred at once take the round trip of one.
func Example_calls() {
	virtual(func() {
		n, client, _ := apart(ok)
		defer n.Close()
		dials := 0
		transport := &http.Transport{Protocols: new(http.Protocols), DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dials++
			return client.DialContext(ctx, network, address)
		}}
		transport.Protocols.SetUnencryptedHTTP2(true)
		defer transport.CloseIdleConnections()
		c := &http.Client{Transport: transport}
		call := func() error {
			answer, err := c.Post("http://server.test/shop.Cart/Add", "application/grpc", http.NoBody)
			if err != nil {
				return err
			}
			return answer.Body.Close()
		}
		fmt.Println("the first call:", atOnce(1, call))
		fmt.Println("a hundred at once:", atOnce(100, call))
		fmt.Println("connections:", dials)
	})
	// Output:
	// the first call: 400ms
	// a hundred at once: 200ms
	// connections: 1
}

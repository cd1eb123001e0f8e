package main

import (
	"net"
	"time"

	"google.golang.org/grpc/benchmark/latency"
	"google.golang.org/grpc/test/bufconn"

	"rttlab/netem"
)

const (
	dialCount = 100
	dialRTT   = 200 * time.Millisecond
)

func dials() workload {
	return workload{
		title:   "100 dials at once at an RTT of 200 ms, in virtual time",
		about:   "A dial takes one RTT, so all together take 0.200 s.",
		columns: []column{{name: "virtual s", format: "%.3f", ratio: true}, {name: "ms", format: "%.1f"}},
		note:    "grpc's handshake runs inside Accept, one after the other. simnet knows no connections.",
		rounds:  5,
		subjects: []subject{
			{"netem", func() ([]float64, error) {
				return dialAll(func() (net.Listener, func() (net.Conn, error), error) {
					n := netem.New(netem.Config{})
					client, server := n.Host("client", netem.Link{}), n.Host("server", netem.Link{})
					if err := n.Path(client, server, netem.Path{RTT: dialRTT}); err != nil {
						return nil, nil, err
					}
					ln, err := server.Listen("tcp", ":80")
					return ln, func() (net.Conn, error) { return client.Dial("tcp", "server:80") }, err
				})
			}},
			{"grpc latency over bufconn", func() ([]float64, error) {
				return dialAll(func() (net.Listener, func() (net.Conn, error), error) {
					n := &latency.Network{Latency: dialRTT / 2}
					ln := bufconn.Listen(buffer)
					dial := n.Dialer(func(string, string) (net.Conn, error) { return ln.Dial() })
					return n.Listener(ln), func() (net.Conn, error) { return dial("", "") }, nil
				})
			}},
		},
	}
}

// dialAll gives the time until the last dial is back.
func dialAll(open func() (net.Listener, func() (net.Conn, error), error)) ([]float64, error) {
	figures, err := timed(func() (time.Duration, error) {
		ln, dial, err := open()
		if err != nil {
			return 0, err
		}
		began := time.Now()
		accepted := make(chan error, 1)
		go func() {
			for range dialCount {
				c, err := ln.Accept()
				if err != nil {
					accepted <- err
					return
				}
				defer c.Close()
			}
			accepted <- nil
		}()
		dialled := make(chan error, dialCount)
		conns := make(chan net.Conn, dialCount)
		for range dialCount {
			go func() {
				c, err := dial()
				if err == nil {
					conns <- c
				}
				dialled <- err
			}()
		}
		for range dialCount {
			if err := <-dialled; err != nil {
				return 0, err
			}
		}
		took := time.Since(began)
		err = <-accepted
		close(conns)
		for c := range conns {
			c.Close()
		}
		ln.Close()
		return took, err
	})()
	if err != nil {
		return nil, err
	}
	return []float64{figures[1], figures[0]}, nil
}

package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/test/bufconn"

	"rttlab/netem"
)

const (
	traceRuns = 20
	clients   = 24
	requests  = 20
	piece     = 1000 // bytes
)

func traces() workload {
	return workload{
		title:   "The same seed, 20 runs, in virtual time",
		about:   "24 clients on one bottleneck each ask 20 times for 1 to 17 kB. A trace is when each answer was complete, to the nanosecond, at each client.",
		columns: []column{{name: "distinct on one thread", format: "%.0f"}, {name: "on two", format: "%.0f"}},
		rounds:  1,
		subjects: []subject{
			{"netem, TCP, 1 % loss, 5 ms jitter", distinct(netemTrace)},
			{"netem, UDP, 5 ms jitter", distinct(netemUDPTrace)},
			{"grpc latency over bufconn (each client has a link of its own)", distinct(latencyTrace)},
			{"simnet", distinct(simnetTrace)},
		},
	}
}

// distinct counts the different traces, on one thread and on two.
func distinct(trace func() (string, error)) func() ([]float64, error) {
	return func() (figures []float64, err error) {
		for _, threads := range []int{1, 2} {
			k, err := distinctOn(threads, trace)
			if err != nil {
				return nil, err
			}
			figures = append(figures, float64(k))
		}
		return figures, nil
	}
}

func distinctOn(threads int, trace func() (string, error)) (int, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
	seen := map[string]bool{}
	for range traceRuns {
		err := bubble(func() error {
			t, err := trace()
			seen[t] = true
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return len(seen), nil
}

// ask is one client's exchange of pieces: it asks for so many and waits until
// they are there.
type ask func(client int) (exchange func(pieces int) error, err error)

// play has the clients ask and gives what they saw.
func play(a ask) (string, error) {
	began := time.Now()
	seen := make([]strings.Builder, clients)
	failed := make([]error, clients)
	var wg sync.WaitGroup
	for i := range clients {
		time.Sleep(1007 * time.Nanosecond) // they start in order
		wg.Go(func() {
			exchange, err := a(i)
			for k := 0; k < requests && err == nil; k++ {
				err = exchange(1 + (i*5+k)%17)
				fmt.Fprintln(&seen[i], i, k, time.Since(began), err)
			}
			failed[i] = err
		})
	}
	wg.Wait()
	var all strings.Builder
	for i := range clients {
		if failed[i] != nil {
			return "", failed[i]
		}
		all.WriteString(seen[i].String())
	}
	return all.String(), nil
}

func netemHosts() (n *netem.Network, client, server *netem.Host, err error) {
	n = netem.New(netem.Config{Seed: 1})
	client, server = n.Host("client", netem.Link{Down: 20 * netem.Mbps, Up: 20 * netem.Mbps}), n.Host("server", netem.Link{})
	return n, client, server, n.Path(client, server, netem.Path{RTT: rtt, Jitter: 5 * time.Millisecond})
}

func netemTrace() (string, error) {
	n, client, server, err := netemHosts()
	if err != nil {
		return "", err
	}
	defer n.Close()
	if err := n.Path(client, server, netem.Path{RTT: rtt, Jitter: 5 * time.Millisecond, Loss: 0.01}); err != nil {
		return "", err
	}
	ln, err := server.Listen("tcp", ":80")
	if err != nil {
		return "", err
	}
	return streams(ln, func() (net.Conn, error) { return client.Dial("tcp", "server:80") })
}

func latencyTrace() (string, error) {
	n := latencyNetwork(1448)
	n.Kbps /= 5
	ln := bufconn.Listen(buffer)
	dial := n.Dialer(func(string, string) (net.Conn, error) { return ln.Dial() })
	return streams(n.Listener(ln), func() (net.Conn, error) { return dial("", "") })
}

// streams asks over connections.
func streams(ln net.Listener, dial func() (net.Conn, error)) (string, error) {
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	defer ln.Close()
	return play(func(int) (func(int) error, error) {
		c, err := dial()
		if err != nil {
			return nil, err
		}
		asked := 0
		return func(pieces int) error {
			if _, err := c.Write([]byte{byte(pieces)}); err != nil {
				return err
			}
			_, err := io.ReadFull(c, make([]byte, pieces*piece))
			if asked++; asked == requests {
				c.Close()
			}
			return err
		}, nil
	})
}

func serve(c net.Conn) {
	defer c.Close()
	for {
		var pieces [1]byte
		if _, err := io.ReadFull(c, pieces[:]); err != nil {
			return
		}
		if _, err := c.Write(make([]byte, int(pieces[0])*piece)); err != nil {
			return
		}
	}
}

func netemUDPTrace() (string, error) {
	n, client, server, err := netemHosts()
	if err != nil {
		return "", err
	}
	defer n.Close()
	s, err := server.ListenPacket("udp", ":9")
	if err != nil {
		return "", err
	}
	return packets(s, func(i int) (net.PacketConn, error) { return client.ListenPacket("udp", fmt.Sprint(":", 1000+i)) })
}

// simnetTrace has one endpoint for all clients' link, as an endpoint is both:
// the server's, which is as fast as their link is elsewhere.
func simnetTrace() (string, error) {
	n := newSimnet()
	n.Logger = slog.New(slog.DiscardHandler)
	s := n.NewEndpoint(endpoint(0), simnetLink(20e6))
	ends := make([]net.PacketConn, clients)
	for i := range ends {
		ends[i] = n.NewEndpoint(endpoint(1+i), simnetLink(1e9))
	}
	n.Start()
	defer n.Close()
	return packets(s, func(i int) (net.PacketConn, error) { return ends[i], nil })
}

// packets asks with datagrams. One that was lost leaves its mark in the trace.
func packets(s net.PacketConn, open func(int) (net.PacketConn, error)) (string, error) {
	go func() {
		buf := make([]byte, piece)
		for {
			_, from, err := s.ReadFrom(buf)
			if err != nil {
				return
			}
			for range buf[0] {
				if _, err := s.WriteTo(buf, from); err != nil {
					return
				}
			}
		}
	}()
	defer s.Close()
	return play(func(i int) (func(int) error, error) {
		c, err := open(i)
		if err != nil {
			return nil, err
		}
		buf := make([]byte, piece)
		return func(pieces int) error {
			if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
				return err
			}
			if _, err := c.WriteTo([]byte{byte(pieces)}, s.LocalAddr()); err != nil {
				return err
			}
			for range pieces {
				if _, _, err := c.ReadFrom(buf); err != nil {
					return nil // lost: the time says so
				}
			}
			return nil
		}, nil
	})
}

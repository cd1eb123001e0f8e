package main

import (
	"cmp"
	"net"
	"time"

	"google.golang.org/grpc/benchmark/latency"
	"google.golang.org/grpc/test/bufconn"
	"tailscale.com/net/memnet"

	"rttlab/netem"
)

const (
	rate = 100 * netem.Mbps
	rtt  = 100 * time.Millisecond

	// buffer is that of pipes: well above the rate times the RTT, 1.25 MB, which
	// must be under way for the rate to be reached.
	buffer = 4 << 20
)

// pair is two ends of a connection, and what ends all behind it.
type pair struct {
	a, b  net.Conn
	close func()
}

// inMemory are pairs without emulation.
var inMemory = []struct {
	name string
	make func() (pair, error)
}{
	{"tailscale memnet", memnetPair},
	{"grpc bufconn", bufconnPair},
	{"kernel TCP, loopback", kernelPair},
	{"net.Pipe", func() (pair, error) {
		a, b := net.Pipe()
		return newPair(a, b), nil
	}},
}

func newPair(a, b net.Conn) pair {
	return pair{a, b, func() {
		a.Close()
		b.Close()
	}}
}

// netemPair connects two hosts; with a nil path there is none between them, and
// nothing is emulated.
func netemPair(settings netem.TCP, link netem.Link, path *netem.Path) (pair, error) {
	n := netem.New(netem.Config{TCP: settings})
	client, server := n.Host("client", link), n.Host("server", netem.Link{})
	if path != nil {
		if err := n.Path(client, server, *path); err != nil {
			return pair{}, err
		}
	}
	ln, err := server.Listen("tcp", ":80")
	if err != nil {
		return pair{}, err
	}
	p, err := connect(ln, func() (net.Conn, error) { return client.Dial("tcp", "server:80") })
	p.close = func() { n.Close() }
	return p, err
}

func memnetPair() (pair, error) {
	a, b := memnet.NewConn("pair", buffer)
	return newPair(a, b), nil
}

func bufconnPair() (pair, error) {
	ln := bufconn.Listen(buffer)
	return connect(ln, ln.Dial)
}

func kernelPair() (pair, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return pair{}, err
	}
	defer ln.Close()
	return connect(ln, func() (net.Conn, error) { return net.Dial("tcp", ln.Addr().String()) })
}

// latencyPair puts grpc's emulation in front of a pair without: over memnet,
// whose buffers grow as needed, or bufconn, which is fast. Both ends measure
// the RTT between them first.
func latencyPair(n *latency.Network, over func() (pair, error)) (pair, error) {
	p, err := over()
	if err != nil {
		return pair{}, err
	}
	type result struct {
		c   net.Conn
		err error
	}
	far := make(chan result, 1)
	go func() {
		c, err := n.Conn(p.b)
		far <- result{c, err}
	}()
	a, err := n.Conn(p.a)
	b := <-far
	if err := cmp.Or(err, b.err); err != nil {
		return pair{}, err
	}
	return newPair(a, b.c), nil
}

// latencyNetwork is grpc's emulation of the same network. Its kilobit has 1024
// bits.
func latencyNetwork(mtu int) *latency.Network {
	return &latency.Network{Kbps: int(rate) / 1024, Latency: rtt / 2, MTU: mtu}
}

func connect(ln net.Listener, dial func() (net.Conn, error)) (pair, error) {
	type result struct {
		c   net.Conn
		err error
	}
	accepted := make(chan result, 1)
	go func() {
		c, err := ln.Accept()
		accepted <- result{c, err}
	}()
	a, err := dial()
	if err != nil {
		ln.Close()
		return pair{}, err
	}
	b := <-accepted
	if b.err != nil {
		return pair{}, b.err
	}
	return newPair(a, b.c), nil
}

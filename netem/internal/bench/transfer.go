package main

import (
	"io"
	"net"
	"time"

	"github.com/marcopolo/simnet"

	"rttlab/netem"
)

const transferSize = 64 << 20

var transferColumns = []column{{name: "ms", format: "%.0f", ratio: true}, {name: "virtual s", format: "%.3f"}}

func transferStream() workload {
	link, path := netem.Link{Down: rate, Up: rate}, netem.Path{RTT: rtt}
	return workload{
		title:   "64 MiB at 100 Mbit/s, 50 ms each way, as a stream, in virtual time",
		about:   "The rate alone takes 5.369 s, 5.561 s with the headers that netem's packets have; the path adds 0.05 s, slow start the rest. grpc's emulation has neither packets nor windows: with an MTU it cuts a Write into as many pieces.",
		columns: transferColumns,
		note:    "memnet, bufconn, net.Pipe and the kernel's loopback emulate nothing.",
		subjects: []subject{
			{"netem, as Linux", stream(func() (pair, error) { return netemPair(netem.TCP{}, link, &path) })},
			{"netem, window open from the start", stream(func() (pair, error) {
				return netemPair(netem.TCP{InitialWindow: 900, ReceiveBuffer: 8 << 20}, link, &path)
			})},
			{"grpc latency over bufconn, MTU 1448", stream(func() (pair, error) { return latencyPair(latencyNetwork(1448), bufconnPair) })},
			{"grpc latency over bufconn, no MTU", stream(func() (pair, error) { return latencyPair(latencyNetwork(0), bufconnPair) })},
		},
	}
}

// stream sends from the far end to the near one.
func stream(open func() (pair, error)) func() ([]float64, error) {
	return timed(func() (time.Duration, error) {
		p, err := open()
		if err != nil {
			return 0, err
		}
		defer p.close()
		began := time.Now()
		written := make(chan error, 1)
		go func() {
			buf := make([]byte, 64<<10)
			var err error
			for left := transferSize; left > 0 && err == nil; left -= len(buf) {
				_, err = p.b.Write(buf)
			}
			written <- err
		}()
		buf := make([]byte, 64<<10)
		for left := transferSize; left > 0; {
			k, err := p.a.Read(buf)
			if err != nil {
				return 0, err
			}
			left -= k
		}
		return time.Since(began), <-written
	})
}

// timed runs f in virtual time and gives the time it took here and there.
func timed(f func() (time.Duration, error)) func() ([]float64, error) {
	return func() ([]float64, error) {
		start := processor()
		var virtual time.Duration
		err := bubble(func() (err error) {
			virtual, err = f()
			return err
		})
		return []float64{(processor() - start).Seconds() * 1e3, virtual.Seconds()}, err
	}
}

const (
	datagram    = 1200
	perPause    = 10 // datagrams a millisecond: 98 Mbit/s with their headers
	datagramLot = transferSize / datagram
)

func transferDatagrams() workload {
	return workload{
		title:   "64 MiB at 100 Mbit/s, 50 ms each way, as datagrams, in virtual time",
		about:   "1200 bytes each, ten a millisecond.",
		columns: transferColumns,
		subjects: []subject{
			{"netem, UDP", timed(netemPaced)},
			{"simnet", timed(simnetPaced)},
		},
	}
}

func netemPaced() (time.Duration, error) {
	n := netem.New(netem.Config{})
	defer n.Close()
	client, server := n.Host("client", netem.Link{Down: rate, Up: rate}), n.Host("server", netem.Link{})
	if err := n.Path(client, server, netem.Path{RTT: rtt}); err != nil {
		return 0, err
	}
	to, err := client.ListenPacket("udp", ":9")
	if err != nil {
		return 0, err
	}
	from, err := server.ListenPacket("udp", ":9")
	if err != nil {
		return 0, err
	}
	return paced(from, to)
}

func simnetPaced() (time.Duration, error) {
	n := newSimnet()
	to, from := n.NewEndpoint(endpoint(1), simnetLink(int(rate))), n.NewEndpoint(endpoint(2), simnetLink(10*int(rate)))
	n.Start()
	defer n.Close()
	return paced(from, to)
}

func newSimnet() *simnet.Simnet {
	return &simnet.Simnet{LatencyFunc: simnet.StaticLatency(rtt / 2)}
}

func simnetLink(bits int) simnet.NodeBiDiLinkSettings {
	one := simnet.LinkSettings{BitsPerSecond: bits}
	return simnet.NodeBiDiLinkSettings{Downlink: one, Uplink: one}
}

func paced(from, to net.PacketConn) (time.Duration, error) {
	began := time.Now()
	written := make(chan error, 1)
	go func() {
		buf := make([]byte, datagram)
		var err error
		for i := 0; i < datagramLot && err == nil; i++ {
			if i%perPause == 0 {
				time.Sleep(time.Millisecond)
			}
			_, err = from.WriteTo(buf, to.LocalAddr())
		}
		written <- err
	}()
	buf := make([]byte, 2*datagram)
	if err := to.SetReadDeadline(time.Now().Add(time.Minute)); err != nil { // a loss is an error
		return 0, err
	}
	for range datagramLot {
		k, _, err := to.ReadFrom(buf)
		if err != nil {
			return 0, err
		}
		if k != datagram {
			return 0, io.ErrShortBuffer
		}
	}
	return time.Since(began), <-written
}

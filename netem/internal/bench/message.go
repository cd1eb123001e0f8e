package main

import (
	"io"
	"net"
	"time"

	"github.com/marcopolo/simnet"

	"rttlab/netem"
)

const (
	messages    = 20000
	messageSize = 1024
)

var nanoseconds = []column{{name: "ns", format: "%.0f", ratio: true}}

// messageBuffered is a write and the read of what was written, by one
// goroutine.
func messageBuffered() workload {
	w := workload{
		title:   "1 KiB written and read, without emulation, one goroutine",
		about:   "The network has no delay and no rate. netem's bytes still go through TCP: segments, ACKs, windows, a congestion control.",
		columns: nanoseconds,
	}
	w.add("netem, TCP", func() (pair, error) { return netemPair(netem.TCP{}, netem.Link{}, nil) }, oneGoroutine)
	w.subjects = append(w.subjects, subject{"netem, UDP", netemDatagrams})
	for _, r := range inMemory {
		if r.name != "net.Pipe" { // has no buffer: a Write waits for a Read
			w.add(r.name, r.make, oneGoroutine)
		}
	}
	w.subjects = append(w.subjects, subject{"simnet, datagrams, no link", simnetDatagrams})
	return w
}

// messageTwo is a goroutine that writes all the time and one that reads.
func messageTwo() workload {
	w := workload{
		title:   "1 KiB written and read, without emulation, two goroutines",
		about:   "One writes all the time, the other reads.",
		columns: nanoseconds,
	}
	w.add("netem, TCP", func() (pair, error) { return netemPair(netem.TCP{}, netem.Link{}, nil) }, twoGoroutines)
	for _, r := range inMemory {
		w.add(r.name, r.make, twoGoroutines)
	}
	return w
}

func (w *workload) add(name string, open func() (pair, error), work func(pair) (time.Duration, error)) {
	w.subjects = append(w.subjects, subject{name, func() ([]float64, error) {
		p, err := open()
		if err != nil {
			return nil, err
		}
		defer p.close()
		took, err := work(p)
		return []float64{float64(took) / messages}, err
	}})
}

func oneGoroutine(p pair) (time.Duration, error) {
	buf := make([]byte, messageSize)
	start := processor()
	for range messages {
		if _, err := p.a.Write(buf); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(p.b, buf); err != nil {
			return 0, err
		}
	}
	return processor() - start, nil
}

func twoGoroutines(p pair) (time.Duration, error) {
	start := processor()
	written := make(chan error, 1)
	go func() {
		buf := make([]byte, messageSize)
		for range messages {
			if _, err := p.a.Write(buf); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	buf := make([]byte, messageSize)
	for range messages {
		if _, err := io.ReadFull(p.b, buf); err != nil {
			return 0, err
		}
	}
	return processor() - start, <-written
}

func netemDatagrams() ([]float64, error) {
	n := netem.New(netem.Config{})
	defer n.Close()
	a, err := n.Host("a", netem.Link{}).ListenPacket("udp", ":1")
	if err != nil {
		return nil, err
	}
	b, err := n.Host("b", netem.Link{}).ListenPacket("udp", ":1")
	if err != nil {
		return nil, err
	}
	return datagrams(a, b)
}

func simnetDatagrams() ([]float64, error) {
	a, b := simnet.NewSimConn(endpoint(1)), simnet.NewSimConn(endpoint(2))
	var router simnet.PerfectRouter
	for _, c := range []*simnet.SimConn{a, b} {
		router.AddNode(c.LocalAddr(), c)
		c.SetUpPacketReceiver(&router)
	}
	defer a.Close()
	defer b.Close()
	return datagrams(a, b)
}

func datagrams(a, b net.PacketConn) ([]float64, error) {
	buf := make([]byte, messageSize)
	to := b.LocalAddr()
	start := processor()
	for range messages {
		if _, err := a.WriteTo(buf, to); err != nil {
			return nil, err
		}
		if _, _, err := b.ReadFrom(buf); err != nil {
			return nil, err
		}
	}
	return []float64{float64(processor()-start) / messages}, nil
}

// endpoint is an address on a simnet.
func endpoint(i int) *net.UDPAddr {
	return &net.UDPAddr{IP: simnet.IntToPublicIPv4(i), Port: 9}
}

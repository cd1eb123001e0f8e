package main

import (
	"net"
	"runtime"

	"rttlab/netem"
)

const idlePairs = 200

func idle() workload {
	link, path := netem.Link{Down: rate, Up: rate}, netem.Path{RTT: rtt}
	return workload{
		title:   "An idle connection, both ends, with delay and rate",
		about:   "Heap and stacks of a pair. Those below simnet emulate nothing and are there for comparison. bufconn makes its buffers at once: 4 MiB each here, so that the rate can be reached. The kernel's own memory is not counted.",
		columns: []column{{name: "bytes", format: "%.0f", ratio: true}, {name: "goroutines", format: "%.1f"}},
		rounds:  5,
		subjects: append([]subject{
			{"netem", virtually(netemShared)},
			{"netem, two hosts for each", virtually(each(func() (pair, error) { return netemPair(netem.TCP{}, link, &path) }))},
			{"grpc latency over memnet", virtually(each(func() (pair, error) { return latencyPair(latencyNetwork(1448), memnetPair) }))},
			{"grpc latency over bufconn", virtually(each(func() (pair, error) { return latencyPair(latencyNetwork(1448), bufconnPair) }))},
			{"simnet", virtually(simnetPairs)},
		}, idleInMemory()...),
	}
}

func idleInMemory() (s []subject) {
	for _, r := range inMemory {
		s = append(s, subject{r.name, func() ([]float64, error) { return growth(each(r.make)) }})
	}
	return s
}

func virtually(open func() (func(), error)) func() ([]float64, error) {
	return func() (figures []float64, err error) {
		err = bubble(func() error {
			figures, err = growth(open)
			return err
		})
		return figures, err
	}
}

// growth is what open's pairs add to this process, for each.
func growth(open func() (func(), error)) ([]float64, error) {
	bytes, goroutines := inUse(), runtime.NumGoroutine()
	end, err := open()
	if err != nil {
		return nil, err
	}
	defer end()
	return []float64{
		max(0, inUse()-bytes) / idlePairs,
		float64(runtime.NumGoroutine()-goroutines) / idlePairs,
	}, nil
}

func inUse() float64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

// each opens pairs that have nothing in common.
func each(open func() (pair, error)) func() (func(), error) {
	return func() (func(), error) {
		pairs := make([]pair, idlePairs)
		for i := range pairs {
			p, err := open()
			if err != nil {
				return nil, err
			}
			pairs[i] = p
		}
		return func() {
			for _, p := range pairs {
				p.close()
			}
		}, nil
	}
}

// netemShared opens all pairs between the same two hosts.
func netemShared() (func(), error) {
	n := netem.New(netem.Config{})
	client, server := n.Host("client", netem.Link{Down: rate, Up: rate}), n.Host("server", netem.Link{})
	if err := n.Path(client, server, netem.Path{RTT: rtt}); err != nil {
		return nil, err
	}
	ln, err := server.Listen("tcp", ":80")
	if err != nil {
		return nil, err
	}
	ends := make([]net.Conn, 0, 2*idlePairs)
	for range idlePairs {
		p, err := connect(ln, func() (net.Conn, error) { return client.Dial("tcp", "server:80") })
		if err != nil {
			return nil, err
		}
		ends = append(ends, p.a, p.b)
	}
	return func() {
		n.Close()
		runtime.KeepAlive(ends)
	}, nil
}

// simnetPairs opens endpoints of one network: two are a pair.
func simnetPairs() (func(), error) {
	n := newSimnet()
	ends := make([]net.PacketConn, 2*idlePairs)
	for i := range ends {
		ends[i] = n.NewEndpoint(endpoint(i), simnetLink(int(rate)))
	}
	n.Start()
	return func() {
		n.Close()
		runtime.KeepAlive(ends)
	}, nil
}

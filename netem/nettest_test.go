package netem_test

import (
	"flag"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/nettest"

	"rttlab/netem"
)

// TestMain has the conformance tests run all at once: they are the parallel
// ones, and spend their time waiting for real time to pass.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	m.Run()
}

// nettest.TestConn calls t.Run, which a bubble does not allow, so this is real
// time.
func TestConformance(t *testing.T) {
	fast := netem.Link{Down: 100 * netem.Mbps, Up: 100 * netem.Mbps}
	codel := netem.Link{Down: 100 * netem.Mbps, Up: 100 * netem.Mbps, Queue: netem.Queue{CoDel: true}}
	bad := netem.Direction{
		Bursts: netem.Bursts{Start: 0.002, End: 0.5}, Duplicate: 0.01, Reorder: netem.Reorder{Probability: 0.01, Delay: 3 * ms},
	}
	for _, test := range []struct {
		name string
		link netem.Link
		path netem.Path
	}{
		{"no emulation", netem.Link{}, netem.Path{}},
		{"5 ms", fast, netem.Path{RTT: 10 * time.Millisecond}},
		{"5 ms and loss", fast, netem.Path{RTT: 10 * time.Millisecond, Loss: 0.01}},
		{"5 ms, CoDel and a bad path", codel, netem.Path{RTT: 10 * time.Millisecond, There: bad, Back: bad}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				n, a, b := pairOf(t, test.link, test.path)
				c, s := connect(t, a, b)
				return c, s, func() {
					c.Close()
					s.Close()
					require.NoError(t, n.Close())
				}, nil
			})
		})
	}
}

func TestConformanceOfWrap(t *testing.T) {
	t.Parallel()
	link := netem.Link{Down: 100 * netem.Mbps, Up: 100 * netem.Mbps}
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer ln.Close()
		near, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		far, err := ln.Accept()
		require.NoError(t, err)
		c1, err = netem.Wrap(near, link, netem.Path{RTT: 10 * time.Millisecond}, netem.Config{})
		require.NoError(t, err)
		return c1, far, func() { c1.Close(); far.Close() }, nil
	})
}

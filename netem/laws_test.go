package netem_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

const ms = time.Millisecond

// serve accepts on b's port 80 and hands every connection to f.
func serve(t testing.TB, b *netem.Host, f func(c *netem.Conn)) {
	serveOn(t, b, ":80", f)
}

func serveOn(t testing.TB, b *netem.Host, address string, f func(c *netem.Conn)) {
	ln, err := b.Listen("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go f(c.(*netem.Conn))
		}
	}()
}

// A hundred dials of one round trip each: R when they run at once, 100 R when
// they follow each other. Each adds at most the tick in which it is sent.
func TestHundredDials(t *testing.T) {
	const n, rtt = 100, 200 * ms
	for _, test := range []struct {
		name  string
		total time.Duration
		dial  func(dial func())
	}{
		{"at once", rtt, func(dial func()) {
			var wg sync.WaitGroup
			for range n {
				wg.Go(dial)
			}
			wg.Wait()
		}},
		{"one after the other", n * rtt, func(dial func()) {
			for range n {
				dial()
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: rtt})
				serve(t, b, func(*netem.Conn) {})
				start := time.Now()
				test.dial(func() {
					_, err := a.Dial("tcp", "server.example:80")
					require.NoError(t, err)
				})
				took := time.Since(start)
				require.GreaterOrEqual(t, took, test.total)
				require.LessOrEqual(t, took, test.total+n*time.Microsecond)
			})
		})
	}
}

// The path's DialDelay comes on top of the handshake's round trip, once.
func TestDialDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 200 * ms, DialDelay: 150 * ms})
		serve(t, b, func(c *netem.Conn) { io.Copy(c, c) })
		start := time.Now()
		c, err := a.Dial("tcp", "server.example:80")
		require.NoError(t, err)
		require.Equal(t, 350*ms, time.Since(start).Truncate(10*time.Microsecond))
		_, err = c.Write([]byte("x"))
		require.NoError(t, err)
		_, err = c.Read(make([]byte, 1))
		require.NoError(t, err)
		require.Equal(t, 550*ms, time.Since(start).Truncate(20*time.Microsecond))
		c.Close()
	})
}

// n full packets of 1500 bytes over a link of rate r take n*12000/r from the
// first bit to the last, then half a round trip; with a window that holds them
// all nothing else counts. 40 packets at 10 Mbit/s: 48 ms.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const packets, mss = 40, 1448
		n := netem.New(netem.Config{TCP: netem.TCP{InitialWindow: packets}})
		a, b := n.Host("a", netem.Link{Down: 10 * netem.Mbps, Queue: netem.Queue{Packets: packets}}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 100 * ms}))
		c, s := connect(t, a, b)
		start := time.Now()
		_, err := s.Write(make([]byte, packets*mss))
		require.NoError(t, err)
		_, err = io.ReadFull(c, make([]byte, packets*mss))
		require.NoError(t, err)
		require.Equal(t, 48*ms+50*ms, time.Since(start).Truncate(10*time.Microsecond))
	})
}

// Six connections over one link of 8 Mbit/s carry together what the link does:
// 6 * 250 kB and their headers in 1.5 MB * 1500/1448 * 8 / 8e6 = 1.554 s, after
// half a round trip. The queue makes the round trip grow faster than TCP learns
// of it, so a few loss probes (RFC 8985 §7) take some of the link: 2 %.
func TestConnectionsShareALink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{TCP: netem.TCP{InitialWindow: 200}})
		a := n.Host("a", netem.Link{Down: 8 * netem.Mbps, Queue: netem.Queue{Packets: 2000}})
		b := n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
		const size = 250_000
		var wg sync.WaitGroup
		var pairs [6][2]*netem.Conn
		for i := range pairs {
			pairs[i][0], pairs[i][1] = connect(t, a, b)
		}
		start := time.Now()
		for _, p := range pairs {
			wg.Go(func() { p[1].Write(make([]byte, size)) })
			wg.Go(func() { io.ReadFull(p[0], make([]byte, size)) })
		}
		wg.Wait()
		packets := 6 * ((size + 1447) / 1448)
		want := time.Duration(6*size+52*packets) * 8 * time.Second / 8e6
		took := time.Since(start) - 10*ms
		require.GreaterOrEqual(t, took, want)
		require.LessOrEqual(t, took, want*102/100)
	})
}

// No byte of a stream is ever lost or out of order, whatever the path does.
func TestEveryByteArrives(t *testing.T) {
	for _, test := range []struct {
		path netem.Path
		link netem.Link
		size int
	}{
		{netem.Path{RTT: 20 * ms, Loss: 0.3}, netem.Link{}, 200_000},
		{netem.Path{RTT: 20 * ms, Loss: 0.05}, netem.Link{Down: 5 * netem.Mbps, Queue: netem.Queue{Packets: 3}}, 500_000},
		{netem.Path{RTT: 20 * ms, Jitter: 30 * ms}, netem.Link{Up: netem.Mbps}, 500_000},
	} {
		t.Run(fmt.Sprintf("loss %v jitter %v", test.path.Loss, test.path.Jitter), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, a, b := pairOf(t, test.link, test.path)
				serve(t, b, func(c *netem.Conn) {
					io.Copy(c, struct{ io.Reader }{c})
					c.CloseWrite()
				})
				c, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				sent := make([]byte, test.size)
				for i := range sent {
					sent[i] = byte(i ^ i>>8 ^ i>>16)
				}
				go func() {
					c.Write(sent)
					c.(*netem.Conn).CloseWrite()
				}()
				got, err := io.ReadAll(c)
				require.NoError(t, err)
				require.True(t, bytes.Equal(sent, got))
			})
		})
	}
}

// During an outage nothing passes; afterwards the connection goes on. The
// sender tries again after 200 ms (the floor of the retransmission timeout),
// 400, 800 ...: at some instant in (outage, 2*outage + RTO).
func TestOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		b.Down()
		start := time.Now()
		_, err := c.Write([]byte("hello"))
		require.NoError(t, err)
		require.NoError(t, s.SetReadDeadline(time.Now().Add(5*time.Second)))
		_, err = s.Read(make([]byte, 10))
		require.Error(t, err)
		require.NoError(t, s.SetReadDeadline(time.Time{}))
		b.Up()
		k, err := s.Read(make([]byte, 10))
		require.NoError(t, err)
		require.Equal(t, 5, k)
		require.Less(t, time.Since(start), 11*time.Second)
	})
}

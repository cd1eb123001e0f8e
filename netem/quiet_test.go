package netem_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Events that nobody notices are handled late; those who observe are told of
// every event at once, so for them none is. What goroutines see is the same to
// the nanosecond: writers that wait for ACKs, readers, datagrams, with a path
// and a link that change meanwhile.
func TestLateEventsAreNotNoticed(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			require.Equal(t, exchanges(t, seed, true), exchanges(t, seed, false))
		})
	}
}

// Each of these catches an event that is late when nothing else happens that
// would have it handled in time.
func TestLateEventsAlone(t *testing.T) {
	for _, tc := range []struct {
		name  string
		down  netem.BitRate
		tcp   netem.TCP
		serve func(n *netem.Network, c *netem.Conn, change func(time.Duration)) time.Duration
	}{
		{"a window that opens with each ACK", 0, netem.TCP{}, func(n *netem.Network, c *netem.Conn, _ func(time.Duration)) time.Duration {
			c.Write(make([]byte, 60000))
			return n.Now()
		}},
		{"a writer that begins to wait when the ACKs are under way", 10 * netem.Mbps, netem.TCP{SendBuffer: 20000}, func(n *netem.Network, c *netem.Conn, _ func(time.Duration)) time.Duration {
			c.Write(make([]byte, 14000))
			time.Sleep(120*ms + 7*time.Nanosecond)
			c.Write(make([]byte, 20000))
			return n.Now()
		}},
		{"a path that becomes short when the ACKs are under way", 10 * netem.Mbps, netem.TCP{}, func(n *netem.Network, c *netem.Conn, change func(time.Duration)) time.Duration {
			c.Write(make([]byte, 60000))
			time.Sleep(120*ms + 7*time.Nanosecond)
			change(2 * ms)
			return n.Now()
		}},
		{"a path that becomes short when something was just written", 0, netem.TCP{}, func(n *netem.Network, c *netem.Conn, change func(time.Duration)) time.Duration {
			c.Write(make([]byte, 1000))
			change(2 * ms)
			return n.Now()
		}},
		{"an Accept", 0, netem.TCP{}, func(n *netem.Network, _ *netem.Conn, _ func(time.Duration)) time.Duration { return n.Now() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := func(observed bool) (seen []time.Duration) {
				synctest.Test(t, func(t *testing.T) {
					n := netem.New(netem.Config{TCP: tc.tcp})
					defer n.Close()
					a, b := n.Host("client", netem.Link{Down: tc.down}), n.Host("server.example", netem.Link{})
					require.NoError(t, n.Path(a, b, netem.Path{RTT: 200 * ms}))
					if observed {
						n.Observe(func(netem.Event) {})
					}
					var served time.Duration
					serve(t, b, func(c *netem.Conn) {
						defer c.Close()
						served = tc.serve(n, c, func(rtt time.Duration) {
							require.NoError(t, n.Path(a, b, netem.Path{RTT: rtt}))
						})
					})
					c, err := a.Dial("tcp", "server.example:80")
					require.NoError(t, err)
					seen = append(seen, n.Now())
					for buf := make([]byte, 10000); err == nil; {
						_, err = c.Read(buf)
						seen = append(seen, n.Now())
					}
					require.Equal(t, io.EOF, err)
					seen = append(seen, served)
				})
				return seen
			}
			require.Equal(t, run(true), run(false))
		})
	}
}

// exchanges is when everything was done on a network whose every setting is
// drawn from the seed.
func exchanges(t *testing.T, seed uint64, observed bool) (seen string) {
	synctest.Test(t, func(t *testing.T) {
		draw := rand.New(rand.NewPCG(seed, 1))
		rtt := func() time.Duration { return time.Duration(draw.IntN(200)) * ms }
		n := netem.New(netem.Config{Seed: seed})
		defer n.Close()
		a := n.Host("a", netem.Link{Down: 20 * netem.Mbps, Up: 5 * netem.Mbps})
		b := n.Host("b.example", netem.Link{})
		path := netem.Path{RTT: rtt(), Loss: 0.01 * float64(draw.IntN(2)), Jitter: time.Duration(draw.IntN(3)) * ms}
		require.NoError(t, n.Path(a, b, path))
		if observed {
			n.Observe(func(netem.Event) {})
		}
		serve(t, b, func(c *netem.Conn) { // answers with as much as it got
			defer c.Close()
			k, err := io.Copy(io.Discard, c)
			require.NoError(t, err)
			_, err = c.Write(make([]byte, k))
			require.NoError(t, err)
		})
		pings, err := b.ListenPacket("udp", ":9")
		require.NoError(t, err)
		go func() {
			buf := make([]byte, 9)
			for {
				k, from, err := pings.ReadFrom(buf)
				if err != nil {
					return
				}
				pings.WriteTo(buf[:k], from)
			}
		}()
		logs := make([]string, 5)
		sizes := make([]int, 4)
		for i := range sizes {
			sizes[i] = 1 + draw.IntN(1<<(8+4*i))
		}
		var wg sync.WaitGroup
		for i, size := range sizes {
			time.Sleep(1007 * time.Nanosecond) // dials at instants of their own
			wg.Go(func() {
				conn, err := a.Dial("tcp", "b.example:80")
				require.NoError(t, err)
				c := conn.(*netem.Conn)
				defer c.Close()
				for left := size; left > 0; left -= min(left, 10000) {
					_, err = c.Write(make([]byte, min(left, 10000)))
					require.NoError(t, err)
					logs[i] += fmt.Sprintln("wrote", n.Now())
				}
				require.NoError(t, c.CloseWrite())
				buf := make([]byte, 10000)
				for left := size; ; {
					if i%2 == 0 {
						c.Expect(min(left, 70000))
					}
					k, err := c.Read(buf)
					left -= k
					logs[i] += fmt.Sprintln("read", k, n.Now())
					if err != nil {
						require.Equal(t, io.EOF, err)
						return
					}
				}
			})
		}
		wg.Go(func() {
			logs[4] = ping(t, n, a, b)
		})
		time.Sleep(500*ms + 13*time.Nanosecond)
		path.RTT = rtt()
		require.NoError(t, n.Path(a, b, path))
		time.Sleep(100 * ms)
		require.NoError(t, b.SetLink(netem.Link{Down: 50 * netem.Mbps}))
		wg.Wait()
		require.NoError(t, pings.Close())
		seen = fmt.Sprint(logs, a.Counts(), b.Counts())
	})
	return seen
}

// ping sends forty datagrams and tells when each came back.
func ping(t *testing.T, n *netem.Network, a, b *netem.Host) (log string) {
	c, err := a.ListenPacket("udp", ":9")
	require.NoError(t, err)
	to := &net.UDPAddr{IP: b.Addr().AsSlice(), Port: 9}
	for range 40 {
		_, err := c.WriteTo([]byte("ping"), to)
		require.NoError(t, err)
		require.NoError(t, c.SetReadDeadline(time.Now().Add(300*ms+17*time.Nanosecond)))
		_, _, err = c.ReadFrom(make([]byte, 9))
		log += fmt.Sprintln("ping", err != nil, n.Now())
	}
	return log
}

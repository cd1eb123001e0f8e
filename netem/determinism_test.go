package netem_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// workload is six connections over one slow link with jitter and loss, each of
// which asks for five things of several sizes. It gives the hash of every
// packet event, or of what the clients saw if nobody observes.
func workload(t *testing.T, seed uint64, observe bool, more func(n *netem.Network, a, b *netem.Host)) string {
	h := sha256.New()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: seed})
		defer n.Close()
		a := n.Host("client", netem.Link{Down: 8 * netem.Mbps, Up: 2 * netem.Mbps})
		b := n.Host("server.example", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 50 * ms, Jitter: 5 * ms, Loss: 0.01}))
		if observe {
			n.Observe(func(e netem.Event) {
				fmt.Fprintln(h, e.Time, e.Kind, e.Src, e.Dst, e.Size, e.Reason, e.Segment.Seq, e.Segment.Ack, e.Segment.Window)
			})
		}
		if more != nil {
			more(n, a, b)
		}
		for i := range 6 { // who dials the same at the same instant is not told apart
			serveOn(t, b, fmt.Sprint(":", 80+i), func(c *netem.Conn) {
				defer c.Close()
				for {
					var k [1]byte
					if _, err := io.ReadFull(c, k[:]); err != nil {
						return
					}
					c.Write(make([]byte, int(k[0])*1000))
				}
			})
		}
		var wg sync.WaitGroup
		seen := make([]string, 6)
		for i := range 6 {
			wg.Go(func() {
				anyOrder()
				c, err := a.Dial("tcp", fmt.Sprint("server.example:", 80+i))
				require.NoError(t, err)
				defer c.Close()
				for k := range 5 {
					size := 1 + (i*5+k)%17
					_, err := c.Write([]byte{byte(size)})
					require.NoError(t, err)
					_, err = io.ReadFull(c, make([]byte, size*1000))
					require.NoError(t, err)
					seen[i] += fmt.Sprintln(i, k, n.Now())
				}
			})
		}
		wg.Wait()
		if !observe {
			fmt.Fprint(h, seen)
		}
	})
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedSamePackets(t *testing.T) {
	for _, observe := range []bool{true, false} {
		first := workload(t, 1, observe, nil)
		for _, procs := range []int{1, 2} {
			func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				for range 25 {
					require.Equal(t, first, workload(t, 1, observe, nil))
				}
			}()
		}
		require.NotEqual(t, first, workload(t, 2, observe, nil), "another seed draws other losses")
	}
}

// Hosts and flows that are added elsewhere shift nobody's draws: the same of a
// thousand datagrams are lost, after the same delays.
func TestDrawsAreAFlowsOwn(t *testing.T) {
	lost := func(others bool) (arrivals []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			n := netem.New(netem.Config{Seed: 1})
			defer n.Close()
			a := n.Host("a", netem.Link{})
			var c net.Conn
			if others {
				c2, d := n.Host("another", netem.Link{}), n.Host("d", netem.Link{})
				require.NoError(t, n.Path(a, d, netem.Path{Loss: 0.5, Jitter: 5 * ms}))
				connect(t, c2, d)
				var err error
				c, err = a.Dial("udp", "d:9")
				require.NoError(t, err)
			}
			b := n.Host("b", netem.Link{})
			require.NoError(t, n.Path(a, b, netem.Path{RTT: 10 * ms, Loss: 0.3, Jitter: 5 * ms}))
			to, err := b.ListenPacket("udp", ":9")
			require.NoError(t, err)
			from, err := a.ListenPacket("udp", ":1000")
			require.NoError(t, err)
			for range 1000 {
				if c != nil {
					_, err := c.Write([]byte("x"))
					require.NoError(t, err)
				}
				sent := time.Now()
				_, err := from.WriteTo([]byte("x"), to.LocalAddr())
				require.NoError(t, err)
				require.NoError(t, to.SetReadDeadline(time.Now().Add(20*ms)))
				_, _, err = to.ReadFrom(make([]byte, 1))
				took := time.Since(sent)
				if err != nil {
					took = -1
				}
				arrivals = append(arrivals, took.Truncate(10*time.Microsecond))
			}
		})
		return arrivals
	}
	require.Equal(t, lost(false), lost(true))
}

// Being observed changes nothing.
func TestObservationIsPassive(t *testing.T) {
	count := 0
	require.Equal(t, workload(t, 1, false, nil), workload(t, 1, false, func(n *netem.Network, _, _ *netem.Host) {
		n.Observe(func(netem.Event) { count++ })
	}))
	require.Positive(t, count)
}

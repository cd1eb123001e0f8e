package netem_test

import (
	"io"
	"math"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// codelled is a sender of datagrams behind a link with CoDel.
type codelled struct {
	n     *netem.Network
	send  func()          // 1250 bytes
	drops []time.Duration // CoDel's, on the network's clock
}

func newCodelled(t *testing.T, up netem.BitRate) *codelled {
	n, a, b := pairOf(t, netem.Link{Up: up, Queue: netem.Queue{CoDel: true}}, netem.Path{RTT: 10 * ms})
	to, err := b.ListenPacket("udp", ":9")
	require.NoError(t, err)
	from, err := a.ListenPacket("udp", ":1000")
	require.NoError(t, err)
	c := &codelled{n: n}
	n.Observe(func(e netem.Event) {
		if e.Kind == netem.Dropped && e.Reason == netem.Managed {
			c.drops = append(c.drops, e.Time)
		}
	})
	c.send = func() {
		_, err := from.WriteTo(make([]byte, 1250-28), to.LocalAddr())
		require.NoError(t, err)
	}
	return c
}

// overload sends a packet every 0.9 ms, each of which takes 1 ms of 10 Mbit/s.
func (c *codelled) overload(d time.Duration) {
	for start := c.n.Now(); c.n.Now()-start < d; time.Sleep(900 * time.Microsecond) {
		c.send()
	}
	synctest.Wait()
}

// Under a load of 10/9 of the link the queue grows until a packet has waited
// 5 ms, stands for 100 ms, and then CoDel drops: the k-th pause between drops
// is 100 ms / sqrt(k), but for the millisecond that a packet takes
// (RFC 8289 §3.3, §5). The load of 11 % is more than the first drops take away, so
// it does not stop.
func TestCoDelsControlLaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCodelled(t, 10*netem.Mbps)
		start := c.n.Now()
		c.overload(1500 * ms)
		drops := c.drops
		// The i-th packet comes at 0.9 i and leaves the queue at i ms: 5 ms of
		// waiting at i = 50.
		require.InDelta(t, 150, (drops[0]-start).Seconds()*1000, 2)
		require.Greater(t, len(drops), 20)
		law := drops[0]
		for k := range 20 {
			law += time.Duration(float64(100*ms) / math.Sqrt(float64(k+1)))
			require.InDelta(t, law.Seconds(), drops[k+1].Seconds(), 0.002, "drop %d", k+2)
		}
	})
}

// CoDel takes up where it left off if it last dropped less than 16 intervals ago
// (RFC 8289 §5.5), and begins anew otherwise.
func TestCoDelAfterAPause(t *testing.T) {
	for pause, want := range map[time.Duration]time.Duration{1000 * ms: 25 * ms, 2000 * ms: 100 * ms} {
		synctest.Test(t, func(t *testing.T) {
			c := newCodelled(t, 10*netem.Mbps)
			c.overload(1000 * ms)
			time.Sleep(pause)
			synctest.Wait()
			before := len(c.drops)
			require.Greater(t, before, 10)
			c.overload(400 * ms)
			gap := c.drops[before+1] - c.drops[before]
			require.InDelta(t, want.Seconds(), gap.Seconds(), 0.007)
		})
	}
}

// A packet that waits alone is never dropped, however slow the link is (RFC 8289
// §5.4: "the queue contains fewer than MTU bytes").
func TestCoDelOnASlowLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCodelled(t, 100*netem.Kbps)
		for range 31 { // 100 ms of the link each: the later ones wait for up to 31 ms
			c.send()
			time.Sleep(99 * ms)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		require.Empty(t, c.drops)
	})
}

// A download fills a deep queue, and with it everybody's round trip; CoDel
// keeps the wait near its target and the link busy.
func TestCoDelAgainstBufferbloat(t *testing.T) {
	wait := func(q netem.Queue) (median time.Duration, took time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			n, a, b := pairOf(t, netem.Link{Down: 10 * netem.Mbps, Queue: q}, netem.Path{RTT: 20 * ms})
			var waits []time.Duration
			queued := map[uint64]time.Duration{}
			n.Observe(func(e netem.Event) {
				switch e.Kind {
				case netem.Queued:
					queued[e.Packet] = e.Time
				case netem.Left:
					waits = append(waits, e.Time-queued[e.Packet])
				}
			})
			c, s := connect(t, a, b)
			start := time.Now()
			go func() {
				s.Write(make([]byte, 10<<20))
				s.Close()
			}()
			_, err := io.Copy(io.Discard, c)
			require.NoError(t, err)
			took = time.Since(start)
			slices.Sort(waits)
			median = waits[len(waits)/2]
		})
		return median, took
	}
	deep, slow := wait(netem.Queue{Packets: 1000})
	codel, fast := wait(netem.Queue{CoDel: true})
	require.Greater(t, deep, 200*ms)
	require.Less(t, codel, 20*ms)
	require.Less(t, fast, slow*11/10)
}

// Two connections over a lossy CoDel link with everything on are as
// reproducible as one without.
func TestModelsAreDeterministic(t *testing.T) {
	run := func() (log []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			d := netem.Direction{
				Bursts: netem.Bursts{Start: 0.005, End: 0.3}, Duplicate: 0.02, Reorder: netem.Reorder{Probability: 0.02, Delay: 3 * ms},
			}
			n, a, b := pairOf(t, netem.Link{Down: 5 * netem.Mbps, Queue: netem.Queue{CoDel: true}}, netem.Path{RTT: 30 * ms, There: d, Back: d})
			n.Observe(func(e netem.Event) { log = append(log, e.Time) })
			done := make(chan struct{})
			for range 2 {
				c, s := connect(t, a, b)
				go func() {
					s.Write(make([]byte, 300_000))
					s.Close()
				}()
				go func(c net.Conn) {
					io.Copy(io.Discard, c)
					done <- struct{}{}
				}(c)
			}
			<-done
			<-done
		})
		return log
	}
	first := run()
	for range 10 {
		require.Equal(t, first, run())
	}
}

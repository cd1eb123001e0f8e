package netem_test

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// trip is how long a byte takes from c to s.
func trip(t *testing.T, c, s *netem.Conn) time.Duration {
	start := time.Now()
	_, err := c.Write([]byte("x"))
	require.NoError(t, err)
	_, err = s.Read(make([]byte, 1))
	require.NoError(t, err)
	return time.Since(start).Truncate(10 * time.Microsecond)
}

// A path may change while it is used.
func TestPathChangesLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		require.Equal(t, 10*ms, trip(t, c, s))
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 100 * ms}))
		require.Equal(t, 50*ms, trip(t, c, s))
		require.Equal(t, 50*ms, trip(t, s, c))
		time.Sleep(100 * ms) // what is under way keeps its delay, and is not overtaken
		require.NoError(t, n.Path(a, b, netem.Path{}))
		require.Equal(t, 0*ms, trip(t, c, s))
	})
}

// Ten datagrams of 1250 bytes (10 kbit) at 1 Mbit/s take 10 ms each. After 25 ms two are
// through and the third is half through: it is finished at the old rate, the
// other seven take 1 ms each at 10 Mbit/s. 30 + 7 = 37 ms.
func TestLinkChangesLive(t *testing.T) {
	for _, direction := range []string{"down", "up"} {
		t.Run(direction, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := netem.New(netem.Config{})
				a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
				require.NoError(t, n.Path(a, b, netem.Path{RTT: 40 * ms}))
				host, link := a, func(r netem.BitRate) netem.Link {
					return netem.Link{Up: r, Queue: netem.Queue{Packets: 100}}
				}
				if direction == "down" {
					host, link = b, func(r netem.BitRate) netem.Link {
						return netem.Link{Down: r, Queue: netem.Queue{Packets: 100}}
					}
				}
				require.NoError(t, host.SetLink(link(netem.Mbps)))
				to, err := b.ListenPacket("udp", ":9")
				require.NoError(t, err)
				from, err := a.Dial("udp", "b:9")
				require.NoError(t, err)
				start := time.Now()
				for range 10 {
					_, err := from.Write(make([]byte, 1250-28))
					require.NoError(t, err)
				}
				change := 25 * ms
				if direction == "down" {
					change += 20 * ms // the path comes first
				}
				time.Sleep(change)
				require.NoError(t, host.SetLink(link(10*netem.Mbps)))
				for range 10 {
					_, _, err := to.ReadFrom(make([]byte, 1500))
					require.NoError(t, err)
				}
				require.Equal(t, 37*ms+20*ms, time.Since(start).Truncate(10*time.Microsecond))
			})
		})
	}
}

// A rate that is lifted lets go of what waits.
func TestLimitIsLifted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{Down: 8 * netem.Kbps, Queue: netem.Queue{Packets: 100}}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		start := time.Now()
		_, err := s.Write(make([]byte, 10*1448)) // 1.5 s a packet
		require.NoError(t, err)
		time.Sleep(time.Second)
		require.NoError(t, a.SetLink(netem.Link{}))
		_, err = io.ReadFull(c, make([]byte, 10*1448))
		require.NoError(t, err)
		require.Equal(t, 1510*ms, time.Since(start).Truncate(10*time.Microsecond)) // the first packet is finished
	})
}

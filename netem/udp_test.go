package netem_test

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// burst sends count datagrams of size bytes, headers included, from a to b at
// once and gives the instants at which they arrive, by their number.
func burst(t *testing.T, n *netem.Network, a, b *netem.Host, count, size int) map[int]time.Duration {
	to, err := b.ListenPacket("udp", ":9")
	require.NoError(t, err)
	defer to.Close()
	require.NoError(t, to.(*netem.PacketConn).SetReadBuffer(1<<30))
	from, err := a.ListenPacket("udp", ":1000")
	require.NoError(t, err)
	defer from.Close()
	start := n.Now()
	for i := range count {
		p := make([]byte, size-28)
		p[0], p[1] = byte(i>>8), byte(i)
		_, err := from.WriteTo(p, &net.UDPAddr{IP: b.Addr().AsSlice(), Port: 9})
		require.NoError(t, err)
	}
	got := map[int]time.Duration{}
	require.NoError(t, to.SetReadDeadline(time.Now().Add(time.Minute)))
	for {
		p := make([]byte, 1500)
		k, addr, err := to.ReadFrom(p)
		if err != nil {
			return got
		}
		require.Equal(t, size-28, k)
		require.Equal(t, from.LocalAddr().String(), addr.String())
		got[int(p[0])<<8|int(p[1])] = n.Now() - start
	}
}

// One packet is being sent and the queue holds what fits; the rest of a burst
// is dropped. In bytes the one being sent counts as long as it is there.
func TestDropTail(t *testing.T) {
	for _, test := range []struct {
		queue netem.Queue
		rtt   time.Duration
		want  int
	}{
		{netem.Queue{Packets: 10}, 0, 1 + 10},
		{netem.Queue{Bytes: 5000}, 0, 5},
		{netem.Queue{Bytes: 5999}, 0, 5},
		{netem.Queue{}, 0, 75},                                    // at least 75 kB
		{netem.Queue{}, 200 * time.Millisecond, 75},               // 1 Mbit/s * 200 ms = 25 kB
		{netem.Queue{}, 640 * time.Millisecond, 80},               // 80 kB
		{netem.Queue{BDPs: 1}, 0, 15},                             // at least 15 kB
		{netem.Queue{BDPs: 1}, 200 * time.Millisecond, 25},        // 25 kB
		{netem.Queue{BDPs: 2}, 200 * time.Millisecond, 50},        // 50 kB
		{netem.Queue{BDPs: 0.1}, 200 * time.Millisecond, 15},      // at least 15 kB
		{netem.Queue{BDPs: 0.72}, 200 * time.Millisecond, 18},     // 18 kB
		{netem.Queue{Packets: 1000}, 200 * time.Millisecond, 100}, // room for all
		{netem.Queue{Bytes: 1}, 0, 1},                             // no room to wait
		{netem.Queue{Bytes: 98_999}, 20 * time.Millisecond, 98},   // one too many
	} {
		for _, link := range []string{"up", "down"} {
			t.Run(fmt.Sprint(test.queue, test.rtt, link), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := netem.New(netem.Config{})
					defer n.Close()
					up, down := netem.Link{Up: netem.Mbps, Queue: test.queue}, netem.Link{}
					if link == "down" {
						up, down = netem.Link{}, netem.Link{Down: netem.Mbps, Queue: test.queue}
					}
					a, b := n.Host("a", up), n.Host("b", down)
					require.NoError(t, n.Path(a, b, netem.Path{RTT: test.rtt}))
					got := burst(t, n, a, b, 100, 1000)
					require.Len(t, got, test.want)
					for i := range test.want { // the first, 8 ms apart
						want := test.rtt/2 + time.Duration(i+1)*8*ms
						require.Equal(t, want, got[i].Truncate(200*time.Microsecond), "datagram %d", i)
					}
				})
			})
		}
	}
}

// Of 10000 datagrams at a loss of 5 %, 500 are lost with a standard deviation
// of sqrt(10000 * 0.05 * 0.95) = 21.8: four of these either way.
func TestLossIsSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 10 * ms, There: netem.Direction{Loss: 0.05}})
		require.InDelta(t, 9500, len(burst(t, n, a, b, 10000, 100)), 4*21.8)
		require.Len(t, burst(t, n, b, a, 100, 100), 100, "the other way nothing is lost")
	})
}

// Jitter adds from nothing to Jitter, and nobody overtakes.
func TestJitterKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{Up: 10 * netem.Mbps, Queue: netem.Queue{Packets: 1000}}, netem.Path{RTT: 10 * ms, Jitter: 20 * ms})
		got := burst(t, n, a, b, 1000, 1250) // 1 ms apart
		require.Len(t, got, 1000)
		var least, most time.Duration = time.Hour, 0
		for i := range 1000 {
			delay := got[i] - time.Duration(i+1)*ms
			least, most = min(least, delay), max(most, delay)
			if i > 0 {
				require.GreaterOrEqual(t, got[i], got[i-1])
			}
		}
		require.GreaterOrEqual(t, least, 5*ms)
		require.Less(t, least, 12*ms)
		require.LessOrEqual(t, most, 25*ms+2*time.Microsecond)
		require.Greater(t, most, 24*ms)
	})
}

// A datagram with its headers must fit the MTU.
func TestOversize(t *testing.T) {
	n := netem.New(netem.Config{MTU: 1280})
	h := n.Host("h", netem.Link{})
	pc, err := h.ListenPacket("udp", ":0")
	require.NoError(t, err)
	_, err = pc.WriteTo(make([]byte, 1252), pc.LocalAddr())
	require.NoError(t, err)
	_, err = pc.WriteTo(make([]byte, 1253), pc.LocalAddr())
	require.ErrorContains(t, err, "sendto: message too long")
	k, _, err := pc.ReadFrom(make([]byte, 2000))
	require.NoError(t, err)
	require.Equal(t, 1252, k)
}

// What nobody reads is dropped once the buffer is full: Linux's default holds
// 212992 bytes.
func TestReceiveBuffer(t *testing.T) {
	n := netem.New(netem.Config{})
	h := n.Host("h", netem.Link{})
	pc, err := h.ListenPacket("udp", ":0")
	require.NoError(t, err)
	for range 300 {
		_, err = pc.WriteTo(make([]byte, 1000-28), pc.LocalAddr())
		require.NoError(t, err)
	}
	require.NoError(t, pc.SetReadDeadline(time.Now().Add(10*ms)))
	count := 0
	for ; err == nil; count++ {
		_, _, err = pc.ReadFrom(make([]byte, 1000))
	}
	require.Equal(t, 212, count-1)
}

// A dialled socket hears from its peer alone.
func TestDialledSocket(t *testing.T) {
	n := netem.New(netem.Config{})
	a, b, c := n.Host("a", netem.Link{}), n.Host("b", netem.Link{}), n.Host("c", netem.Link{})
	server, err := b.ListenPacket("udp", ":9")
	require.NoError(t, err)
	client, err := a.Dial("udp", "b:9")
	require.NoError(t, err)
	stranger, err := c.ListenPacket("udp", ":9")
	require.NoError(t, err)
	_, err = stranger.WriteTo([]byte("no"), client.LocalAddr())
	require.NoError(t, err)
	other, err := b.ListenPacket("udp", ":10")
	require.NoError(t, err)
	_, err = other.WriteTo([]byte("neither"), client.LocalAddr())
	require.NoError(t, err)
	_, err = client.Write([]byte("hello"))
	require.NoError(t, err)
	p := make([]byte, 10)
	k, from, err := server.ReadFrom(p)
	require.NoError(t, err)
	require.Equal(t, "hello", string(p[:k]))
	_, err = server.WriteTo([]byte("yes"), from)
	require.NoError(t, err)
	k, err = client.Read(p)
	require.NoError(t, err)
	require.Equal(t, "yes", string(p[:k]))
}

// Whoever is woken twice in an instant hides nobody.
func TestEverybodyIsWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		from, err := a.ListenPacket("udp", ":1")
		require.NoError(t, err)
		var sockets []net.PacketConn
		got := make(chan time.Duration, 3)
		start := time.Now()
		for range 3 {
			s, err := b.ListenPacket("udp", ":0")
			require.NoError(t, err)
			sockets = append(sockets, s)
			go func() {
				s.SetReadDeadline(start.Add(time.Second))
				s.ReadFrom(make([]byte, 1))
				got <- time.Since(start)
			}()
		}
		synctest.Wait()
		for _, i := range []int{0, 1, 2, 0} {
			_, err := from.WriteTo([]byte("x"), sockets[i].LocalAddr())
			require.NoError(t, err)
		}
		for range 3 {
			require.Equal(t, 10*ms, (<-got).Truncate(ms))
		}
	})
}

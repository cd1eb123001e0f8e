package netem_test

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Host with the zero Link looks a host up and changes nothing; with another it
// sets the link, and SetLink can also make it unlimited again.
func TestHostOfAnExistingName(t *testing.T) {
	n := netem.New(netem.Config{})
	slow, fast := netem.Link{Down: netem.Mbps}, netem.Link{Down: netem.Gbps}
	h := n.Host("a", slow)
	require.Same(t, h, n.Host("A.", netem.Link{}))
	require.Equal(t, slow, h.Link(), "looked up")
	require.Same(t, h, n.Host("a", fast))
	require.Equal(t, fast, h.Link(), "set")
	require.NoError(t, h.SetLink(netem.Link{}))
	require.Equal(t, netem.Link{}, h.Link())
}

// The zero Network is New(Config{}), and begins with its first use.
func TestZeroNetwork(t *testing.T) {
	for name, first := range map[string]func(*netem.Network) error{
		"Now":   func(n *netem.Network) error { require.Zero(t, n.Now()); return nil },
		"Err":   (*netem.Network).Err,
		"Close": (*netem.Network).Close,
		"Lookup": func(n *netem.Network) error {
			_, err := n.Lookup("a")
			require.ErrorContains(t, err, "no such host")
			return nil
		},
		"Alias": func(n *netem.Network) error {
			require.ErrorContains(t, n.Alias("x", nil), "a nil Host")
			return nil
		},
		"Path": func(n *netem.Network) error {
			require.ErrorContains(t, n.Path(nil, nil, netem.Path{}), "a nil Host")
			return nil
		},
		"Observe": func(n *netem.Network) error { n.Observe(func(netem.Event) {}); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Second)
				require.NoError(t, first(new(netem.Network)))
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		var n netem.Network
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
		start := time.Now()
		connect(t, a, b)
		require.Equal(t, 30*ms, time.Since(start).Truncate(ms), "a round trip, and the ACK's way")
		require.NoError(t, n.Close())
	})
}

// Whatever is closed a second time says net.ErrClosed, also when the network
// has gone first.
func TestSecondClose(t *testing.T) {
	n := netem.New(netem.Config{})
	h := n.Host("h", netem.Link{})
	open := func() []interface{ Close() error } {
		ln, err := h.Listen("tcp", ":0")
		require.NoError(t, err)
		c, err := h.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		pc, err := h.ListenPacket("udp", ":0")
		require.NoError(t, err)
		return []interface{ Close() error }{ln, c, pc}
	}
	for _, c := range open() {
		require.NoError(t, c.Close())
		require.ErrorIs(t, c.Close(), net.ErrClosed, "%T", c)
	}
	later := open()
	require.NoError(t, n.Close())
	require.ErrorIs(t, n.Close(), net.ErrClosed)
	for _, c := range later {
		require.ErrorIs(t, c.Close(), net.ErrClosed, "%T", c)
	}
}

// Addresses that nobody has leave nothing behind: dials to a thousand of them
// and datagrams to a thousand others, and the network is as large as before.
// Ports count on while a dial to the address is under way.
func TestNobodysAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, _ := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		pc, err := a.ListenPacket("udp", ":0")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		var seen int
		ports := map[netip.AddrPort]int{}
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Dropped {
				seen++
				require.Equal(t, netem.HostDown, e.Reason)
				require.Equal(t, e.Dst.Addr().String(), e.To.Name())
				ports[e.Src]++
			}
		})
		for i := range 1000 {
			addr := netip.AddrFrom4([4]byte{192, 0, byte(i >> 8), byte(i)})
			go func() {
				_, err := a.DialContext(ctx, "tcp", netip.AddrPortFrom(addr, 80).String())
				ended <- err
			}()
			_, err = pc.WriteTo([]byte("x"), net.UDPAddrFromAddrPort(netip.AddrPortFrom(addr.Next(), 9)))
			require.NoError(t, err)
		}
		for range 2 {
			go func() {
				_, err := a.DialContext(ctx, "tcp", "198.51.100.1:80")
				ended <- err
			}()
		}
		time.Sleep(500*ms + 1)
		synctest.Wait()
		require.Equal(t, 2002, seen)
		cancel()
		for range 1002 {
			require.ErrorIs(t, <-ended, context.Canceled)
		}
		synctest.Wait()
		require.Zero(t, netem.Strangers(n), "hosts that nobody made")

		// A second dial that ends does not make the address unknown while a first goes
		// on: no third gets the first one's port.
		clear(ports)
		dial := func(give time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), give)
			defer cancel()
			_, err := a.DialContext(ctx, "tcp", "198.51.100.1:80")
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		go dial(900 * ms)
		time.Sleep(ms)
		dial(100 * ms)
		dial(100 * ms)
		synctest.Wait()
		require.Len(t, ports, 3)
		time.Sleep(time.Second)
		require.Zero(t, netem.Strangers(n))
	})
}

// A queue of one bandwidth-delay product follows the longest of its host's
// paths, also when that becomes shorter: at 8 Mbit/s 50, 200 and 100 ms are 50,
// 200 and 100 kB, and as many datagrams of 1000 bytes besides the one that is
// being sent.
func TestQueueFollowsTheLongestPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		a := n.Host("a", netem.Link{Up: 8 * netem.Mbps, Queue: netem.Queue{BDPs: 1}})
		near, far := n.Host("near", netem.Link{}), n.Host("far", netem.Link{})
		require.NoError(t, n.Path(a, near, netem.Path{RTT: 50 * ms}))
		c, err := a.Dial("udp", "near:9")
		require.NoError(t, err)
		left := 0
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Left && e.From == a {
				left++
			}
		})
		through := func() int {
			left = 0
			for range 400 {
				_, err := c.Write(make([]byte, 1000-28))
				require.NoError(t, err)
			}
			time.Sleep(time.Second)
			synctest.Wait()
			return left
		}
		require.Equal(t, 50, through())
		require.NoError(t, n.Path(a, far, netem.Path{RTT: 200 * ms}))
		require.Equal(t, 200, through())
		require.NoError(t, n.Path(a, far, netem.Path{RTT: 100 * ms}))
		require.Equal(t, 100, through())
		require.NoError(t, n.Path(a, near, netem.Path{RTT: 10 * ms}))
		require.Equal(t, 100, through(), "the longest counts")
	})
}

// BenchmarkHosts makes a star: the cost of a host does not grow with their
// number.
func BenchmarkHosts(b *testing.B) {
	for _, count := range []int{500, 4000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				n := netem.New(netem.Config{})
				hub := n.Host("hub", netem.Link{})
				for i := range count {
					h := n.Host("h"+strconv.Itoa(i), netem.Link{Down: netem.Mbps})
					require.NoError(b, n.Path(h, hub, netem.Path{RTT: time.Duration(i) * time.Microsecond}))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/host")
		})
	}
}

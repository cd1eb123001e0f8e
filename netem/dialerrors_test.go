package netem_test

import (
	"context"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

func TestUnknownName(t *testing.T) {
	n := netem.New(netem.Config{})
	_, err := n.Host("phone", netem.Link{}).Dial("tcp", "shop.example:443")
	require.EqualError(t, err, "dial tcp: lookup shop.example: no such host")
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns)
	require.True(t, dns.IsNotFound)
	_, err = n.Lookup("shop.example")
	require.ErrorAs(t, err, &dns)
}

// A RST comes back in answer to the SYN: one round trip.
func TestRefusedAfterOneRoundTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, _ := pairOf(t, netem.Link{}, netem.Path{RTT: 80 * time.Millisecond})
		start := time.Now()
		_, err := a.Dial("tcp", "server.example:81")
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		require.Equal(t, 80*time.Millisecond+time.Microsecond, time.Since(start))
	})
}

// A host that does not answer: Linux sends its SYN seven times and gives up
// after 1+2+4+8+16+32+64 = 127 s (tcp_syn_retries 6). A context may end before.
func TestBlackhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 80 * time.Millisecond})
		b.Down()
		for _, address := range []string{"server.example:80", "192.0.2.7:80"} {
			start := time.Now()
			_, err := a.Dial("tcp", address)
			require.ErrorIs(t, err, syscall.ETIMEDOUT)
			require.Equal(t, 127*time.Second, time.Since(start).Truncate(time.Millisecond))

			start = time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			_, err = a.DialContext(ctx, "tcp", address)
			cancel()
			require.ErrorIs(t, err, context.DeadlineExceeded)
			var timeout net.Error
			require.ErrorAs(t, err, &timeout)
			require.True(t, timeout.Timeout())
			require.Equal(t, 5*time.Second, time.Since(start))
		}
	})
}

func TestInvalidSettings(t *testing.T) {
	for _, test := range []struct {
		want string
		set  func(n *netem.Network, a, b *netem.Host) error
	}{
		{"netem: link of a: Down is negative: -1", func(_ *netem.Network, a, _ *netem.Host) error {
			return a.SetLink(netem.Link{Down: -1})
		}},
		{"netem: link of a: Queue sets more than one of Bytes, Packets and BDPs: set one", func(_ *netem.Network, a, _ *netem.Host) error {
			return a.SetLink(netem.Link{Queue: netem.Queue{Bytes: 1, BDPs: 1}})
		}},
		{"netem: path between a and b: Loss is 1.5: use a probability from 0 to 1", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{Loss: 1.5})
		}},
		{"netem: path between a and b: RTT is negative: -1s", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{RTT: -time.Second})
		}},
		{"netem: path between a and b: in There: Bursts.End is zero: no burst would end; use 1/N for bursts of N packets", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{There: netem.Direction{Bursts: netem.Bursts{Start: 0.1}}})
		}},
		{"netem: path between a and b: in Back: Drop.Packets has a 0: packets count from 1", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{Back: netem.Direction{Drop: netem.Drops{Packets: []int{0}}}})
		}},
		{"netem: path between a and b: in Back: no Packets in Drop: list the numbers of those to lose", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{Back: netem.Direction{Drop: netem.Drops{EachFlow: true}}})
		}},
		{"netem: path between a and b: in Back: Reorder sets one of Probability and Delay, or Delay is negative: set both", func(n *netem.Network, a, b *netem.Host) error {
			return n.Path(a, b, netem.Path{Back: netem.Direction{Reorder: netem.Reorder{Delay: 1}}})
		}},
		{"netem: path from a to itself: a host reaches itself at once", func(n *netem.Network, a, _ *netem.Host) error {
			return n.Path(a, a, netem.Path{})
		}},
		{"netem: path of a nil Host: it takes two hosts, as Network.Host makes them", func(n *netem.Network, _, b *netem.Host) error {
			return n.Path(nil, b, netem.Path{})
		}},
		{"netem: path of a nil Host: it takes two hosts, as Network.Host makes them", func(n *netem.Network, a, _ *netem.Host) error {
			return n.Path(a, nil, netem.Path{})
		}},
		{"netem: path between a and c: they are not both on this network", func(n *netem.Network, a, _ *netem.Host) error {
			return n.Path(a, netem.New(netem.Config{}).Host("c", netem.Link{}), netem.Path{})
		}},
		{`netem: alias "x" of a nil Host: it takes one that Network.Host made`, func(n *netem.Network, _, _ *netem.Host) error {
			return n.Alias("x", nil)
		}},
		{`netem: alias "B" of a: it is a name of b already`, func(n *netem.Network, a, _ *netem.Host) error {
			return n.Alias("B", a)
		}},
		{`netem: alias "10.0.0.9" of a: this cannot be told from an address: use a name such as shop.example`, func(n *netem.Network, a, _ *netem.Host) error {
			return n.Alias("10.0.0.9", a)
		}},
	} {
		n := netem.New(netem.Config{})
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.EqualError(t, test.set(n, a, b), test.want)
		_, err := a.Dial("tcp", "b:80")
		require.ErrorContains(t, err, test.want, "a dial afterwards")
		require.EqualError(t, n.Err(), test.want)
	}
	for want, cfg := range map[string]netem.Config{
		"netem: MTU 100 is not between 576 and 65535":                                {MTU: 100},
		`netem: unknown congestion control "vegas": use cubic, reno or bbr`:          {TCP: netem.TCP{Congestion: "vegas"}},
		"netem: TCP.MSS of 1461 bytes does not fit an MTU of 1500: use at most 1460": {TCP: netem.TCP{MSS: 1461}},
	} {
		require.EqualError(t, netem.New(cfg).Err(), want)
	}
}

package netem_test

import (
	"fmt"
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// A host is reached by its name in any case, its aliases and its address, and
// reaches itself as localhost.
func TestNames(t *testing.T) {
	n := netem.New(netem.Config{})
	phone, shop := n.Host("phone", netem.Link{}), n.Host("Shop.Example.", netem.Link{})
	require.NoError(t, n.Alias("img.shop.example", shop))
	require.NoError(t, n.Alias("IMG.shop.example", shop), "again")
	require.Equal(t, "shop.example", shop.Name())
	require.Same(t, shop, n.Host("shop.example", netem.Link{}), "one name, one host")
	ln, err := shop.Listen("tcp", "shop.example:http")
	require.NoError(t, err)
	for _, address := range []string{
		"shop.example:80", "SHOP.example:80", "shop.example.:http", "img.shop.example:80", shop.Addr().String() + ":80",
		"[::ffff:" + shop.Addr().String() + "]:80",
	} {
		c, err := phone.Dial("tcp", address)
		require.NoError(t, err, address)
		require.Equal(t, ln.Addr().String(), c.RemoteAddr().String())
	}
	for _, address := range []string{":80", "localhost:80", "127.0.0.1:80", "[::1]:80", "0.0.0.0:80", "shop.example:80"} {
		_, err := shop.Dial("tcp4", address)
		require.NoError(t, err, address)
	}
	_, err = phone.Dial("tcp", "[2001:db8::1]:80")
	require.ErrorContains(t, err, "netem's hosts have IPv4 addresses only")

	addr, err := n.Lookup("img.shop.example")
	require.NoError(t, err)
	require.Equal(t, shop.Addr(), addr)
	require.Equal(t, netip.MustParseAddr("10.0.0.2"), addr)
}

// Ports are counted for each destination by itself, within Linux's range.
func TestEphemeralPorts(t *testing.T) {
	ports := func(other bool) (got []int) {
		n := netem.New(netem.Config{})
		a, b, c := n.Host("a", netem.Link{}), n.Host("b", netem.Link{}), n.Host("c", netem.Link{})
		for _, h := range []*netem.Host{b, c} {
			_, err := h.Listen("tcp", ":80")
			require.NoError(t, err)
		}
		for range 5 {
			if other {
				_, err := a.Dial("tcp", "c:80")
				require.NoError(t, err)
			}
			conn, err := a.Dial("tcp", "b:80")
			require.NoError(t, err)
			got = append(got, conn.LocalAddr().(*net.TCPAddr).Port)
		}
		return got
	}
	got := ports(false)
	require.Equal(t, got, ports(true))
	for i, p := range got {
		require.GreaterOrEqual(t, p, 32768)
		require.LessOrEqual(t, p, 60999)
		require.NotContains(t, got[:i], p)
	}
}

// A connection does not take the port that its host listens on.
func TestDialLeavesListenersTheirPorts(t *testing.T) {
	n := netem.New(netem.Config{})
	a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
	_, err := b.Listen("tcp", ":80")
	require.NoError(t, err)
	dial := func() int {
		c, err := a.Dial("tcp", "b:80")
		require.NoError(t, err)
		return c.LocalAddr().(*net.TCPAddr).Port
	}
	first := dial()
	require.Equal(t, first+1, dial())
	_, err = a.Listen("tcp", fmt.Sprintf(":%d", first+2))
	require.NoError(t, err)
	require.Equal(t, first+3, dial())
}

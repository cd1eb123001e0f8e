package netem_test

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// An access link whose packets go far may be handled late, one whose packets go
// near may not: the nearest place that any of its packets goes to decides. Here
// a datagram to somebody near waits behind one to somebody far.
func TestNearBehindFar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		phone := n.Host("phone", netem.Link{Up: 8 * netem.Mbps})
		far, near := n.Host("far", netem.Link{}), n.Host("near", netem.Link{})
		require.NoError(t, n.Path(phone, far, netem.Path{RTT: 400 * ms}))
		require.NoError(t, n.Path(phone, near, netem.Path{RTT: 4 * ms}))
		out, err := phone.ListenPacket("udp", ":1")
		require.NoError(t, err)
		in, err := near.ListenPacket("udp", ":2")
		require.NoError(t, err)
		datagram := make([]byte, 1000-28) // a millisecond on the link, with IP's and UDP's header
		for _, to := range []*netem.Host{far, near} {
			_, err := out.WriteTo(datagram, &net.UDPAddr{IP: to.Addr().AsSlice(), Port: 2})
			require.NoError(t, err)
		}
		start := time.Now()
		_, _, err = in.ReadFrom(datagram)
		require.NoError(t, err)
		require.Equal(t, 4*ms+time.Microsecond, time.Since(start))
	})
}

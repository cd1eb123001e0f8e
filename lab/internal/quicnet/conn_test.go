package quicnet_test

import (
	"bytes"
	"log"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/quicnet"
	"rttlab/netem"
)

// sockets are two of them, a round trip of 10 ms apart.
func sockets(t *testing.T) (a, b net.PacketConn) {
	t.Helper()
	n := netem.New(netem.Config{})
	t.Cleanup(func() { _ = n.Close() })
	here, there := n.Host("here.test", netem.Link{}), n.Host("there.test", netem.Link{})
	require.NoError(t, n.Path(here, there, netem.Path{RTT: 10 * time.Millisecond}))
	a, err := here.ListenPacket("udp", ":0")
	require.NoError(t, err)
	b, err = there.ListenPacket("udp", ":443")
	require.NoError(t, err)
	return a, b
}

// Packets that arrive together are let in one by one, in order, each at an
// instant of its own. The two ends have none in common, and none at a whole
// microsecond, which is the network's.
func TestPacketsAreLetInOneByOne(t *testing.T) {
	const packets = 200
	taken := map[quicnet.End]map[int]bool{}
	for _, end := range []quicnet.End{quicnet.Client, quicnet.Server} {
		taken[end] = map[int]bool{}
		synctest.Test(t, func(t *testing.T) {
			a, b := sockets(t)
			c := quicnet.Conn(b, end, false)
			for i := range packets {
				_, err := a.WriteTo([]byte{byte(i)}, b.LocalAddr())
				require.NoError(t, err)
			}
			var last time.Time
			for i := range packets {
				p := make([]byte, 10)
				n, from, err := c.ReadFrom(p)
				require.NoError(t, err)
				require.Equal(t, []byte{byte(i)}, p[:n])
				require.Equal(t, a.LocalAddr().(*net.UDPAddr).Port, from.(*net.UDPAddr).Port)
				now := time.Now()
				require.True(t, now.After(last))
				last = now
				taken[end][now.Nanosecond()%1000] = true
			}
		})
	}
	require.NotContains(t, taken[quicnet.Client], 0)
	for at := range taken[quicnet.Server] {
		require.NotContains(t, taken[quicnet.Client], at)
		require.NotZero(t, at)
	}
}

// In real time packets come as they come, and a socket without buffers to set
// will do.
func TestRealTime(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer pc.Close()
	c := quicnet.Conn(pc, quicnet.Client, true)
	_, err = pc.WriteTo([]byte("x"), pc.LocalAddr())
	require.NoError(t, err)
	p := make([]byte, 10)
	n, _, err := c.ReadFrom(p)
	require.NoError(t, err)
	require.Equal(t, "x", string(p[:n]))
}

// quic-go takes the socket for one whose packets are not fragmented, and has
// nothing to say about its buffers.
func TestQuicGoIsContent(t *testing.T) {
	var said bytes.Buffer
	log.SetOutput(&said)
	defer log.SetOutput(os.Stderr)
	synctest.Test(t, func(t *testing.T) {
		a, _ := sockets(t)
		c := quicnet.Conn(a, quicnet.Client, false)
		tr := &quic.Transport{Conn: c}
		_, err := tr.WriteTo([]byte{0}, a.LocalAddr()) // sets it up
		require.NoError(t, err)
		require.NoError(t, tr.Close())
	})
	require.Empty(t, said.String())
	raw, err := quicnet.Conn(nil, quicnet.Client, true).(syscall.Conn).SyscallConn()
	require.ErrorIs(t, err, syscall.ENOTSUP, "before quic-go has asked for buffers")
	require.Nil(t, raw)
}

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

// In real time packets come as they come, and a socket without buffers to set
// will do.
func TestRealTime(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer pc.Close()
	c := quicnet.Conn(pc)
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
		c := quicnet.Conn(a)
		tr := &quic.Transport{Conn: c}
		_, err := tr.WriteTo([]byte{0}, a.LocalAddr()) // sets it up
		require.NoError(t, err)
		require.NoError(t, tr.Close())
	})
	require.Empty(t, said.String())
	raw, err := quicnet.Conn(nil).(syscall.Conn).SyscallConn()
	require.ErrorIs(t, err, syscall.ENOTSUP, "before quic-go has asked for buffers")
	require.Nil(t, raw)
}

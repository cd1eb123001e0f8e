package testpath

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// device is a stand-in for a TUN device: what is written at one side of a pair
// of packet sockets is read, packet by packet, at the other.
func device(t *testing.T) (relaySide, kernelSide int) {
	t.Helper()
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	require.NoError(t, syscall.SetNonblock(pair[0], true))
	t.Cleanup(func() { syscall.Close(pair[0]); syscall.Close(pair[1]) })
	return pair[0], pair[1]
}

func TestRelayCarriesBothWaysAndEnds(t *testing.T) {
	clientTUN, client := device(t)
	serverTUN, server := device(t)
	var stop [2]int
	require.NoError(t, syscall.Pipe2(stop[:], syscall.O_CLOEXEC))
	defer syscall.Close(stop[0])
	r := &relay{
		tun:   [2]int{clientTUN, serverTUN},
		lanes: [2]*lane{newLane(0, 0, 0, 0, 1), newLane(8e6, 0, 0, 0, 1)},
		wake:  stop[0],
		start: time.Now(),
	}
	ended := make(chan error)
	go func() { ended <- r.run() }()

	carries := func(from, to int, packet string) {
		got := make([]byte, MTU)
		_, err := syscall.Write(from, []byte(packet))
		require.NoError(t, err)
		n, err := syscall.Read(to, got)
		require.NoError(t, err)
		require.Equal(t, packet, string(got[:n]))
	}
	const ipv4, ipv6 = "\x45", "\x60"
	carries(client, server, ipv4+"request")
	carries(server, client, ipv4+"answer")
	_, err := syscall.Write(client, []byte(ipv6+"router solicitation"))
	require.NoError(t, err)
	carries(client, server, ipv4+"next") // and not what came before it

	require.NoError(t, syscall.Close(stop[1]))
	require.NoError(t, <-ended)
}

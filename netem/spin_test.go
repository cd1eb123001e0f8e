package netem_test

import (
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// pairWithoutPath is two hosts between which packets take no time.
func pairWithoutPath() (n *netem.Network, a, b *netem.Host) {
	n = netem.New(netem.Config{})
	return n, n.Host("client", netem.Link{}), n.Host("server.example", netem.Link{})
}

// pingPong has two sockets answer each other, a datagram at a time, as often as
// they are told, and gives the error that ended it.
func pingPong(t *testing.T, a, b *netem.Host, times int) error {
	t.Helper()
	server, err := b.ListenPacket("udp", ":7")
	require.NoError(t, err)
	defer server.Close()
	client, err := a.Dial("udp", "server.example:7")
	require.NoError(t, err)
	defer client.Close()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		p := make([]byte, 100)
		for range times {
			k, from, err := server.ReadFrom(p)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(p[:k], from) // the client sees that it fails
		}
	})
	p := make([]byte, 100)
	for range times {
		if _, err := client.Write([]byte("ping")); err != nil {
			return err
		}
		if _, err := client.Read(p); err != nil {
			return err
		}
	}
	return nil
}

// Two sockets that answer each other over a path that takes no time would do so
// for ever at one instant. The network closes itself, everybody who uses it
// hears of it, and the error says which sockets those are.
func TestSpinOfDatagrams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairWithoutPath()
		netem.LimitEvents(n, 1000)
		waiting, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		accepted := make(chan error)
		go func() {
			_, err := waiting.Accept()
			accepted <- err
		}()
		time.Sleep(time.Second)
		const says = `netem closed the network: more than 1000 events at 1s, and no time passed: packets of udp from (client|server\.example):\d+ \(10\.0\.0\.\d\) to (client|server\.example):\d+ \(10\.0\.0\.\d\)$`
		for _, err := range []error{pingPong(t, a, b, 1000), <-accepted, n.Err()} {
			require.ErrorIs(t, err, net.ErrClosed)
			require.Regexp(t, says, err.Error())
		}
		_, err = a.Dial("tcp", "server.example:80")
		require.Regexp(t, says, err.Error())
		_, err = a.ListenPacket("udp", ":0")
		require.Regexp(t, says, err.Error())
		require.ErrorIs(t, n.Close(), net.ErrClosed)
	})
}

// The same over a path that takes time goes on, as it does when little happens
// at each instant.
func TestNoSpinOfDatagrams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: time.Microsecond})
		netem.LimitEvents(n, 20)
		defer n.Close()
		require.NoError(t, pingPong(t, a, b, 1000))
		require.NoError(t, n.Err())
	})
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairWithoutPath()
		netem.LimitEvents(n, 20)
		defer n.Close()
		for range 100 {
			require.NoError(t, pingPong(t, a, b, 5))
			time.Sleep(time.Nanosecond)
		}
		require.NoError(t, n.Err())
	})
}

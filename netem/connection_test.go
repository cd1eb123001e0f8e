package netem_test

import (
	"net"
	"runtime"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// A dead peer is found after the idle time and nine probes: Linux's 2 h and
// 75 s make 7875 s, package net's 15 s and 15 s make 150 s.
func TestKeepAlive(t *testing.T) {
	for _, test := range []struct {
		cfg  net.KeepAliveConfig
		want time.Duration
	}{
		{net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}, 7875 * time.Second},
		{net.KeepAliveConfig{Enable: true}, 150 * time.Second},
		{net.KeepAliveConfig{Enable: true, Idle: time.Minute, Interval: time.Second, Count: 3}, 63 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
			c, _ := connect(t, a, b)
			require.NoError(t, c.SetKeepAliveConfig(test.cfg))
			start := time.Now()
			b.Down()
			_, err := c.Read(make([]byte, 1))
			require.ErrorIs(t, err, syscall.ETIMEDOUT)
			require.InDelta(t, test.want.Seconds(), time.Since(start).Seconds(), 0.1)
		})
	}
}

// TCP.KeepAlive turns it on for every connection.
func TestKeepAliveOfANetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{TCP: netem.TCP{KeepAlive: netem.KeepAlive{On: true}}})
		defer n.Close()
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
		c, _ := connect(t, a, b)
		start := time.Now()
		b.Down()
		_, err := c.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ETIMEDOUT)
		require.InDelta(t, 7875, time.Since(start).Seconds(), 0.1)
	})
}

// An outage does not keep a host from itself.
func TestLoopbackInAnOutage(t *testing.T) {
	n := netem.New(netem.Config{})
	h := n.Host("h", netem.Link{Down: netem.Kbps, Up: netem.Kbps})
	h.Down()
	c, s := connect(t, h, h)
	_, err := c.Write(make([]byte, 100_000))
	require.NoError(t, err)
	k, err := s.Read(make([]byte, 1))
	require.NoError(t, err)
	require.Equal(t, 1, k)
}

// Connections cost no goroutine, and no timer but the network's one.
func TestNoGoroutines(t *testing.T) {
	// On two threads the count holds the timer's last goroutine for a moment
	// after it has ended.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{Down: netem.Mbps}, netem.Path{RTT: 20 * ms})
		before := runtime.NumGoroutine()
		for range 100 {
			connect(t, a, b)
		}
		_, err := b.ListenPacket("udp", ":9")
		require.NoError(t, err)
		synctest.Wait() // for the timer's last goroutine to be gone
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
	})
}

// A network that is closed in the instant of a dial, before its SYN is sent,
// ends it as it ends all others.
func TestCloseEndsADialThatHasJustBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, _ := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		failed := make(chan error, 1)
		go func() {
			_, err := a.Dial("tcp", "server.example:80")
			failed <- err
		}()
		synctest.Wait()
		start := time.Now()
		require.NoError(t, n.Close())
		require.ErrorIs(t, <-failed, net.ErrClosed)
		require.Zero(t, time.Since(start))
	})
}

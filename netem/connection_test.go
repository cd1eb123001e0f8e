package netem_test

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// A dead peer is found after the idle time and the probes: package net's 15 s,
// 15 s and 9 make 150 s, Linux's 2 h, 75 s and 9 make 7875 s. Either end may say
// so: the network's Config, the host, the connection.
func TestKeepAlive(t *testing.T) {
	linux := net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}
	quick := net.KeepAliveConfig{Enable: true, Idle: 59001 * ms, Interval: time.Second, Count: 3}
	conn := func(k net.KeepAliveConfig) func(*testing.T, *netem.Conn) {
		return func(t *testing.T, c *netem.Conn) { require.NoError(t, c.SetKeepAliveConfig(k)) }
	}
	for _, test := range []struct {
		name string
		cfg  netem.Config
		host net.KeepAliveConfig // if enabled, or its Idle is set
		conn func(*testing.T, *netem.Conn)
		want time.Duration // 0: never
	}{
		{name: "by default", want: 150 * time.Second},
		{name: "a network's period", cfg: netem.Config{KeepAlive: 60 * time.Second}, want: 195 * time.Second},
		{name: "a network without", cfg: netem.Config{KeepAlive: -1}},
		{name: "a network's configuration", cfg: netem.Config{KeepAlive: -1, KeepAliveConfig: quick}, want: 63 * time.Second},
		{name: "a network like Linux", cfg: netem.Config{KeepAliveConfig: linux}, want: 7875 * time.Second},
		{name: "a host without", host: net.KeepAliveConfig{Idle: -1}},
		{name: "a host's configuration", cfg: netem.Config{KeepAlive: -1}, host: quick, want: 63 * time.Second},
		{name: "a connection's configuration", conn: conn(quick), want: 63 * time.Second},
		{name: "a connection's zeros", cfg: netem.Config{KeepAliveConfig: quick}, conn: conn(net.KeepAliveConfig{Enable: true}), want: 150 * time.Second},
		{name: "a connection's negatives", cfg: netem.Config{KeepAliveConfig: quick}, conn: conn(linux), want: 63 * time.Second},
		{name: "a connection's negatives on Linux", cfg: netem.Config{KeepAlive: -1}, conn: conn(linux), want: 7875 * time.Second},
		{name: "turned off", conn: func(t *testing.T, c *netem.Conn) { require.NoError(t, c.SetKeepAlive(false)) }},
		{name: "turned on", cfg: netem.Config{KeepAlive: -1}, conn: func(t *testing.T, c *netem.Conn) { require.NoError(t, c.SetKeepAlive(true)) }, want: 7875 * time.Second},
		{name: "a period", conn: func(t *testing.T, c *netem.Conn) { require.NoError(t, c.SetKeepAlivePeriod(44001*ms)) }, want: 180 * time.Second},
		{name: "half closed", conn: func(t *testing.T, c *netem.Conn) {
			require.NoError(t, c.CloseWrite())
			time.Sleep(50 * ms)
		}, want: 150 * time.Second},
	} {
		for _, accepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, accepted %v", test.name, accepted), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := netem.New(test.cfg)
					defer n.Close()
					a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
					require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
					here, there := a, b
					if accepted {
						here, there = b, a
					}
					if test.host != (net.KeepAliveConfig{}) {
						here.SetKeepAlive(test.host)
					}
					c, s := connect(t, a, b)
					if accepted {
						c = s
					}
					if test.conn != nil {
						test.conn(t, c)
					}
					start := time.Now()
					there.Down()
					if test.want == 0 {
						require.NoError(t, c.SetReadDeadline(start.Add(24*time.Hour)))
						_, err := c.Read(make([]byte, 1))
						require.ErrorIs(t, err, os.ErrDeadlineExceeded)
						return
					}
					_, err := c.Read(make([]byte, 1))
					require.ErrorIs(t, err, syscall.ETIMEDOUT)
					require.InDelta(t, test.want.Seconds(), time.Since(start).Seconds(), 0.1)
				})
			})
		}
	}
}

// The silence counts from when the peer was last heard, exactly: the timer that
// ran since the handshake starts again for the rest. The last of the silent
// probes is followed by a RST, for a peer that only could not be heard.
func TestKeepAliveCountsFromTheLastSign(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		var at []time.Duration
		start := n.Now()
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Sent && e.From == a && (e.Segment.Probe || e.Segment.Flags&netem.RST != 0) {
				at = append(at, (e.Time - start).Round(ms))
			}
		})
		time.Sleep(9 * time.Second)
		_, err := s.Write([]byte("x"))
		require.NoError(t, err)
		_, err = c.Read(make([]byte, 1))
		require.NoError(t, err)
		b.Down()
		_, err = c.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ETIMEDOUT)
		want := []time.Duration{}
		for i := range 10 {
			want = append(want, 9*time.Second+10*ms+15*time.Second*time.Duration(i+1))
		}
		require.Equal(t, want, at)
	})
}

// Each end of an idle connection probes every 15 s (two ends of an idle
// connection of Linux 6.18 that probe every second, half a second apart, send 40
// probes in 20 s), and of a busy one none does.
func TestKeepAliveOfABusyConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		var probes atomic.Int64
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Sent && e.Segment.Probe {
				probes.Add(1)
			}
		})
		for range 60 {
			time.Sleep(5 * time.Second)
			trip(t, c, s)
			trip(t, s, c)
		}
		require.Zero(t, probes.Load())
		time.Sleep(5*time.Minute + time.Second)
		require.EqualValues(t, 40, probes.Load())
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

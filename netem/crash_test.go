package netem_test

import (
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// isCrash requires the error of a program on a host that has crashed.
func isCrash(t *testing.T, err error) {
	t.Helper()
	require.ErrorIs(t, err, syscall.EHOSTDOWN)
	require.ErrorIs(t, err, net.ErrClosed)
	require.ErrorContains(t, err, "the host has crashed")
}

// A host that crashes takes along whatever its programs wait for, and keeps
// silent: not even what waits in its queue leaves.
func TestCrashEndsItsPrograms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{Up: netem.Mbps}, netem.Path{RTT: 20 * ms})
		_, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		c, s := connect(t, a, b)
		require.NoError(t, b.SetLink(netem.Link{}))
		ln, err := a.Listen("tcp", ":1")
		require.NoError(t, err)
		pc, err := a.ListenPacket("udp", ":1")
		require.NoError(t, err)
		_, err = c.Write(make([]byte, 14480)) // 120 ms on the link
		require.NoError(t, err)
		to, err := a.Dial("udp", "server.example:9")
		require.NoError(t, err)
		errs := make(chan error)
		calls := []func() error{
			func() error { _, err := c.Read(make([]byte, 1)); return err },
			func() error { _, err := c.Write(make([]byte, 10<<20)); return err },
			func() error { _, err := ln.Accept(); return err },
			func() error { _, _, err := pc.ReadFrom(make([]byte, 1)); return err },
			func() error { _, err := a.Dial("tcp", "server.example:80"); return err },
			func() error { _, err := a.Dial("tcp", "192.0.2.1:80"); return err },
		}
		for _, f := range calls {
			go func() { errs <- f() }()
		}
		time.Sleep(5*ms + 500)
		_, err = to.Write([]byte("x")) // the tick of its sending does not come
		require.NoError(t, err)
		go func() { _, err := a.Dial("tcp", "server.example:80"); errs <- err }()
		synctest.Wait()
		var left int
		n.Observe(func(e netem.Event) {
			if e.From == a && e.Kind == netem.Left {
				left++
			}
		})
		a.Crash()
		for range len(calls) + 1 {
			isCrash(t, <-errs)
		}
		for name, f := range map[string]func() error{
			"Close":           c.Close,
			"CloseWrite":      c.CloseWrite,
			"SetDeadline":     func() error { return c.SetDeadline(time.Time{}) },
			"SetNoDelay":      func() error { return c.SetNoDelay(true) },
			"Listener.Close":  ln.Close,
			"socket.Close":    pc.Close,
			"socket.Write":    func() error { _, err := to.Write([]byte("x")); return err },
			"socket.Deadline": func() error { return pc.SetDeadline(time.Time{}) },
			"Dial":            func() error { _, err := a.Dial("tcp", "server.example:80"); return err },
			"Dial UDP":        func() error { _, err := a.Dial("udp", "server.example:80"); return err },
			"Listen":          func() error { _, err := a.Listen("tcp", ":2"); return err },
			"ListenPacket":    func() error { _, err := a.ListenPacket("udp", ":2"); return err },
		} {
			t.Log(name)
			isCrash(t, f())
		}
		require.NoError(t, s.SetReadDeadline(time.Now().Add(time.Minute)))
		got := 0
		for err = nil; err == nil; {
			var k int
			k, err = s.Read(make([]byte, 2000))
			got += k
		}
		require.ErrorIs(t, err, os.ErrDeadlineExceeded, "the other end hears nothing")
		require.Zero(t, got)
		require.Zero(t, left)
		require.Zero(t, netem.Strangers(n))
	})
}

// The peers of a host that was started again hear a RST when they send
// something: a round trip later. Its ports are free, and dials find it at once.
func TestRestart(t *testing.T) {
	for _, outage := range []time.Duration{0, 10 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
			_, err := b.Listen("tcp", ":80")
			require.NoError(t, err)
			c, err := a.Dial("tcp", "server.example:80")
			require.NoError(t, err)
			time.Sleep(50 * ms)
			b.Crash()
			time.Sleep(outage)
			b.Up()
			start := time.Now()
			_, err = c.Write([]byte("x"))
			require.NoError(t, err)
			_, err = c.Read(make([]byte, 1))
			require.ErrorIs(t, err, syscall.ECONNRESET)
			require.Equal(t, 20*ms, time.Since(start).Truncate(10*time.Microsecond))
			_, err = a.Dial("tcp", "server.example:80")
			require.ErrorIs(t, err, syscall.ECONNREFUSED)
			ln, err := b.Listen("tcp", ":80")
			require.NoError(t, err)
			c, err = a.Dial("tcp", "server.example:80")
			require.NoError(t, err)
			_, err = ln.Accept()
			require.NoError(t, err)
			require.NoError(t, c.Close())
		})
	}
}

// A peer that only waits learns of a crash by its probes: of a host that stays
// away after 150 s, of one that has come back with the first.
func TestCrashIsFoundByProbes(t *testing.T) {
	for _, tc := range []struct {
		back bool
		want time.Duration
		err  error
	}{{true, 15*time.Second + 20*ms, syscall.ECONNRESET}, {false, 150 * time.Second, syscall.ETIMEDOUT}} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
			c, _ := connect(t, a, b)
			start := time.Now() // half a round trip after the client heard of it
			b.Crash()
			if tc.back {
				b.Up()
			}
			_, err := c.Read(make([]byte, 1))
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, tc.want-10*ms, time.Since(start).Truncate(ms))
		})
	}
}

// Down is the link alone: connections survive it.
func TestDownKeepsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		b.Down()
		_, err := c.Write([]byte("x"))
		require.NoError(t, err)
		time.Sleep(time.Second)
		b.Up()
		_, err = s.Read(make([]byte, 1))
		require.NoError(t, err)
	})
}

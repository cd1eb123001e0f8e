package netem_test

import (
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Everything in a bubble must have ended when it does, so these tests fail if
// a splice leaves a goroutine behind.

// A wrapped connection's bytes take the path's time each way and the link's
// rate, and closing it closes the real one.
func TestWrap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		c, err := netem.Wrap(near, netem.Link{Up: 8 * netem.Mbps}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		require.Equal(t, near.RemoteAddr(), c.RemoteAddr())
		start := time.Now()
		_, err = c.Write(make([]byte, 948)) // 1000 bytes at 1 byte a µs
		require.NoError(t, err)
		_, err = io.ReadFull(far, make([]byte, 948))
		require.NoError(t, err)
		require.Equal(t, 21*ms, time.Since(start).Truncate(20*time.Microsecond))
		start = time.Now()
		_, err = far.Write([]byte("hello"))
		require.NoError(t, err)
		_, err = io.ReadFull(c, make([]byte, 5))
		require.NoError(t, err)
		require.Equal(t, 20*ms, time.Since(start).Truncate(20*time.Microsecond))
		require.NoError(t, c.Close())
		_, err = far.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
	})
}

// When the real peer goes the wrapped end sees it a one-way delay later.
func TestWrapPassesOnTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		start := time.Now()
		require.NoError(t, far.Close())
		_, err = c.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
		require.Equal(t, 20*ms, time.Since(start).Truncate(20*time.Microsecond))
		require.NoError(t, c.Close())
		time.Sleep(100 * ms) // the FIN's way to the splice
	})
}

// memory is a listener and dialler over net.Pipe.
type memory struct{ conns chan net.Conn }

func (m memory) Accept() (net.Conn, error) {
	c, ok := <-m.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (m memory) Close() error   { close(m.conns); return nil }
func (m memory) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

// The connections of a WrapListener share one link: 5 * 10000 bytes at 1 Mbit/s
// take 0.4 s and their headers.
func TestWrapListenerSharesTheLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memory{make(chan net.Conn, 5)}
		ln, err := netem.WrapListener(m, netem.Link{Up: netem.Mbps, Queue: netem.Queue{Packets: 100}}, netem.Path{RTT: 10 * ms}, netem.Config{})
		require.NoError(t, err)
		var peers, conns []net.Conn
		for range 5 {
			near, far := net.Pipe()
			m.conns <- near
			peers = append(peers, far)
		}
		for range peers {
			c, err := ln.Accept()
			require.NoError(t, err)
			conns = append(conns, c)
		}
		start := time.Now()
		for _, c := range conns {
			_, err = c.Write(make([]byte, 10_000))
			require.NoError(t, err)
			require.NoError(t, c.Close())
		}
		for _, p := range peers {
			got, err := io.ReadAll(p)
			require.NoError(t, err)
			require.Len(t, got, 10_000)
		}
		took := time.Since(start)
		require.Greater(t, took, 400*ms)
		require.Less(t, took, 440*ms)
		require.NoError(t, ln.Close())
	})
}

// A Dialer's dial takes the emulated handshake besides the real one.
func TestDialer(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	d := netem.Dialer{Link: netem.Link{Down: 100 * netem.Mbps}, Path: netem.Path{RTT: 30 * ms}}
	start := time.Now()
	c, err := d.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(start), 30*ms)
	_, err = c.Write([]byte("hello"))
	require.NoError(t, err)
	require.NoError(t, c.(interface{ CloseWrite() error }).CloseWrite())
	got, err := io.ReadAll(c)
	require.NoError(t, err)
	require.Equal(t, "hello", string(got))
	require.GreaterOrEqual(t, time.Since(start), 60*ms)
	require.NoError(t, c.Close())

	_, err = d.Dial("tcp", "127.0.0.1:1")
	require.ErrorContains(t, err, "connection refused")
	_, err = (&netem.Dialer{Path: netem.Path{Loss: -1}}).Dial("tcp", ln.Addr().String())
	require.ErrorContains(t, err, "Loss is -1: use a probability from 0 to 1")
}

// A wrapped listener's connections begin with a handshake: SYN, SYN-ACK and ACK
// take one and a half round trips until the server has them, all at once for
// those that come at once. What the client writes sets out a round trip and the
// DialDelay after it has dialled.
func TestWrapListenerShakesHands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memory{make(chan net.Conn, 5)}
		ln, err := netem.WrapListener(m, netem.Link{}, netem.Path{RTT: 40 * ms, DialDelay: 30 * ms}, netem.Config{})
		require.NoError(t, err)
		start := time.Now()
		for range 5 {
			near, far := net.Pipe()
			m.conns <- near
			go func() {
				_, _ = far.Write([]byte("x"))
				_, _ = io.Copy(io.Discard, far)
			}()
		}
		var conns []net.Conn
		for range 5 {
			c, err := ln.Accept()
			require.NoError(t, err)
			conns = append(conns, c)
		}
		require.Equal(t, 60*ms, time.Since(start).Truncate(100*time.Microsecond))
		for _, c := range conns {
			_, err = c.Read(make([]byte, 1))
			require.NoError(t, err)
			require.NoError(t, c.Close())
		}
		require.Equal(t, 90*ms, time.Since(start).Truncate(100*time.Microsecond))
		time.Sleep(100 * ms) // the FINs' way to the splices
		require.NoError(t, ln.Close())
		require.ErrorIs(t, ln.Close(), net.ErrClosed)
		_, err = ln.Accept()
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

// A wrapped connection whose peer reads nothing ends a while after its Close,
// and with it all that it has started: the bubble would not end otherwise.
func TestWrapEndsWithoutItsPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		_, err = c.Write(make([]byte, 10_000))
		require.NoError(t, err)
		require.NoError(t, c.Close())
		time.Sleep(10 * time.Second)
		_, err = far.Write([]byte("x"))
		require.ErrorIs(t, err, io.ErrClosedPipe, "the real connection is closed")
	})
}

// Datagrams through a Dialer stay whole, and need no handshake.
func TestDialerOfDatagrams(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer pc.Close()
	go func() {
		buf := make([]byte, 2000)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = pc.WriteTo(buf[:n], from)
		}
	}()
	d := netem.Dialer{Path: netem.Path{RTT: 30 * ms}}
	start := time.Now()
	c, err := d.Dial("udp", pc.LocalAddr().String())
	require.NoError(t, err)
	require.Equal(t, pc.LocalAddr().String(), c.RemoteAddr().String())
	for _, word := range []string{"one", "and", "another"} {
		_, err = c.Write([]byte(word))
		require.NoError(t, err)
	}
	require.Less(t, time.Since(start), 30*ms, "nothing was waited for")
	for _, word := range []string{"one", "and", "another"} {
		buf := make([]byte, 100)
		n, err := c.Read(buf)
		require.NoError(t, err)
		require.Equal(t, word, string(buf[:n]))
	}
	require.GreaterOrEqual(t, time.Since(start), 30*ms)
	require.NoError(t, c.Close())
}

// Being refused takes the path's round trip, and the error is the real one.
func TestDialerRefused(t *testing.T) {
	d := netem.Dialer{Path: netem.Path{RTT: 50 * ms}}
	start := time.Now()
	_, err := d.Dial("tcp", "127.0.0.1:1")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.ErrorContains(t, err, "127.0.0.1:1")
	require.GreaterOrEqual(t, time.Since(start), 50*ms)
}

// A dial that takes too long says to where it was, as the user knows it.
func TestDialerTimeout(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	for _, test := range []struct{ timeout, deadline time.Duration }{
		{20 * ms, 0}, {0, 20 * ms}, {20 * ms, time.Hour}, {time.Hour, 20 * ms},
	} {
		d := netem.Dialer{Path: netem.Path{RTT: 5 * time.Second}, Real: net.Dialer{Timeout: test.timeout}}
		if test.deadline > 0 {
			d.Real.Deadline = time.Now().Add(test.deadline)
		}
		_, err = d.Dial("tcp", ln.Addr().String())
		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		require.True(t, timeout.Timeout())
		require.ErrorContains(t, err, ln.Addr().String())
	}
}

// What a wrapped connection loses is drawn from the Config's seed.
func TestWrapTakesASeed(t *testing.T) {
	took := func(seed uint64) (took time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms, Loss: 0.1}, netem.Config{Seed: seed})
			require.NoError(t, err)
			start := time.Now()
			go func() { _, _ = c.Write(make([]byte, 100_000)) }()
			_, err = io.ReadFull(far, make([]byte, 100_000))
			require.NoError(t, err)
			took = time.Since(start)
			require.NoError(t, c.Close())
			require.NoError(t, far.Close())
			time.Sleep(time.Minute)
		})
		return took
	}
	require.Equal(t, took(1), took(1))
	require.NotEqual(t, took(1), took(2))
}

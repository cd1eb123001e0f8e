package netem_test

import (
	"io"
	"net"
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
		c, err := netem.Wrap(near, netem.Link{Up: 8 * netem.Mbps}, netem.Path{RTT: 40 * ms})
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
		c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms})
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
		ln, err := netem.WrapListener(m, netem.Link{Up: netem.Mbps, Queue: netem.Queue{Packets: 100}}, netem.Path{RTT: 10 * ms})
		require.NoError(t, err)
		start := time.Now()
		var peers []net.Conn
		for range 5 {
			near, far := net.Pipe()
			m.conns <- near
			c, err := ln.Accept()
			require.NoError(t, err)
			_, err = c.Write(make([]byte, 10_000))
			require.NoError(t, err)
			require.NoError(t, c.Close())
			peers = append(peers, far)
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

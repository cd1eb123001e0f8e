package netem_test

import (
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Everything in a bubble must have ended when it does: a goroutine that is left
// is a failure.

// A peer that takes nothing holds nobody up for longer than five seconds after
// the Close; one that is slow gets everything.
func TestCloseOfAWrapWhosePeerDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 10 {
			near, far := net.Pipe()
			c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
			require.NoError(t, err)
			_, err = c.Write(make([]byte, 500_000))
			require.NoError(t, err)
			time.Sleep(time.Second)
			require.NoError(t, c.Close())
			time.Sleep(6 * time.Second)
			_, err = far.Read(make([]byte, 1))
			require.Equal(t, io.EOF, err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		c, err := netem.Wrap(near, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		const size = 100_000
		_, err = c.Write(make([]byte, size))
		require.NoError(t, err)
		require.NoError(t, c.Close())
		total := 0
		for err == nil { // 100 s for all of it
			var k int
			k, err = far.Read(make([]byte, 1000))
			total += k
			time.Sleep(time.Second)
		}
		require.Equal(t, io.EOF, err)
		require.Equal(t, size, total)
	})
}

// After CloseWrite has been passed on, Close closes the real connection: nobody
// else does.
func TestWrapClosesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
		real, peer := connect(t, a, b)
		c, err := netem.Wrap(real, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		require.NoError(t, c.(interface{ CloseWrite() error }).CloseWrite())
		start := time.Now()
		_, err = peer.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
		require.Equal(t, 30*ms, time.Since(start).Truncate(ms))
		_, err = peer.Write([]byte("still open"))
		require.NoError(t, err)
		_, err = io.ReadFull(c, make([]byte, 10))
		require.NoError(t, err)
		require.NoError(t, c.Close())
		require.ErrorIs(t, c.Close(), net.ErrClosed)
		time.Sleep(50 * ms)
		_, err = real.Write([]byte("x"))
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

// A connection from a WrapListener begins with a handshake: Accept returns when
// its last ACK is there, after one and a half round trips, and the client's bytes
// set out a round trip and the DialDelay after it has dialled.
func TestWrapListenerCharges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memory{make(chan net.Conn, 2)}
		ln, err := netem.WrapListener(m, netem.Link{}, netem.Path{RTT: 40 * ms, DialDelay: 100 * ms}, netem.Config{})
		require.NoError(t, err)
		near, far := net.Pipe()
		start := time.Now()
		m.conns <- near
		go far.Write([]byte("hello"))
		c, err := ln.Accept()
		require.NoError(t, err)
		require.Equal(t, near.RemoteAddr(), c.RemoteAddr())
		require.Equal(t, 60*ms, time.Since(start).Truncate(ms))
		_, err = io.ReadFull(c, make([]byte, 5))
		require.NoError(t, err)
		require.Equal(t, 160*ms, time.Since(start).Truncate(ms))
		require.NoError(t, c.Close())
		_, err = far.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)

		// One whose handshake is under way when the listener is closed.
		near, far = net.Pipe()
		m.conns <- near
		time.Sleep(10 * ms)
		require.NoError(t, ln.Close())
		require.ErrorIs(t, ln.Close(), net.ErrClosed)
		_, err = ln.Accept()
		require.ErrorIs(t, err, net.ErrClosed)
		_, err = far.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
	})
}

// A connection that nobody has accepted goes with its listener.
func TestWrapListenerCloseWithoutAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memory{make(chan net.Conn, 2)}
		ln, err := netem.WrapListener(m, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		var fars []net.Conn
		for range 2 {
			near, far := net.Pipe()
			m.conns <- near
			fars = append(fars, far)
		}
		c, err := ln.Accept()
		require.NoError(t, err)
		require.NoError(t, c.Close())
		time.Sleep(time.Second)
		require.NoError(t, ln.Close())
		for _, far := range fars {
			_, err = far.Read(make([]byte, 1))
			require.Equal(t, io.EOF, err)
		}
	})
}

// Who waits in Accept hears that the listener was closed.
func TestWrapListenerClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln, err := netem.WrapListener(memory{make(chan net.Conn)}, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		time.AfterFunc(time.Second, func() { ln.Close() })
		_, err = ln.Accept()
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

// Wrap takes the seed and TCP's settings: with another seed other packets are
// lost, and a window of one segment takes a round trip for each.
func TestWrapTakesAConfig(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := func(path netem.Path, cfg netem.Config) time.Duration {
			near, far := net.Pipe()
			c, err := netem.Wrap(near, netem.Link{}, path, cfg)
			require.NoError(t, err)
			start := time.Now()
			_, err = c.Write(make([]byte, 7*1448))
			require.NoError(t, err)
			require.NoError(t, c.Close())
			_, err = io.Copy(io.Discard, far)
			require.NoError(t, err)
			return time.Since(start).Truncate(ms)
		}
		require.Equal(t, 20*ms, took(netem.Path{RTT: 40 * ms}, netem.Config{}))
		require.Equal(t, 100*ms, took(netem.Path{RTT: 40 * ms}, netem.Config{TCP: netem.TCP{InitialWindow: 1}}), "1, 2, 4 segments")
		lossy := netem.Path{RTT: 40 * ms, Loss: 0.3}
		times := map[time.Duration]bool{}
		for seed := range uint64(5) {
			first := took(lossy, netem.Config{Seed: seed})
			require.Equal(t, first, took(lossy, netem.Config{Seed: seed}))
			times[first] = true
		}
		require.Greater(t, len(times), 1)
	})
}

// Datagrams stay datagrams, each way, take half the round trip and the link's
// rate, and what was written before the Close still arrives.
func TestWrapOfDatagrams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{}))
		peer, err := b.ListenPacket("udp", ":9")
		require.NoError(t, err)
		real, err := a.Dial("udp", "b:9")
		require.NoError(t, err)
		c, err := netem.Wrap(real, netem.Link{Up: 8 * netem.Mbps}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		require.Equal(t, real.LocalAddr(), c.LocalAddr())
		require.Equal(t, real.RemoteAddr(), c.RemoteAddr())
		start := time.Now()
		for _, size := range []int{972, 472, 1472} {
			k, err := c.Write(make([]byte, size))
			require.NoError(t, err)
			require.Equal(t, size, k)
		}
		buf := make([]byte, 2000)
		for i, size := range []int{972, 472, 1472} {
			k, _, err := peer.ReadFrom(buf)
			require.NoError(t, err)
			require.Equal(t, size, k)
			if i == 0 {
				require.Equal(t, 21*ms, time.Since(start).Truncate(100*time.Microsecond))
			}
		}
		_, err = c.Write(make([]byte, 1473))
		require.ErrorIs(t, err, syscall.EMSGSIZE)

		start = time.Now()
		_, err = peer.WriteTo([]byte("answer"), real.LocalAddr())
		require.NoError(t, err)
		k, from, err := c.(net.PacketConn).ReadFrom(buf)
		require.NoError(t, err)
		require.Equal(t, "answer", string(buf[:k]))
		require.Equal(t, real.RemoteAddr(), from)
		require.Equal(t, 20*ms, time.Since(start).Truncate(100*time.Microsecond))

		for range 10 {
			_, err = c.Write(make([]byte, 972))
			require.NoError(t, err)
		}
		require.NoError(t, c.Close())
		require.ErrorIs(t, c.Close(), net.ErrClosed)
		for range 10 {
			_, _, err := peer.ReadFrom(buf)
			require.NoError(t, err)
		}
		time.Sleep(time.Second)
		_, err = real.Write(nil)
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

// When the real socket fails the user hears why.
func TestWrapOfDatagramsThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		a := n.Host("a", netem.Link{})
		real, err := a.Dial("udp", "a:9")
		require.NoError(t, err)
		c, err := netem.Wrap(real, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.Config{})
		require.NoError(t, err)
		require.NoError(t, real.SetReadDeadline(time.Now().Add(time.Second)))
		_, err = c.Read(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		_, err = c.Write(make([]byte, 1))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		time.Sleep(time.Second)
	})
}

// Closing waits for datagrams as long as jitter may keep them.
func TestCloseOfDatagramsWithJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{}))
		peer, err := b.ListenPacket("udp", ":9")
		require.NoError(t, err)
		for seed := range uint64(10) {
			real, err := a.Dial("udp", "b:9")
			require.NoError(t, err)
			c, err := netem.Wrap(real, netem.Link{}, netem.Path{RTT: 10 * ms, Jitter: 100 * ms}, netem.Config{Seed: seed})
			require.NoError(t, err)
			_, err = c.Write([]byte("late"))
			require.NoError(t, err)
			require.NoError(t, c.Close())
			require.NoError(t, peer.SetReadDeadline(time.Now().Add(200*ms)))
			_, _, err = peer.ReadFrom(make([]byte, 10))
			require.NoError(t, err)
			time.Sleep(200 * ms)
		}
	})
}

package netem_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// tcpConn is what *net.TCPConn has and an emulated connection can have: all but
// File, SyscallConn and MultipathTCP.
type tcpConn interface {
	net.Conn
	io.ReaderFrom
	io.WriterTo
	CloseRead() error
	CloseWrite() error
	SetKeepAlive(bool) error
	SetKeepAliveConfig(net.KeepAliveConfig) error
	SetKeepAlivePeriod(time.Duration) error
	SetLinger(int) error
	SetNoDelay(bool) error
	SetReadBuffer(int) error
	SetWriteBuffer(int) error
}

var (
	_ tcpConn = (*net.TCPConn)(nil)
	_ tcpConn = (*netem.Conn)(nil)
)

func TestReadFromAndWriteTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		text := strings.Repeat("0123456789", 100_000)
		go func() {
			n, err := c.ReadFrom(iotestReader{strings.NewReader(text)})
			require.NoError(t, err)
			require.EqualValues(t, len(text), n)
			require.NoError(t, c.Close())
		}()
		var got bytes.Buffer
		n, err := s.WriteTo(struct{ io.Writer }{&got})
		require.NoError(t, err)
		require.EqualValues(t, len(text), n)
		require.Equal(t, text, got.String())
	})
}

// iotestReader hides what a reader has besides Read.
type iotestReader struct{ io.Reader }

// A receive buffer of 10 kB lets the segments through that it holds, once a round
// trip; a send buffer of 5 kB lets 5 kB wait. Zero is refused,
// as nothing could be sent.
func TestBuffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		require.NoError(t, s.SetWriteBuffer(5000))
		require.NoError(t, s.SetWriteDeadline(time.Now().Add(ms)))
		k, err := s.Write(make([]byte, 100_000))
		require.Error(t, err)
		require.Equal(t, 5000, k)
		require.NoError(t, s.SetWriteDeadline(time.Time{}))
		_, err = io.ReadFull(c, make([]byte, 5000))
		require.NoError(t, err)

		require.NoError(t, s.SetWriteBuffer(1<<20)) // 212992, to be exact
		require.NoError(t, c.SetReadBuffer(10_000))
		time.Sleep(time.Second)
		// The first window is one that was announced before: it is not taken back.
		_, err = s.Write(make([]byte, 200_000))
		require.NoError(t, err)
		time.Sleep(time.Second)
		_, err = io.ReadFull(c, make([]byte, 70_000))
		require.NoError(t, err)
		start := time.Now()
		_, err = io.ReadFull(c, make([]byte, 130_000))
		require.NoError(t, err)
		// A window of 10 kB takes six segments of 1448 bytes, and 130 kB take fifteen.
		require.InDelta(t, 15*20, time.Since(start).Milliseconds(), 1)

		require.ErrorContains(t, c.SetReadBuffer(0), "a read buffer of 0 bytes holds nothing: use a positive number")
		require.ErrorContains(t, c.SetWriteBuffer(-1), "a write buffer of -1 bytes holds nothing")

		require.NoError(t, c.SetReadBuffer(1<<30))
		_, err = s.Write(make([]byte, 150_000))
		require.NoError(t, err)
		time.Sleep(time.Second)
		_, err = io.ReadFull(c, make([]byte, 150_000))
		require.NoError(t, err)
		_, err = s.Write([]byte("x")) // whose ACK tells the window
		require.NoError(t, err)
		var window int64
		n.Observe(func(e netem.Event) { window = max(window, e.Segment.Window) })
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 212992, window)
		require.NoError(t, s.SetWriteBuffer(1<<30))
		require.NoError(t, s.SetWriteDeadline(time.Now().Add(ms)))
		k, err = s.Write(make([]byte, 1<<20))
		require.Error(t, err)
		require.Equal(t, 212992, k)
	})
}

// With Nagle's algorithm a small write waits for the ACK of the one before, and
// leaves when the algorithm is turned off.
func TestSetNoDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 100 * ms})
		c, s := connect(t, a, b)
		const early, wait = 20 * ms, 100 * ms
		for _, test := range []struct {
			name string
			set  func()
			want []time.Duration
		}{
			{"off at first", func() {}, []time.Duration{50 * ms, 50 * ms}},
			{"on", func() { require.NoError(t, c.SetNoDelay(false)) }, []time.Duration{50 * ms, wait + 50*ms}},
			{"off again", func() {
				require.NoError(t, c.SetNoDelay(false))
				time.AfterFunc(early, func() { require.NoError(t, c.SetNoDelay(true)) })
			}, []time.Duration{50 * ms, early + 50*ms}},
		} {
			test.set()
			start := time.Now()
			for range 2 {
				_, err := c.Write([]byte("x"))
				require.NoError(t, err)
				time.Sleep(time.Microsecond)
			}
			for _, want := range test.want {
				_, err := s.Read(make([]byte, 1))
				require.NoError(t, err)
				require.Equal(t, want, time.Since(start).Truncate(ms), test.name)
			}
			require.NoError(t, c.SetNoDelay(true))
			time.Sleep(time.Second)
		}
	})
}

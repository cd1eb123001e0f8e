package netem_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// stack is what both package net and a Host are.
type stack interface {
	Dial(network, address string) (net.Conn, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
	Listen(network, address string) (net.Listener, error)
	ListenPacket(network, address string) (net.PacketConn, error)
}

type kernel struct{ *net.Dialer }

func (kernel) Listen(network, address string) (net.Listener, error) {
	return net.Listen(network, address)
}

func (kernel) ListenPacket(network, address string) (net.PacketConn, error) {
	return net.ListenPacket(network, address)
}

// established is a connection of a stack; it is closed with the test.
func established(t *testing.T, s stack) (client, server net.Conn) {
	ln, err := s.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	client, err = s.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	server, err = ln.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { client.Close(); server.Close(); ln.Close() })
	return client, server
}

// A failing call gives the same error, word for word but for addresses, as the
// kernel's sockets do.
func TestErrorsArePackageNets(t *testing.T) {
	past := time.Now().Add(-time.Hour)
	buf := make([]byte, 10)
	for _, test := range []struct {
		name string
		call func(t *testing.T, s stack) error
	}{
		{"dial a closed port", func(t *testing.T, s stack) error {
			_, err := s.Dial("tcp", "127.0.0.1:1")
			return err
		}},
		{"dial an unknown network", func(t *testing.T, s stack) error {
			_, err := s.Dial("tpc", "127.0.0.1:1")
			return err
		}},
		{"dial without a port", func(t *testing.T, s stack) error {
			_, err := s.Dial("tcp", "127.0.0.1")
			return err
		}},
		{"dial with a canceled context", func(t *testing.T, s stack) error {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := s.DialContext(ctx, "tcp", "127.0.0.1:1")
			return err
		}},
		{"dial with a context that is over", func(t *testing.T, s stack) error {
			ctx, cancel := context.WithDeadline(t.Context(), past)
			defer cancel()
			_, err := s.DialContext(ctx, "tcp", "127.0.0.1:1")
			return err
		}},
		{"listen twice", func(t *testing.T, s stack) error {
			ln, err := s.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer ln.Close()
			_, err = s.Listen("tcp", ln.Addr().String())
			return err
		}},
		{"listen elsewhere", func(t *testing.T, s stack) error {
			_, err := s.Listen("tcp", "192.0.2.1:80")
			return err
		}},
		{"accept on a closed listener", func(t *testing.T, s stack) error {
			ln, err := s.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			ln.Close()
			_, err = ln.Accept()
			return err
		}},
		{"accept past the deadline", func(t *testing.T, s stack) error {
			ln, err := s.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer ln.Close()
			require.NoError(t, ln.(interface{ SetDeadline(time.Time) error }).SetDeadline(past))
			_, err = ln.Accept()
			return err
		}},
		{"read past the deadline, with data", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			_, err := peer.Write(buf)
			require.NoError(t, err)
			_, err = c.Read(buf)
			require.NoError(t, err)
			_, err = peer.Write(buf)
			require.NoError(t, err)
			require.NoError(t, c.SetDeadline(past))
			_, err = c.Read(buf)
			return err
		}},
		{"write past the deadline", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			require.NoError(t, c.SetWriteDeadline(past))
			_, err := c.Write(buf)
			return err
		}},
		{"read a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			_, err := c.Read(buf)
			return err
		}},
		{"write to a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			_, err := c.Write(buf)
			return err
		}},
		{"close twice", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			return c.Close()
		}},
		{"set a deadline on a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			return c.SetDeadline(past)
		}},
		{"read after the peer closed", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			peer.Close()
			_, err := c.Read(buf)
			return err
		}},
		{"read after a reset", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ SetLinger(int) error }).SetLinger(0))
			peer.Close()
			_, err := c.Read(buf)
			return err
		}},
		{"read after the peer dropped data", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			_, err := c.Write(buf)
			require.NoError(t, err)
			_, err = peer.Read(buf[:1])
			require.NoError(t, err)
			peer.Close()
			_, err = c.Read(buf)
			return err
		}},
		{"write after a reset", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ SetLinger(int) error }).SetLinger(0))
			peer.Close()
			_, err := c.Write(buf)
			return err
		}},
		{"write after CloseWrite", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			require.NoError(t, c.(interface{ CloseWrite() error }).CloseWrite())
			_, err := c.Write(buf)
			return err
		}},
		{"CloseWrite after a reset", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ SetLinger(int) error }).SetLinger(0))
			peer.Close()
			_, err := c.Read(buf)
			require.ErrorIs(t, err, syscall.ECONNRESET)
			return c.(interface{ CloseWrite() error }).CloseWrite()
		}},
		{"CloseRead after a reset", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ SetLinger(int) error }).SetLinger(0))
			peer.Close()
			_, err := c.Read(buf)
			require.ErrorIs(t, err, syscall.ECONNRESET)
			return c.(interface{ CloseRead() error }).CloseRead()
		}},
		{"CloseWrite when both ends have", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ CloseWrite() error }).CloseWrite())
			require.NoError(t, c.(interface{ CloseWrite() error }).CloseWrite())
			return c.(interface{ CloseWrite() error }).CloseWrite()
		}},
		{"CloseRead on a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			return c.(interface{ CloseRead() error }).CloseRead()
		}},
		{"read after CloseRead, with data before it", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			_, err := peer.Write(buf[:3])
			require.NoError(t, err)
			_, err = c.Read(buf[:1])
			require.NoError(t, err)
			require.NoError(t, c.(interface{ CloseRead() error }).CloseRead())
			k, err := c.Read(buf)
			require.NoError(t, err)
			require.Equal(t, 2, k)
			_, err = c.Read(buf)
			return err
		}},
		{"read when CloseRead comes", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			time.AfterFunc(5*time.Millisecond, func() { c.(interface{ CloseRead() error }).CloseRead() })
			_, err := c.Read(buf)
			return err
		}},
		{"ReadFrom to a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			_, err := c.(io.ReaderFrom).ReadFrom(strings.NewReader("x"))
			return err
		}},
		{"ReadFrom a reader that fails", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			_, err := c.(io.ReaderFrom).ReadFrom(iotest.ErrReader(io.ErrUnexpectedEOF))
			return err
		}},
		{"WriteTo after a reset", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			require.NoError(t, peer.(interface{ SetLinger(int) error }).SetLinger(0))
			peer.Close()
			_, err := c.(io.WriterTo).WriteTo(io.Discard)
			return err
		}},
		{"set an option of a closed connection", func(t *testing.T, s stack) error {
			c, _ := established(t, s)
			c.Close()
			return c.(interface{ SetKeepAlivePeriod(time.Duration) error }).SetKeepAlivePeriod(time.Second)
		}},
		{"write until the peer that closed says no", func(t *testing.T, s stack) error {
			c, peer := established(t, s)
			peer.Close()
			_, err := c.Read(buf)
			require.Equal(t, io.EOF, err)
			_, err = c.Write(buf)
			require.NoError(t, err) // the first may succeed: nobody has said yet that it is unwanted
			for err == nil {
				_, err = c.Write(buf)
			}
			return err
		}},
		{"read a datagram past the deadline", func(t *testing.T, s stack) error {
			pc, err := s.ListenPacket("udp", "127.0.0.1:0")
			require.NoError(t, err)
			defer pc.Close()
			require.NoError(t, pc.SetReadDeadline(past))
			_, _, err = pc.ReadFrom(buf)
			return err
		}},
		{"read a closed socket", func(t *testing.T, s stack) error {
			pc, err := s.ListenPacket("udp", "127.0.0.1:0")
			require.NoError(t, err)
			pc.Close()
			_, _, err = pc.ReadFrom(buf)
			return err
		}},
		{"write a datagram that is too long", func(t *testing.T, s stack) error {
			pc, err := s.ListenPacket("udp", "127.0.0.1:0")
			require.NoError(t, err)
			defer pc.Close()
			_, err = pc.WriteTo(make([]byte, 65508), pc.LocalAddr())
			return err
		}},
		{"WriteTo on a dialled socket", func(t *testing.T, s stack) error {
			c, err := s.Dial("udp", "127.0.0.1:9")
			require.NoError(t, err)
			defer c.Close()
			_, err = c.(net.PacketConn).WriteTo(buf, c.RemoteAddr())
			return err
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := netem.New(netem.Config{})
			defer n.Close()
			host := n.Host("host", netem.Link{})
			want, got := test.call(t, kernel{&net.Dialer{}}), test.call(t, host)
			require.Error(t, want)
			require.Error(t, got)
			require.Equal(t, plain(want), plain(got))
			require.IsType(t, want, got)
			for _, target := range []error{
				io.EOF, net.ErrClosed, os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded,
				syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.EADDRINUSE, syscall.EMSGSIZE,
			} {
				require.Equal(t, errors.Is(want, target), errors.Is(got, target), "errors.Is(err, %v)", target)
			}
			var a, b net.Error
			require.Equal(t, errors.As(want, &a), errors.As(got, &b))
			if a != nil {
				require.Equal(t, a.Timeout(), b.Timeout())
			}
		})
	}
}

var address = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+:\d+`)

// plain is an error's text without addresses.
func plain(err error) string { return address.ReplaceAllString(err.Error(), "ADDRESS") }

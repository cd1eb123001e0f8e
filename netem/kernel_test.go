package netem_test

import (
	"fmt"
	"io"
	"math"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// calls makes calls and tells what came of them.
type calls []string

func (c *calls) add(what string, result any, err error) {
	text := "nil"
	if err != nil {
		text = plain(err)
	}
	*c = append(*c, fmt.Sprintf("%s: %v, %s", what, result, text))
}

func (c *calls) err(what string, err error) { c.add(what, "", err) }

// What ended a connection is told by every call (see Limitations).
func TestEveryCallIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		require.NoError(t, s.SetLinger(0))
		require.NoError(t, s.Close())
		time.Sleep(20 * ms)
		for range 2 {
			_, err := c.Read(make([]byte, 1))
			require.ErrorIs(t, err, syscall.ECONNRESET)
			_, err = c.Write(make([]byte, 1))
			require.ErrorIs(t, err, syscall.ECONNRESET)
		}
	})
}

// A row of calls gives the same results as on the kernel's sockets.
func TestCallsAreTheKernels(t *testing.T) {
	reset := func(t *testing.T, c net.Conn) {
		require.NoError(t, c.(interface{ SetLinger(int) error }).SetLinger(0))
		require.NoError(t, c.Close())
	}
	buf := make([]byte, 10)
	for _, test := range []struct {
		name string
		call func(t *testing.T, s stack, c *calls)
	}{
		{"a reset after data", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			_, err := b.Write(buf[:3])
			require.NoError(t, err)
			time.Sleep(time.Millisecond)
			reset(t, b)
			time.Sleep(time.Millisecond)
			n, err := a.Read(buf)
			c.add("read", n, err)
			n, err = a.Read(buf)
			c.add("read", n, err)
		}},
		{"reads and writes of nothing", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			n, err := a.Read(nil)
			c.add("read", n, err)
			n, err = a.Write(nil)
			c.add("write", n, err)
			past := time.Unix(1, 0)
			require.NoError(t, a.SetDeadline(past))
			n, err = a.Read(nil)
			c.add("read past the deadline", n, err)
			n, err = a.Write(nil)
			c.add("write past the deadline", n, err)
			require.NoError(t, a.SetDeadline(time.Time{}))
			c.err("half-close", a.(interface{ CloseWrite() error }).CloseWrite())
			n, err = a.Write(nil)
			c.add("write when half-closed", n, err)
			require.NoError(t, b.Close())
			_, err = a.Read(buf)
			require.Equal(t, io.EOF, err)
			n, err = a.Read(nil)
			c.add("read at the end", n, err)
			require.NoError(t, a.Close())
			n, err = a.Read(nil)
			c.add("read when closed", n, err)
			n, err = a.Write(nil)
			c.add("write when closed", n, err)
		}},
		{"a reset after CloseWrite", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			require.NoError(t, a.(interface{ CloseWrite() error }).CloseWrite())
			time.Sleep(5 * time.Millisecond)
			reset(t, b)
			time.Sleep(5 * time.Millisecond)
			n, err := a.Write(buf)
			c.add("write", n, err)
		}},
		{"read the end twice", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			require.NoError(t, b.Close())
			for range 2 {
				n, err := a.Read(buf)
				c.add("read", n, err)
			}
		}},
		{"half-close twice", func(t *testing.T, s stack, c *calls) {
			a, _ := established(t, s)
			c.err("first", a.(interface{ CloseWrite() error }).CloseWrite())
			c.err("second", a.(interface{ CloseWrite() error }).CloseWrite())
			c.err("read side", a.(interface{ CloseRead() error }).CloseRead())
			c.err("read side again", a.(interface{ CloseRead() error }).CloseRead())
		}},
		{"what comes after CloseRead", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			require.NoError(t, a.(interface{ CloseRead() error }).CloseRead())
			_, err := b.Write(buf[:3])
			require.NoError(t, err)
			time.Sleep(5 * time.Millisecond)
			for range 2 {
				n, err := a.Read(buf)
				c.add("read", n, err)
			}
			n, err := a.Write(buf)
			c.add("write", n, err)
			n, err = b.Read(buf)
			c.add("peer reads", n, err)
		}},
		{"options", func(t *testing.T, s stack, c *calls) {
			a, _ := established(t, s)
			type options interface {
				SetKeepAlivePeriod(time.Duration) error
				SetKeepAliveConfig(net.KeepAliveConfig) error
				SetLinger(int) error
				SetNoDelay(bool) error
			}
			o := a.(options)
			c.err("linger for ever", o.SetLinger(math.MaxInt32))
			c.err("no linger", o.SetLinger(-1))
			c.err("delay", o.SetNoDelay(false))
			for _, d := range []time.Duration{32767 * time.Second, 32768 * time.Second, 24 * time.Hour} {
				c.err("period "+d.String(), o.SetKeepAlivePeriod(d))
				c.err("idle "+d.String(), o.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: d}))
				c.err("interval "+d.String(), o.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Interval: d}))
			}
			for _, n := range []int{-1, 127, 128, 300} {
				c.err(fmt.Sprint("count ", n), o.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Count: n}))
			}
		}},
		{"nothing of a datagram", func(t *testing.T, s stack, c *calls) {
			in, err := s.ListenPacket("udp", "127.0.0.1:0")
			require.NoError(t, err)
			defer in.Close()
			require.NoError(t, in.SetDeadline(time.Now().Add(time.Second)))
			_, err = in.WriteTo(buf[:3], in.LocalAddr())
			require.NoError(t, err)
			_, err = in.WriteTo(nil, in.LocalAddr())
			require.NoError(t, err)
			_, err = in.WriteTo(buf[:4], in.LocalAddr())
			require.NoError(t, err)
			n, err := in.(net.Conn).Read(nil)
			c.add("Read of nothing", n, err)
			n, _, err = in.ReadFrom(nil)
			c.add("ReadFrom of nothing", n, err)
			n, err = in.(net.Conn).Read(buf)
			c.add("Read of an empty one", n, err)
			n, err = in.(net.Conn).Read(buf)
			c.add("Read", n, err)
		}},
		{"datagrams to nowhere", func(t *testing.T, s stack, c *calls) {
			pc, err := s.ListenPacket("udp", "127.0.0.1:0")
			require.NoError(t, err)
			n, err := pc.WriteTo(buf, (*net.UDPAddr)(nil))
			c.add("to a nil *UDPAddr", n, err)
			n, err = pc.WriteTo(buf, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			c.add("to port 0", n, err)
			n, err = pc.(net.Conn).Write(buf)
			c.add("Write", n, err)
			require.NoError(t, pc.Close())
			n, err = pc.(net.Conn).Write(buf)
			c.add("Write when closed", n, err)
			c.err("close again", pc.Close())
		}},
		{"addresses of what is closed", func(t *testing.T, s stack, c *calls) {
			a, b := established(t, s)
			local, remote := a.LocalAddr().String(), a.RemoteAddr().String()
			reset(t, b)
			require.NoError(t, a.Close())
			c.add("local", a.LocalAddr().String() == local, nil)
			c.add("remote", a.RemoteAddr().String() == remote, nil)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := netem.New(netem.Config{})
			defer n.Close()
			var want, got calls
			test.call(t, kernel{&net.Dialer{}}, &want)
			test.call(t, n.Host("host", netem.Link{}), &got)
			require.Equal(t, want, got)
		})
	}
}

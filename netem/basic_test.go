package netem_test

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// pairOf makes two hosts with that link and path between them.
func pairOf(t testing.TB, link netem.Link, path netem.Path) (n *netem.Network, a, b *netem.Host) {
	n = netem.New(netem.Config{Seed: 1})
	t.Cleanup(func() { _ = n.Close() })
	a, b = n.Host("client", link), n.Host("server.example", netem.Link{})
	require.NoError(t, n.Path(a, b, path))
	return n, a, b
}

// connect dials from a to b and gives both ends.
func connect(t testing.TB, a, b *netem.Host) (client, server *netem.Conn) {
	ln, err := b.Listen("tcp", ":0")
	require.NoError(t, err)
	defer ln.Close()
	c, err := a.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	s, err := ln.Accept()
	require.NoError(t, err)
	return c.(*netem.Conn), s.(*netem.Conn)
}

func TestDialTakesOneRoundTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 200 * time.Millisecond})
		start := time.Now()
		ln, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		go func() {
			c, err := ln.Accept()
			if err == nil {
				io.Copy(c, c)
				c.Close()
			}
		}()
		c, err := a.Dial("tcp", "server.example:80")
		require.NoError(t, err)
		require.Equal(t, 200*time.Millisecond+time.Microsecond, time.Since(start))
		_, err = c.Write([]byte("hello"))
		require.NoError(t, err)
		require.NoError(t, c.(*netem.Conn).CloseWrite())
		p, err := io.ReadAll(c)
		require.NoError(t, err)
		require.Equal(t, "hello", string(p))
		t.Log(time.Since(start))
		require.NoError(t, c.Close())
		require.NoError(t, ln.Close())
	})
}

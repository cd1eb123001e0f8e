package origin_test

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/origin"
	"rttlab/lab/page"
)

// nobody accepts nothing, until it is closed.
type nobody chan struct{}

func (n nobody) Accept() (net.Conn, error) { <-n; return nil, net.ErrClosed }
func (n nobody) Close() error              { close(n); return nil }
func (n nobody) Addr() net.Addr            { return &net.TCPAddr{} }

// allocated is how many bytes f allocates, at least.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A server of files that are larger than memory has no room for them.
func TestLargeFilesTakeNoRoom(t *testing.T) {
	pg := twoFiles()
	pg.Resources[1].Size = 1 << 40
	require.Less(t, allocated(func() {
		s, err := origin.Start(origin.Config{Page: pg, HTTP: "1.1", RealTime: true}, make(nobody))
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}), uint64(1<<20))
}

// A file of several pieces comes whole, in HTTP/1.1.
func TestFileOfSeveralPieces(t *testing.T) {
	const size = 3<<20 + 7
	pg := &page.Page{Resources: []page.Resource{{Host: "www.test", Path: "/", Type: page.HTML, Size: size, Parent: -1}}}
	serving(t, origin.Config{Page: pg, HTTP: "1.1", KeepAlive: true}, func(t *testing.T, dial func() net.Conn) {
		c := dial()
		res, body, _ := ask(t, c, "GET / HTTP/1.1\r\nHost: www.test\r\n\r\n")
		require.EqualValues(t, size, res.ContentLength)
		require.Equal(t, bytes.Repeat([]byte{0}, size), body)
		require.NoError(t, c.Close())
		_, err := io.ReadAll(c)
		require.Error(t, err)
	})
}

// A certificate is made once: the second time costs next to nothing.
func TestCertificatesAreMadeOnce(t *testing.T) {
	pg := twoFiles()
	first, err := origin.Certificate(pg)
	require.NoError(t, err)
	again := allocated(func() {
		second, err := origin.Certificate(pg)
		require.NoError(t, err)
		require.Same(t, first.Leaf, second.Leaf)
	})
	require.Less(t, again, uint64(10_000))
	pg.Resources[1].Host = "other.test"
	other, err := origin.Certificate(pg)
	require.NoError(t, err)
	require.NotEqual(t, first.Certificate, other.Certificate)
}

package origin_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/origin"
	"rttlab/lab/page"
	"rttlab/netem"
)

const rtt = 100 * time.Millisecond

func twoFiles() *page.Page {
	return &page.Page{Resources: []page.Resource{
		{Host: "www.test", Path: "/", Type: page.HTML, Size: 5000, Parent: -1},
		{ID: 1, Host: "img.test", Path: "/1.png", Type: page.Image, Size: 10000, Think: 30 * time.Millisecond},
	}}
}

// serving runs f in virtual time with a server for cfg's page, rtt away.
func serving(t *testing.T, cfg origin.Config, f func(t *testing.T, dial func() net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		client, server := n.Host("browser", netem.Link{}), n.Host("www.test", netem.Link{})
		require.NoError(t, n.Path(client, server, netem.Path{RTT: rtt}))
		ln, err := server.Listen("tcp", ":80")
		require.NoError(t, err)
		s, err := origin.Start(cfg, ln)
		require.NoError(t, err)
		f(t, func() net.Conn {
			c, err := client.Dial("tcp", "www.test:80")
			require.NoError(t, err)
			return c
		})
		require.NoError(t, s.Close())
	})
}

// ask sends a request and reads the whole answer.
func ask(t *testing.T, c net.Conn, request string) (*http.Response, []byte, time.Duration) {
	t.Helper()
	start := time.Now()
	_, err := io.WriteString(c, request)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	took := time.Since(start)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, body, took
}

// A header of about 200 bytes, as servers send it, the resource's bytes, and
// its think time on top of the round trip.
func TestAnswer(t *testing.T) {
	serving(t, origin.Config{Page: twoFiles(), HTTP: "1.1", KeepAlive: true}, func(t *testing.T, dial func() net.Conn) {
		c := dial()
		defer c.Close()
		for _, tc := range []struct {
			host, path, kind string
			size             int
			took             time.Duration
		}{
			{"www.test", "/", page.HTML.MIME(), 5000, rtt},
			{"img.test:80", "/1.png", page.Image.MIME(), 10000, rtt + 30*time.Millisecond},
		} {
			res, body, took := ask(t, c, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", tc.path, tc.host))
			require.Equal(t, 200, res.StatusCode)
			require.Equal(t, tc.kind, res.Header.Get("Content-Type"))
			require.EqualValues(t, tc.size, res.ContentLength)
			require.Len(t, body, tc.size)
			require.False(t, res.Close)
			require.InDelta(t, tc.took, took, float64(10*time.Microsecond))
			header, err := httputil.DumpResponse(res, false)
			require.NoError(t, err)
			require.InDelta(t, 200, len(header), 20)
		}
		// A name that the page does not have, and a path that the name does not.
		for _, request := range []string{"GET / HTTP/1.1\r\nHost: w.test\r\n\r\n", "GET /1.png HTTP/1.1\r\nHost: www.test\r\n\r\n"} {
			res, _, _ := ask(t, c, request)
			require.Equal(t, 404, res.StatusCode)
		}
	})
}

// Who hangs up: HTTP/1.0's server unless it is asked not to, HTTP/1.1's if told
// to.
func TestKeepAlive(t *testing.T) {
	for _, tc := range []struct {
		http, header string
		keepAlive    bool
		close        bool
	}{
		{"1.1", "", true, false},
		{"1.1", "", false, true},
		{"1.0", "", true, true},
		{"1.0", "Connection: keep-alive\r\n", true, false},
	} {
		t.Run(fmt.Sprintf("%+v", tc), func(t *testing.T) {
			serving(t, origin.Config{Page: twoFiles(), HTTP: tc.http, KeepAlive: tc.keepAlive}, func(t *testing.T, dial func() net.Conn) {
				c := dial()
				defer c.Close()
				res, _, _ := ask(t, c, "GET / HTTP/"+tc.http+"\r\nHost: www.test\r\n"+tc.header+"\r\n")
				require.Equal(t, tc.close, res.Close)
				if tc.close {
					_, err := c.Read(make([]byte, 1))
					require.ErrorIs(t, err, io.EOF)
				}
			})
		})
	}
}

// Over HTTP/2, requests that come together are answered in the page's order,
// each in one piece, although a handler answers each for itself. 240 of them go
// on one connection at once.
func TestHTTP2InPageOrder(t *testing.T) {
	pg := &page.Page{}
	for id := range 240 {
		pg.Resources = append(pg.Resources, page.Resource{ID: id, Host: "www.test", Path: fmt.Sprintf("/%03d", id), Size: 1, Parent: min(0, id-1)})
	}
	serving(t, origin.Config{Page: pg, HTTP: "2", KeepAlive: true}, func(t *testing.T, dial func() net.Conn) {
		transport := &http.Transport{
			Protocols:   new(http.Protocols),
			DialContext: func(context.Context, string, string) (net.Conn, error) { return dial(), nil },
		}
		transport.Protocols.SetUnencryptedHTTP2(true)
		c, err := transport.NewClientConn(t.Context(), "http", "www.test:80")
		require.NoError(t, err)
		defer c.Close()
		get := func(path string) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://www.test"+path, nil)
			require.NoError(t, err)
			res, err := c.RoundTrip(req)
			require.NoError(t, err)
			require.Equal(t, 200, res.StatusCode)
			_, err = io.Copy(io.Discard, res.Body)
			require.NoError(t, err)
			res.Body.Close()
		}
		get("/000") // the server says how many it takes
		type answer struct {
			id int
			at time.Time
		}
		answers := make(chan answer, len(pg.Resources))
		start := time.Now()
		for id := len(pg.Resources) - 1; id > 0; id-- {
			go func() {
				get(pg.Resources[id].Path)
				answers <- answer{id, time.Now()}
			}()
		}
		at := make([]time.Time, len(pg.Resources))
		for range len(pg.Resources) - 1 {
			a := <-answers
			at[a.id] = a.at
		}
		for id := 2; id < len(at); id++ {
			require.False(t, at[id].Before(at[id-1]), "%d came before %d", id, id-1)
		}
		// 240 answers of some 80 bytes are 19 kB: a window of ten segments and
		// what it grew by with the first answer, and one round more.
		require.Less(t, time.Since(start), 3*rtt)
	})
}

// The certificate is the same one every time, for all names of the page, and
// valid in virtual time as well as today.
func TestCertificate(t *testing.T) {
	pg := twoFiles()
	a, err := origin.Certificate(pg)
	require.NoError(t, err)
	b, err := origin.Certificate(pg)
	require.NoError(t, err)
	require.Equal(t, a.Certificate, b.Certificate)
	cert, err := x509.ParseCertificate(a.Certificate[0])
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(a.Leaf)
	for _, name := range []string{"www.test", "img.test"} {
		for _, now := range []time.Time{time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Now()} {
			_, err := cert.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: now})
			require.NoError(t, err)
		}
	}
	_, err = cert.Verify(x509.VerifyOptions{DNSName: "w.test", Roots: roots})
	require.ErrorContains(t, err, "w.test")
}

func TestBadConfig(t *testing.T) {
	backwards := twoFiles()
	backwards.Resources[1].Think = -time.Second
	negative := twoFiles()
	negative.Resources[0].Size = -1
	for _, tc := range []struct {
		cfg origin.Config
		err string
	}{
		{origin.Config{HTTP: "1.1"}, "origin: there is no page to serve"},
		{origin.Config{HTTP: "0.9", Page: twoFiles()}, "origin: no HTTP/0.9"},
		{origin.Config{HTTP: "1.1", Page: twoFiles(), TLS: "1.1"}, `origin: no TLS "1.1": there are 1.2 and 1.3`},
		{origin.Config{HTTP: "1.1", Page: backwards}, "origin: img.test/1.png takes -1s to think"},
		{origin.Config{HTTP: "1.1", Page: negative}, "origin: www.test/ has -1 bytes"},
	} {
		_, err := origin.Start(tc.cfg, nil)
		require.ErrorContains(t, err, tc.err)
		require.True(t, strings.HasPrefix(err.Error(), "origin: "))
	}
}

package origin

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

// What servers say of how long they keep a connection, request by request: the
// headers Connection and Keep-Alive, and the status.
func TestKeepAliveHeaders(t *testing.T) {
	const five = 5 * time.Second
	for _, c := range []struct {
		name, version, asks string
		keep                KeepAlive
		want                []string
	}{
		{"everybody is told", "1.1", "", KeepAlive{Timeout: five, Requests: 3}, []string{" timeout=5, max=2 200", " timeout=5, max=1 200", "close  200"}},
		{"HTTP/1.0 too, if it asks", "1.0", "keep-alive", KeepAlive{Timeout: five}, []string{"keep-alive timeout=5 200", "keep-alive timeout=5 200"}},
		{"and not if it does not", "1.0", "", KeepAlive{Timeout: five}, []string{"close timeout=5 200"}},
		{"nginx says nothing", "1.1", "", KeepAlive{Timeout: five, Requests: 2, Silent: true}, []string{"  200", "close  200"}},
		{"Apache does to HTTP/1.0", "1.0", "keep-alive", KeepAlive{Timeout: five, Requests: 101, Asked: true}, []string{"keep-alive timeout=5, max=100 200", "keep-alive timeout=5, max=99 200"}},
		{"not to HTTP/1.1", "1.1", "", KeepAlive{Timeout: five, Requests: 101, Asked: true}, []string{"  200", "  200"}},
		{"Node leaves it to the client", "1.1", "", KeepAlive{Timeout: five, Requests: 2, Refuse: true}, []string{" timeout=5, max=2 200", "close  200", "close  503"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			pg := &page.Page{Resources: []page.Resource{{Host: "a.test", Path: "/", Type: page.HTML, Size: 10, Parent: -1}}}
			s, err := Start(Config{Page: pg, HTTP: "1.1", KeepAlive: true, Keep: c.keep, RealTime: true}, ln)
			require.NoError(t, err)
			defer s.Close()
			nc, err := net.Dial("tcp", ln.Addr().String())
			require.NoError(t, err)
			defer nc.Close()
			br := bufio.NewReader(nc)
			for i, want := range c.want {
				asks := ""
				if c.asks != "" {
					asks = "Connection: " + c.asks + "\r\n"
				}
				_, err := fmt.Fprintf(nc, "GET / HTTP/%s\r\nHost: a.test\r\n%s\r\n", c.version, asks)
				require.NoError(t, err)
				res, err := http.ReadResponse(br, nil)
				require.NoError(t, err)
				_, err = br.Discard(int(res.ContentLength))
				require.NoError(t, err)
				connection := res.Header.Get("Connection") // ReadResponse takes "close" out
				if res.Close {
					connection = "close"
				}
				require.Equal(t, want, fmt.Sprintf("%s %s %d", connection, res.Header.Get("Keep-Alive"), res.StatusCode), "request %d", i+1)
			}
		})
	}
}

func TestKeepAliveIdle(t *testing.T) {
	require.Zero(t, KeepAlive{Grace: time.Second}.idle())
	require.Equal(t, 6*time.Second, KeepAlive{Timeout: 5 * time.Second, Grace: time.Second}.idle())
}

package browser_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/lab/page"
	"rttlab/netem"
)

// In real time, too, a connection is free with the last byte of a response, and
// what that byte names needs no other. Nothing but the scheduler decides which
// of the two the browser's loop would hear of first, so it is tried often.
func TestNoDialForWhatTheLastByteNames(t *testing.T) {
	pg := files(1)
	pg.Resources[1].NamedAt = pg.Resources[0].Size
	for _, version := range []string{"1.0", "1.1"} {
		for range 500 {
			out, err := browser.Load(t.Context(), browser.Config{HTTP: version, KeepAlive: true, RealTime: true, Dial: answering(2000)}, pg)
			require.NoError(t, err)
			require.NoError(t, out.Err)
			require.Len(t, out.Connections, 1)
		}
	}
}

// answering dials a server that has size bytes for everything.
func answering(size int) browser.Dial {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			for r := bufio.NewReader(far); ; {
				if _, err := http.ReadRequest(r); err != nil {
					return
				}
				body := size
				size = 1
				fmt.Fprintf(far, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n%s", body, make([]byte, body))
			}
		}()
		return near, nil
	}
}

// really loads a page over HTTP/2 in real time, from a server an RTT away.
func really(t *testing.T, away time.Duration, pg *page.Page, shares bool) *browser.Result {
	t.Helper()
	n := netem.New(netem.Config{})
	defer n.Close()
	client, server := n.Host("browser", netem.Link{}), n.Host("www.test", netem.Link{})
	require.NoError(t, n.Path(client, server, netem.Path{RTT: away}))
	ln, err := server.Listen("tcp", ":80")
	require.NoError(t, err)
	s, err := origin.Start(origin.Config{Page: pg, HTTP: "2", KeepAlive: true, RealTime: true}, ln)
	require.NoError(t, err)
	defer s.Close()
	res, err := browser.Load(t.Context(), browser.Config{HTTP: "2", RealTime: true, Dial: client.DialContext, Shares: shares}, pg)
	require.NoError(t, err)
	require.NoError(t, res.Err)
	return res
}

// In real time, too, requests go out on a connection in the order in which the
// browser gives them to it: each stream is its resource's, as the bytes on it
// tell, and no other's.
func TestStreamsInRealTime(t *testing.T) {
	pg := files(100)
	for id := 1; id <= 100; id++ {
		pg.Resources[id].Size = 1000 * id
	}
	for range 5 {
		res := really(t, time.Millisecond, pg, true)
		bytes := map[int]int64{}
		for _, p := range res.Shares[1].Parts {
			bytes[p.Resource] += p.Bytes
		}
		for id := range pg.Resources {
			// A header of about 100 bytes, and 9 for each of a few frames.
			require.InDelta(t, pg.Resources[id].Size+150, bytes[id], 150)
		}
	}
}

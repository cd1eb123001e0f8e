package client_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/client"
	"rttlab/lab/page"
)

// serve dials a server without a network, which answers each request with a status
// after a while, and hangs up a second after the last; with status 0 it never
// answers.
func serve(think time.Duration, status int) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			br := bufio.NewReader(far)
			for {
				_ = far.SetReadDeadline(time.Now().Add(time.Second))
				if _, err := http.ReadRequest(br); err != nil {
					return
				}
				time.Sleep(think)
				if status > 0 {
					fmt.Fprintf(far, "HTTP/1.1 %d %s\r\nContent-Length: 1\r\n\r\nx", status, http.StatusText(status))
				}
			}
		}()
		return near, nil
	}
}

func onePage() *page.Page {
	return &page.Page{Resources: []page.Resource{{Host: "www.example.test", Path: "/", Type: page.HTML, Size: 1, Parent: -1}}}
}

// Users come half a second apart and wait for a quarter of one.
func TestUsersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		users, last, err := client.Users{
			Count: 2, Over: time.Second, Page: onePage(), Address: "www.example.test:80",
			Dial: serve(250*time.Millisecond, 200), Open: func() int { return 3 }, RealTime: true,
		}.Run(t.Context())
		require.NoError(t, err)
		require.Equal(t, 750*time.Millisecond, last)
		require.Equal(t, 2, users.Requests)
		require.Zero(t, users.TurnedAway)
		for i, want := range map[int]int{1: 1, 2: 1, 3: 0, 4: 0, 6: 1, 7: 1, 8: 0, 16: 0} {
			require.Equal(t, want, users.Waiting[i], "after %d ms", 100*i)
			require.Equal(t, 3, users.Open[i])
		}
		require.Len(t, users.Waiting, 18, "until the last connection has gone after 1.75 s")
	})
}

// Who waits longer than he has patience for is turned away.
func TestUsersPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		users, _, err := client.Users{
			Count: 1, Over: time.Second, Patience: 200 * time.Millisecond, Page: onePage(), Address: "www.example.test:80",
			Dial: serve(250*time.Millisecond, 200), Open: func() int { return 0 }, RealTime: true,
		}.Run(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, users.TurnedAway)
		require.Zero(t, users.Requests)
		time.Sleep(2 * time.Second) // the server hangs up
	})
}

func TestRequestsThatFail(t *testing.T) {
	for status, want := range map[int]string{
		0:   "timed out: the whole of an answer did not come within 900ms",
		200: "",
		500: "the answer is 500 Internal Server Error, and not 200",
	} {
		synctest.Test(t, func(t *testing.T) {
			out, err := client.Requests{Dial: serve(10*time.Millisecond, status), Page: onePage(), HTTP: "1.1", Timeout: 900 * time.Millisecond, RealTime: true}.Run(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, out.Resources[0].Err)
			require.Equal(t, status, out.Resources[0].Status)
			time.Sleep(2 * time.Second) // the server hangs up
		})
	}
}

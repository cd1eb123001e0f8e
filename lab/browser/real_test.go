package browser_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
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

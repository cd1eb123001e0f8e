package browser_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/lab/page"
)

// cutConn gives an answer's beginning once something was asked, and then fails.
type cutConn struct {
	net.Conn
	asked  chan struct{}
	answer *strings.Reader
	err    error
}

func (c *cutConn) Read(b []byte) (int, error) {
	<-c.asked
	if c.answer.Len() == 0 {
		return 0, c.err
	}
	return c.answer.Read(b)
}

func (c *cutConn) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "\r\n\r\n") {
		close(c.asked)
	}
	return len(b), nil
}

func (c *cutConn) Close() error                     { return nil }
func (c *cutConn) SetReadDeadline(time.Time) error  { return nil }
func (c *cutConn) SetWriteDeadline(time.Time) error { return nil }
func (c *cutConn) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 1} }

func (c *cutConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 80} }

// What ends a connection is what a load says, wherever in the header it was.
func TestHeaderThatIsCut(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n"
	for name, change := range map[string]func(*browser.Config){
		"1.0":            func(c *browser.Config) { c.HTTP = "1.0" },
		"1.1":            func(c *browser.Config) { c.HTTP = "1.1" },
		"1.1, pipelined": func(c *browser.Config) { c.HTTP, c.Pipeline = "1.1", true },
	} {
		t.Run(name, func(t *testing.T) {
			for _, end := range []struct {
				err  error
				says string
			}{{errors.New("the cable is out"), "the cable is out"}, {io.EOF, "EOF"}} {
				for at := 1; at < len(answer); at++ {
					cfg := browser.Config{RealTime: true, Dial: func(context.Context, string, string) (net.Conn, error) {
						return &cutConn{asked: make(chan struct{}), answer: strings.NewReader(answer[:at]), err: end.err}, nil
					}}
					change(&cfg)
					pg := &page.Page{Resources: []page.Resource{{Host: "www.test", Path: "/", Type: page.HTML, Parent: -1}}}
					out, err := browser.Load(t.Context(), cfg, pg)
					require.NoError(t, err)
					require.ErrorContains(t, out.Err, end.says, "after %q", answer[:at])
				}
			}
		})
	}
}

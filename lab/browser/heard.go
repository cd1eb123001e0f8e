package browser

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync/atomic"
)

// heard is a connection that knows why nothing more can be read from it. To
// net/http a header that ends in its midst is malformed, whatever ended it.
type heard struct {
	net.Conn
	failure atomic.Pointer[error]
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	if err != nil {
		h.failure.CompareAndSwap(nil, &err)
	}
	return n, err
}

// cause is what ended a header, in place of what net/http says of one that is
// not whole.
func (h *heard) cause(err error) error {
	ended := h.failure.Load()
	if ended == nil || !malformed(err) {
		return err
	}
	if errors.Is(*ended, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return *ended
}

// malformed says whether an error is about the text of a response.
func malformed(err error) bool {
	var header textproto.ProtocolError
	return errors.As(err, &header) || err != nil && strings.Contains(err.Error(), "malformed HTTP")
}

// http11Conn is net/http's connection, and the one under it.
type http11Conn struct {
	*http.ClientConn
	heard *heard
}

func (http11Conn) more() int { return 0 }
func (http11Conn) reserve()  {}

func (c http11Conn) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.ClientConn.RoundTrip(req)
	return res, c.heard.cause(err)
}

package proxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
)

// http10 has a Transport speak HTTP/1.0 (RFC 1945): as nginx did to its upstreams
// until 1.29.7, with Connection: close and a connection for each request.
func http10(t *http.Transport) *http.Transport {
	t.DisableKeepAlives = true
	dial, settings := t.DialContext, t.TLSClientConfig
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &older{Conn: c}, nil
	}
	if settings == nil {
		return t
	}
	settings = settings.Clone()
	settings.NextProtos = []string{"http/1.0"}
	t.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		secured := tls.Client(c, settings)
		if err := secured.HandshakeContext(ctx); err != nil {
			_ = c.Close() // what is wrong is said already
			return nil, err
		}
		return &olderTLS{older{Conn: secured}, secured}, nil
	}
	return t
}

// older is a connection for one request, of which net/http writes that it is of
// HTTP/1.1.
type older struct {
	net.Conn
	begun bool
}

// olderTLS is one that says that it is secured.
type olderTLS struct {
	older
	secured *tls.Conn
}

func (c *olderTLS) ConnectionState() tls.ConnectionState { return c.secured.ConnectionState() }

var errLongLine = errors.New("the first line of the request is longer than net/http writes at once")

// Write writes the request's version anew: the last character of its first line.
func (c *older) Write(p []byte) (int, error) {
	if c.begun {
		return c.Conn.Write(p)
	}
	c.begun = true
	end := bytes.Index(p, []byte(" HTTP/1.1\r\n"))
	if end < 0 {
		return 0, errLongLine
	}
	p = bytes.Clone(p)
	p[end+len(" HTTP/1.")] = '0'
	return c.Conn.Write(p)
}

// whole reads a body whose length is not known: HTTP/1.0 has no other way to say
// how long it is.
func whole(req *http.Request) {
	if req.ContentLength >= 0 || req.Body == nil {
		return
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the client has gone; nobody waits for the answer
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(body) == 0 {
		req.Body = http.NoBody
	}
}

package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// http11 is HTTP/1.1 as net/http speaks it: one request at a time on a
// connection, which stays open unless the server says otherwise.
func (cfg *Config) http11() *protocol {
	t := transport(func(p *http.Protocols) { p.SetHTTP1(true) })
	return &protocol{
		name:    "http/1.1",
		perHost: cfg.ConnectionsPerHost,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			c := &heard{}
			cc, err := cfg.clientConn(ctx, t, host, "http/1.1", s, func(nc net.Conn) net.Conn { c.Conn = nc; return c })
			if err != nil {
				return nil, err
			}
			return http11Conn{cc, c}, nil
		},
	}
}

// http10 is HTTP/1.0 (RFC 1945): a connection for each request, or with
// "Connection: keep-alive" one after another on the same. net/http's client
// writes HTTP/1.1 only, so the request is written here.
func (cfg *Config) http10() *protocol {
	return &protocol{
		name:    "http/1.0",
		perHost: cfg.ConnectionsPerHost,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			nc, err := cfg.dial(ctx, host, "http/1.0", s)
			if err != nil {
				return nil, err
			}
			c := &heard{Conn: nc}
			return &http10Conn{wire{nc: c, br: bufio.NewReader(c), spawn: s.spawn, keepAlive: cfg.KeepAlive}}, nil
		},
	}
}

type http10Conn struct{ wire }

func (*http10Conn) more() int { return 0 }
func (*http10Conn) reserve()  {}

func (c *http10Conn) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := c.write(req, "HTTP/1.0"); err != nil {
		return nil, err
	}
	res, err := c.read(req)
	if err == nil && !res.Close {
		res.Body = &turn{ReadCloser: res.Body, end: sync.OnceFunc(c.watch)}
	}
	return res, err
}

// wire is a connection on which requests and responses are read and written
// here.
type wire struct {
	nc        *heard
	br        *bufio.Reader
	spawn     func(func())  // runs what goes on between requests
	seen      chan struct{} // closed when something has come since the last response, or nothing will; nil: there was none
	keepAlive bool          // ask for it: HTTP/1.0
	failure   atomic.Pointer[error]
	promise   time.Duration // how long the server keeps it, as its last response says; 0: it does not say
}

func (w *wire) write(req *http.Request, version string) error {
	b := make([]byte, 0, 1024)
	b = fmt.Appendf(b, "%s %s %s\r\nHost: %s\r\n", req.Method, req.URL.RequestURI(), version, req.URL.Host)
	if w.keepAlive {
		b = append(b, "Connection: keep-alive\r\n"...)
	}
	b = appendHeader(b, req.Header)
	if req.Body != nil {
		b = fmt.Appendf(b, "Content-Length: %d\r\n", req.ContentLength)
	}
	b = append(b, "\r\n"...)
	_, err := w.nc.Write(b)
	if err == nil && req.Body != nil {
		_, err = io.Copy(w.nc, req.Body)
		_ = req.Body.Close() // it has been read
	}
	httptrace.ContextClientTrace(req.Context()).WroteRequest(httptrace.WroteRequestInfo{Err: err})
	return w.note(err)
}

// read reads the header of a response; the body is to be read before the next.
func (w *wire) read(req *http.Request) (*http.Response, error) {
	if w.seen != nil {
		<-w.seen
	}
	if _, err := w.br.Peek(1); err != nil {
		return nil, w.note(err)
	}
	httptrace.ContextClientTrace(req.Context()).GotFirstResponseByte()
	res, err := http.ReadResponse(w.br, req)
	if err == nil {
		w.promise = promised(res.Header.Get("Keep-Alive"))
	}
	return res, w.note(w.nc.cause(err))
}

// watch waits for what comes after a response: for the next one, or the end of an
// idle connection, which is of no use then.
func (w *wire) watch() {
	seen := make(chan struct{})
	w.seen = seen
	w.spawn(func() {
		defer close(seen)
		_, err := w.br.Peek(1)
		_ = w.note(err)
	})
}

// promised is the timeout of a header such as "Keep-Alive: timeout=5, max=100"
// (RFC 2068 §19.7.1.1); 0: it has none.
func promised(header string) time.Duration {
	for part := range strings.SplitSeq(header, ",") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(part), "timeout="); ok {
			seconds, err := strconv.ParseUint(text, 10, 31)
			if err == nil {
				return time.Duration(seconds) * time.Second
			}
		}
	}
	return 0
}

func (w *wire) note(err error) error {
	if err != nil {
		w.failure.CompareAndSwap(nil, &err)
	}
	return err
}

// Err is the first error that the connection gave.
func (w *wire) Err() error {
	if err := w.failure.Load(); err != nil {
		return *err
	}
	return nil
}

// Close closes the connection.
func (w *wire) Close() error { return w.nc.Close() }

// pipelined is HTTP/1.1 pipelining (RFC 9112 §9.3.2): the requests of a host go
// out back to back on one connection, and the responses come in their order.
// net/http's client does not do that, so it is done here.
func (cfg *Config) pipelined() *protocol {
	return &protocol{
		name:    "http/1.1",
		perHost: 1,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			nc, err := cfg.dial(ctx, host, "http/1.1", s)
			if err != nil {
				return nil, err
			}
			c := &heard{Conn: nc}
			p := &pipeline{wire: wire{nc: c, br: bufio.NewReader(c), spawn: s.spawn}, pen: make(chan struct{}, 1)}
			p.before = make(chan struct{})
			close(p.before)
			return p, nil
		},
	}
}

type pipeline struct {
	wire
	pen    chan struct{} // held by who writes: a write can wait, and nobody waits for a mutex in virtual time
	before chan struct{} // closed when the last response asked for has been read; only with the pen
}

func (*pipeline) more() int { return math.MaxInt }
func (*pipeline) reserve()  {}

func (p *pipeline) RoundTrip(req *http.Request) (*http.Response, error) {
	p.pen <- struct{}{}
	before, mine := p.before, make(chan struct{})
	p.before = mine
	err := p.write(req, "HTTP/1.1")
	<-p.pen

	<-before
	if err == nil {
		err = p.Err()
	}
	if err != nil {
		close(mine)
		return nil, err
	}
	res, err := p.read(req)
	if err != nil {
		close(mine)
		return nil, err
	}
	over := p.watch
	if res.Close {
		_ = p.note(io.EOF) // nothing comes after this one
		over = func() {}
	}
	res.Body = &turn{ReadCloser: res.Body, end: sync.OnceFunc(func() {
		over()
		close(mine)
	})}
	return res, nil
}

// turn is a response's body; the next response can be read at its end, and not
// before Close where it has failed: net/http looks there for the rest.
type turn struct {
	io.ReadCloser
	end func()
}

func (t *turn) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	if err == io.EOF {
		t.end()
	}
	return n, err
}

func (t *turn) Close() error {
	err := t.ReadCloser.Close()
	t.end()
	return err
}

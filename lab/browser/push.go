package browser

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// net/http's HTTP/2 takes no pushes, and no library that is kept does. So pages
// whose server pushes are fetched by the client below. It does what browsers do
// with a push, and else no more than such a page needs: requests have no bodies,
// and responses no trailers.

// http2Push is HTTP/2 with server push (RFC 9113 §8.4).
func (cfg *Config) http2Push() *protocol {
	return &protocol{
		name:        "h2",
		perHost:     1,
		multiplexed: true,
		paced:       true,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			nc, err := cfg.dial(ctx, host, "h2", s)
			if err != nil {
				return nil, err
			}
			c := newPushConn(cfg.watch(nc, s), cfg.scheme(), s.promised)
			if err := c.greet(); err != nil {
				_ = nc.Close() // greet's error says it all
				return nil, err
			}
			s.spawn(c.readFrames)
			return c, nil
		},
	}
}

// pushConn is a connection of HTTP/2.
type pushConn struct {
	nc     net.Conn
	framer *http2.Framer
	scheme string

	pen chan struct{} // held by who writes: a write can wait, and nobody waits for a mutex in virtual time
	enc *hpack.Encoder
	buf headerBlock

	mu       sync.Mutex
	promised func(c conn, host, path string) // called when the server announces a push; nil: nobody wants to know
	next     uint32                          // the next request's stream
	reserved int                             // requests that are about to have one
	streams  map[uint32]*pushStream
	pushes   map[string]*pushStream // by path, announced and not yet taken
	pushed   map[string]uint32      // by path: the streams of all that was announced
	err      error                  // why the connection is over
}

// pushStream is a response on its way.
type pushStream struct {
	id     uint32
	trace  *httptrace.ClientTrace
	header chan struct{} // closed when the header is there, or the stream is over
	once   sync.Once
	res    *http.Response
	body   *pushBody
}

func newPushConn(nc net.Conn, scheme string, promised func(c conn, host, path string)) *pushConn {
	c := &pushConn{
		nc: nc, framer: http2.NewFramer(nc, nc), scheme: scheme, promised: promised,
		pen: make(chan struct{}, 1), next: 1,
		streams: map[uint32]*pushStream{}, pushes: map[string]*pushStream{}, pushed: map[string]uint32{},
	}
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.enc = hpack.NewEncoder(&c.buf)
	return c
}

// The windows are as large as they can be, so that they never hold a page up.
const wideOpen = 1<<31 - 1

// greet begins the connection (RFC 9113 §3.4).
func (c *pushConn) greet() error {
	if _, err := io.WriteString(c.nc, http2.ClientPreface); err != nil {
		return err
	}
	err := c.framer.WriteSettings(
		http2.Setting{ID: http2.SettingEnablePush, Val: 1},
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: wideOpen},
	)
	if err != nil {
		return err
	}
	return c.framer.WriteWindowUpdate(0, wideOpen-65535)
}

// headerBlock is where the encoder writes to.
type headerBlock struct{ b []byte }

func (h *headerBlock) Write(p []byte) (int, error) {
	h.b = append(h.b, p...)
	return len(p), nil
}

func (c *pushConn) newStream(id uint32, trace *httptrace.ClientTrace) *pushStream {
	s := &pushStream{id: id, trace: trace, header: make(chan struct{}), body: newPushBody()}
	c.streams[id] = s
	return s
}

func (c *pushConn) RoundTrip(req *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(req.Context())
	c.pen <- struct{}{}
	c.mu.Lock()
	err, id := c.err, c.next
	c.next += 2
	c.reserved--
	var s *pushStream
	if err == nil {
		s = c.newStream(id, trace)
	}
	c.mu.Unlock()
	if err == nil {
		err = c.writeRequest(id, req)
	}
	<-c.pen
	trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
	if err != nil {
		return nil, err
	}
	return c.response(req.Context(), s)
}

// tell sets who is told of pushes.
func (c *pushConn) tell(promised func(c conn, host, path string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.promised = promised
}

// take is RoundTrip for what the server has promised.
func (c *pushConn) take(ctx context.Context, path string) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(ctx)
	c.mu.Lock()
	s := c.pushes[path]
	delete(c.pushes, path)
	c.mu.Unlock()
	if s == nil {
		return nil, fmt.Errorf("the server has not pushed %s", path)
	}
	trace.WroteRequest(httptrace.WroteRequestInfo{}) // there is none to be written
	res, err := c.response(ctx, s)
	if err == nil {
		trace.GotFirstResponseByte()
	}
	return res, err
}

// refuse tells the server that a push is not wanted: the file has been asked
// for.
func (c *pushConn) refuse(path string) {
	c.mu.Lock()
	s := c.pushes[path]
	delete(c.pushes, path)
	c.mu.Unlock()
	if s == nil {
		return
	}
	c.pen <- struct{}{}
	_ = c.framer.WriteRSTStream(s.id, http2.ErrCodeCancel) // what comes all the same is thrown away
	<-c.pen
}

func (c *pushConn) writeRequest(id uint32, req *http.Request) error {
	c.buf.b = c.buf.b[:0]
	field := func(name, value string) {
		_ = c.enc.WriteField(hpack.HeaderField{Name: name, Value: value}) // headerBlock cannot fail
	}
	field(":authority", req.Host)
	field(":method", req.Method)
	field(":path", req.URL.RequestURI())
	field(":scheme", c.scheme)
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		for _, value := range req.Header[name] {
			field(strings.ToLower(name), value)
		}
	}
	return c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: c.buf.b, EndStream: true, EndHeaders: true})
}

// response waits for a stream's header.
func (c *pushConn) response(ctx context.Context, s *pushStream) (*http.Response, error) {
	select {
	case <-s.header:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if s.res == nil {
		return nil, s.body.failure()
	}
	return s.res, nil
}

func (c *pushConn) more() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maxRequests - len(c.streams) - c.reserved
}

func (c *pushConn) reserve() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reserved++
}

func (c *pushConn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *pushConn) Close() error {
	err := c.nc.Close()
	c.over(net.ErrClosed)
	return err
}

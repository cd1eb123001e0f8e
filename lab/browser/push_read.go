package browser

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// readFrames takes what the server sends until the connection is over.
func (c *pushConn) readFrames() {
	for {
		f, err := c.framer.ReadFrame()
		if err == nil {
			err = c.frame(f)
		}
		if err != nil {
			c.over(err)
			return
		}
	}
}

func (c *pushConn) frame(f http2.Frame) error {
	c.mu.Lock()
	s := c.streams[f.Header().StreamID]
	c.mu.Unlock()
	switch f := f.(type) {
	case *http2.MetaHeadersFrame:
		return c.headers(s, f)
	case *http2.DataFrame:
		if s != nil {
			s.body.add(f.Data())
		}
		if s != nil && f.StreamEnded() {
			c.end(s, io.EOF)
		}
		// The stream's window is as large as any file, the connection's is not.
		if n := len(f.Data()); n > 0 {
			return c.write(func() error { return c.framer.WriteWindowUpdate(0, uint32(n)) })
		}
	case *http2.RSTStreamFrame:
		if s != nil {
			c.end(s, fmt.Errorf("the server reset the stream: %v", f.ErrCode))
		}
	case *http2.SettingsFrame:
		if !f.IsAck() {
			return c.write(c.framer.WriteSettingsAck)
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			return c.write(func() error { return c.framer.WritePing(true, f.Data) })
		}
	case *http2.PushPromiseFrame:
		return c.promise(f)
	case *http2.GoAwayFrame:
		return errors.New("the server goes away")
	}
	return nil
}

func (c *pushConn) write(frame func() error) error {
	c.pen <- struct{}{}
	defer func() { <-c.pen }()
	return frame()
}

func (c *pushConn) headers(s *pushStream, f *http2.MetaHeadersFrame) error {
	if s == nil {
		return nil
	}
	status, err := strconv.Atoi(f.PseudoValue("status"))
	if err != nil {
		return fmt.Errorf("the server answered with the status %q", f.PseudoValue("status"))
	}
	if status < 200 {
		return nil
	}
	s.res = &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Proto: "HTTP/2.0", ProtoMajor: 2, Header: http.Header{}, Body: s.body, ContentLength: -1,
	}
	for _, field := range f.RegularFields() {
		s.res.Header.Add(field.Name, field.Value)
	}
	if n, err := strconv.ParseInt(s.res.Header.Get("Content-Length"), 10, 64); err == nil {
		s.res.ContentLength = n
	}
	if s.trace != nil {
		s.trace.GotFirstResponseByte()
	}
	if f.StreamEnded() {
		c.end(s, io.EOF)
	}
	s.once.Do(func() { close(s.header) })
	return nil
}

// promise takes note of a push that is going to come.
func (c *pushConn) promise(f *http2.PushPromiseFrame) error {
	var host, path string
	dec := c.framer.ReadMetaHeaders
	dec.SetEmitFunc(func(h hpack.HeaderField) {
		switch h.Name {
		case ":authority":
			host = h.Value
		case ":path":
			path = h.Value
		}
	})
	if _, err := dec.Write(f.HeaderBlockFragment()); err != nil {
		return err
	}
	if err := dec.Close(); err != nil {
		return err
	}
	c.mu.Lock()
	c.pushes[path] = c.newStream(f.PromiseID, nil)
	c.pushed[path] = f.PromiseID
	promised := c.promised
	c.mu.Unlock()
	if promised != nil {
		promised(c, host, path)
	}
	return nil
}

func (c *pushConn) end(s *pushStream, err error) {
	s.body.close(err)
	c.mu.Lock()
	delete(c.streams, s.id)
	c.mu.Unlock()
	s.once.Do(func() { close(s.header) })
}

// over ends all streams.
func (c *pushConn) over(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	var left []*pushStream
	for _, s := range c.streams {
		left = append(left, s)
	}
	c.mu.Unlock()
	slices.SortFunc(left, func(a, b *pushStream) int { return int(a.id) - int(b.id) })
	for _, s := range left {
		c.end(s, fmt.Errorf("the connection is over: %w", err))
	}
}

// pushBody is a response's body: what has come and has not been read yet.
type pushBody struct {
	mu   sync.Mutex
	more sync.Cond
	data []byte
	err  error // why no more comes; nil while it does
}

func newPushBody() *pushBody {
	b := &pushBody{}
	b.more.L = &b.mu
	return b
}

func (b *pushBody) add(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p...)
	b.more.Broadcast()
}

func (b *pushBody) close(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
	b.more.Broadcast()
}

func (b *pushBody) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *pushBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.data) == 0 && b.err == nil {
		b.more.Wait()
	}
	if len(b.data) == 0 {
		return 0, b.err
	}
	n := copy(p, b.data)
	b.data = b.data[n:]
	return n, nil
}

// Close does not hang up: nobody stops reading before the end.
func (b *pushBody) Close() error { return nil }

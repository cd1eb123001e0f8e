package browser

import (
	"bufio"
	"context"
	"io"
	"math"
	"net/http"
	"sync"
)

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
			p := &pipeline{wire: wire{nc: nc, br: bufio.NewReader(nc)}, pen: make(chan struct{}, 1)}
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
	if res.Close {
		_ = p.note(io.EOF) // nothing comes after this one
	}
	res.Body = &turn{ReadCloser: res.Body, end: sync.OnceFunc(func() { close(mine) })}
	return res, nil
}

// turn is a response's body; the next response can be read at its end.
type turn struct {
	io.ReadCloser
	end func()
}

func (t *turn) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	if err != nil {
		t.end()
	}
	return n, err
}

func (t *turn) Close() error {
	err := t.ReadCloser.Close()
	t.end()
	return err
}

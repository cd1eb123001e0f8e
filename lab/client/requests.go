package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// Requests is a program that makes one request after another with net/http's
// client. Dial, Page and HTTP are required.
type Requests struct {
	// Dial opens connections, as netem.Host.DialContext does.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	Page *page.Page // what is asked for, in the order of its resources
	When []When     // by their IDs; those without one are asked for at once

	HTTP string      // "1.1", or "2"
	TLS  *tls.Config // nil: none

	// IdleTimeout is how long the client keeps a connection that it does not use
	// (http.Transport's IdleConnTimeout); 0: 90 s, as in http.DefaultTransport.
	IdleTimeout time.Duration

	// Timeout is how long it waits for the whole of an answer (http.Client's
	// Timeout); 0: for ever.
	Timeout time.Duration

	// Proxy is the address of a forward proxy over which everything goes,
	// "host:port"; "": none.
	Proxy string

	RealTime bool // as in browser.Config

	Poll     func()                // when set, is called before each request
	Progress func(done, total int) // when set, is told of every finished request
}

// When is when a request is made: not before At, and After the end of the one
// before.
type When struct{ At, After time.Duration }

// defaultIdle is http.DefaultTransport's IdleConnTimeout.
const defaultIdle = 90 * time.Second

// requests is Requests at work.
type requests struct {
	Requests
	clock
	dials dials
	http  *http.Client
	twins []bool
}

// Run makes the requests and returns when the last has its answer, or ctx ends:
// then the rest are not made, and the error is its cause. A request that fails is
// in the Result with its error, and the others go on.
func (cfg Requests) Run(ctx context.Context) (*Result, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	r := &requests{Requests: cfg, clock: clock{time.Now(), cfg.RealTime}, twins: cfg.Page.Twins()}
	r.dials.clock, r.dials.open = &r.clock, cfg.Dial
	transport := cfg.transport(r.dials.dial)
	r.http = &http.Client{Transport: transport, Timeout: cfg.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	out := &Result{}
	var last time.Duration
	for i := range cfg.Page.Resources {
		if cfg.Poll != nil {
			cfg.Poll()
		}
		if i < len(cfg.When) {
			r.wait(ctx, max(cfg.When[i].At, last+cfg.When[i].After))
		}
		if ctx.Err() != nil {
			break
		}
		out.Resources = append(out.Resources, r.ask(ctx, &cfg.Page.Resources[i]))
		last = out.Resources[i].End()
		if cfg.Progress != nil {
			cfg.Progress(i+1, len(cfg.Page.Resources))
		}
	}
	out.Total = last
	out.Connections = r.dials.all()
	transport.CloseIdleConnections()
	return out, context.Cause(ctx)
}

func (cfg *Requests) check() error {
	switch {
	case cfg.Dial == nil:
		return errors.New("client: no Dial: a client needs a network to dial on")
	case cfg.Page == nil:
		return errors.New("client: no Page: it says what is asked for")
	case cfg.HTTP != "1.1" && cfg.HTTP != "2":
		return fmt.Errorf("client: no HTTP/%s: net/http's client speaks 1.1 and 2", cfg.HTTP)
	case cfg.IdleTimeout < 0 || cfg.Timeout < 0:
		return fmt.Errorf("client: an idle timeout of %v and a timeout of %v: none may be negative", cfg.IdleTimeout, cfg.Timeout)
	}
	return nil
}

func (cfg *Requests) transport(dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	t := &http.Transport{
		DialContext:        dial,
		TLSClientConfig:    cfg.TLS,
		DisableCompression: true,
		IdleConnTimeout:    cfg.IdleTimeout,
		Protocols:          new(http.Protocols),
	}
	if cfg.Proxy != "" {
		t.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: cfg.Proxy})
	}
	if t.IdleConnTimeout == 0 {
		t.IdleConnTimeout = defaultIdle
	}
	t.Protocols.SetHTTP1(cfg.HTTP == "1.1")
	t.Protocols.SetHTTP2(cfg.HTTP == "2" && cfg.TLS != nil)
	t.Protocols.SetUnencryptedHTTP2(cfg.HTTP == "2" && cfg.TLS == nil)
	return t
}

// wait sleeps until a time, or until ctx ends.
func (r *requests) wait(ctx context.Context, until time.Duration) {
	timer := time.NewTimer(until - time.Since(r.start))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if !r.real {
		pace.Asks.Wait()
	}
}

// ask makes one request.
func (r *requests) ask(ctx context.Context, res *page.Resource) timeline.Resource {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	url := res.URL(scheme).String()
	out := timeline.Resource{
		ID: res.ID, URL: url, Host: res.Host, Path: res.Target(), Method: res.Verb(), Type: string(res.Type), MIME: res.Type.MIME(),
		Protocol: map[string]string{"1.1": "http/1.1", "2": "h2"}[r.HTTP], Initiator: res.Parent, Upload: int64(res.Upload), Start: r.now(),
	}
	t := &trace{clock: &r.clock, dials: &r.dials}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, t.hooks()), res.Verb(), url, nil)
	if err != nil {
		out.Err = err.Error()
		return out
	}
	if res.Upload > 0 {
		body := make([]byte, res.Upload)
		req.ContentLength = int64(res.Upload)
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
		req.Header["Content-Type"] = []string{"application/octet-stream"}
	}
	if r.twins[res.ID] {
		req.Header[page.IDHeader] = []string{strconv.Itoa(res.ID)}
	}
	r.do(req, res, &out)
	t.fill(&out, r.now())
	return out
}

// do sends a request and reads the whole of its answer.
func (r *requests) do(req *http.Request, res *page.Resource, out *timeline.Resource) {
	answer, err := r.http.Do(req)
	if err == nil {
		out.Status = answer.StatusCode
		out.Bytes, err = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close() // it has been read
	}
	var failed interface{ Unwrap() error } // url.Error, which says method and URL again
	switch {
	case err != nil && context.Cause(req.Context()) != nil:
		out.Err = context.Cause(req.Context()).Error()
	case errors.Is(err, context.DeadlineExceeded) && r.Timeout > 0:
		out.Err = fmt.Sprintf("timed out: the whole of an answer did not come within %v", r.Timeout)
	case errors.As(err, &failed) && failed.Unwrap() != nil:
		out.Err = failed.Unwrap().Error()
	case err != nil:
		out.Err = err.Error()
	case answer.StatusCode != res.Code():
		out.Err = fmt.Sprintf("the answer is %s, and not %d", answer.Status, res.Code())
	}
}

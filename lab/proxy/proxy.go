package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy is a running proxy. Its methods may be called from any goroutine.
type Proxy struct {
	cfg       Config
	http      *http.Server
	transport *http.Transport
	dials     dials
	reverse   *httputil.ReverseProxy
	turn      atomic.Uint64 // of the upstreams
	stop      context.CancelFunc
	serving   sync.WaitGroup

	mu      sync.Mutex // guards tunnels, and calls of Record
	tunnels map[net.Conn]bool
	closed  bool
}

// Start serves clients on ln until Close. Its errors are about cfg.
func Start(cfg Config, ln net.Listener) (*Proxy, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &Proxy{cfg: cfg, stop: stop, tunnels: map[net.Conn]bool{}, dials: dials{at: map[string]span{}}}
	p.transport = cfg.transport(p.dials.watch(cfg.Dial))
	quiet := log.New(io.Discard, "", 0) // what fails is answered, and recorded
	p.reverse = &httputil.ReverseProxy{
		Rewrite:      p.rewrite,
		Transport:    roundTripper{p},
		ErrorHandler: p.badGateway,
		ErrorLog:     quiet,
		BufferPool:   new(buffers),
	}
	p.http = &http.Server{
		Handler:     http.HandlerFunc(p.serve),
		Protocols:   new(http.Protocols),
		IdleTimeout: cfg.Client.IdleTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    quiet,
	}
	p.http.SetKeepAlivesEnabled(!cfg.Client.Close)
	p.http.Protocols.SetHTTP1(true)
	p.http.Protocols.SetHTTP2(cfg.Client.HTTP2 && cfg.Client.TLS != nil)
	p.http.Protocols.SetUnencryptedHTTP2(cfg.Client.HTTP2 && cfg.Client.TLS == nil)
	if cfg.Client.TLS != nil {
		settings := cfg.Client.TLS.Clone()
		settings.NextProtos = []string{"http/1.1"}
		if cfg.Client.HTTP2 {
			settings.NextProtos = []string{"h2", "http/1.1"}
		}
		ln = tls.NewListener(ln, settings)
	}
	p.serving.Go(func() {
		if err := p.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			_ = ln.Close() // the listener failed, as it does when its host goes
		}
	})
	return p, nil
}

// transport is the upstream side.
func (cfg *Config) transport(dial Dial) *http.Transport {
	t := &http.Transport{
		DialContext:         dial,
		TLSClientConfig:     cfg.Upstream.TLS,
		DisableKeepAlives:   cfg.Upstream.Close,
		DisableCompression:  true,
		MaxIdleConnsPerHost: cfg.Upstream.Pool,
		MaxConnsPerHost:     cfg.Upstream.MaxConns,
		IdleConnTimeout:     cfg.Upstream.IdleTimeout,
		Protocols:           new(http.Protocols),
	}
	if t.MaxIdleConnsPerHost == 0 {
		t.MaxIdleConnsPerHost = 1 << 30
	}
	t.Protocols.SetHTTP1(!cfg.Upstream.HTTP2)
	t.Protocols.SetHTTP2(cfg.Upstream.HTTP2 && cfg.Upstream.TLS != nil)
	t.Protocols.SetUnencryptedHTTP2(cfg.Upstream.HTTP2 && cfg.Upstream.TLS == nil)
	return t
}

// Close hangs up on everybody and returns when every goroutine of the proxy has
// ended. In virtual time, once the requests under way have seen it.
func (p *Proxy) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return net.ErrClosed
	}
	p.closed = true
	for c := range p.tunnels {
		_ = c.Close() // its other end is told by that
	}
	p.mu.Unlock()
	err := p.http.Close()
	p.stop()
	p.serving.Wait()
	p.transport.CloseIdleConnections()
	return err
}

func (p *Proxy) serve(w http.ResponseWriter, req *http.Request) {
	came := time.Now()
	p.wait(req)
	if p.cfg.Think > 0 {
		if !sleep(req.Context(), p.cfg.Think) {
			panic(http.ErrAbortHandler) // the client has gone
		}
		p.wait(req)
	}
	switch {
	case p.cfg.Cache.has(req):
		r := begin(req, came)
		p.cfg.Cache.Content.ServeHTTP(w, req)
		r.set(func(l *Leg) { l.Hit, l.Status, l.Done = true, http.StatusOK, time.Now() })
		p.record(req, r)
	case len(p.cfg.Upstreams) == 0 && req.Method == http.MethodConnect:
		p.tunnel(w, req, came)
	case len(p.cfg.Upstreams) == 0 && !req.URL.IsAbs():
		http.Error(w, "this is a proxy: ask it for an absolute URL", http.StatusBadRequest)
	default:
		p.forward(w, req, came)
	}
}

type recorderKey struct{}

func (p *Proxy) forward(w http.ResponseWriter, req *http.Request, came time.Time) {
	r := begin(req, came)
	defer p.record(req, r) // also of a client that has gone, for which ReverseProxy panics
	defer func() { r.set(func(l *Leg) { l.Done = time.Now() }) }()
	p.reverse.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), recorderKey{}, r)))
}

// rewrite is what the proxy changes in a request.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	if n := len(p.cfg.Upstreams); n > 0 {
		r.Out.URL.Host = p.cfg.Upstreams[(p.turn.Add(1)-1)%uint64(n)]
		r.Out.URL.Scheme = "http"
		if p.cfg.Upstream.TLS != nil {
			r.Out.URL.Scheme = "https"
		}
		r.Out.Host = r.In.Host
		r.SetXForwarded()
	}
	if p.cfg.Via != "" {
		r.Out.Header.Add("Via", "1.1 "+p.cfg.Via)
	}
	p.cfg.Retry.mark(r.Out)
}

// badGateway answers for a server that did not.
func (p *Proxy) badGateway(w http.ResponseWriter, req *http.Request, err error) {
	if r, ok := req.Context().Value(recorderKey{}).(*recorder); ok {
		r.set(func(l *Leg) { l.Status, l.Err = http.StatusBadGateway, err.Error() })
	}
	w.WriteHeader(http.StatusBadGateway)
}

func (p *Proxy) record(req *http.Request, r *recorder) {
	if p.cfg.Record == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r.set(func(l *Leg) { p.cfg.Record(req, *l) })
}

// roundTripper records what the Transport does.
type roundTripper struct{ *Proxy }

func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	r, ok := req.Context().Value(recorderKey{}).(*recorder)
	if !ok {
		return t.transport.RoundTrip(req)
	}
	res, err := t.transport.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), r.trace(&t.dials))))
	if err == nil {
		r.set(func(l *Leg) { l.Status = res.StatusCode })
		if t.cfg.Turn != nil && (t.cfg.Client.HTTP2 || t.cfg.Upstream.HTTP2) {
			res.Body = inTurn{res.Body, func() { t.cfg.Turn(req) }}
		}
	}
	return res, err
}

// wait is for the request's turn.
func (p *Proxy) wait(req *http.Request) {
	if p.cfg.Turn != nil {
		p.cfg.Turn(req)
	}
}

// inTurn is an answer's body whose parts are passed on in turn.
type inTurn struct {
	io.ReadCloser
	wait func()
}

func (b inTurn) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.wait()
	return n, err
}

// sleep waits, and says whether the client is still there.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

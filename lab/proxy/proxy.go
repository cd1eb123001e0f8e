package proxy

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"

	"rttlab/lab/internal/quicnet"
)

// Proxy is a running proxy. Its methods may be called from any goroutine.
type Proxy struct {
	cfg       Config
	http      *http.Server         // nil: no clients over TCP
	http3     *quicnet.HTTP3Server // nil: no clients over QUIC
	transport transport
	dials     dials
	reverse   *httputil.ReverseProxy
	turn      atomic.Uint64 // of the upstreams
	stop      context.CancelFunc
	serving   sync.WaitGroup

	mu      sync.Mutex // guards tunnels, and calls of Record
	tunnels map[net.Conn]bool
	closed  bool
}

// Start serves clients on ln, and on Config.Client.UDP, until Close. ln may be nil
// if all clients are to speak HTTP/3. Its errors are about cfg.
func Start(cfg Config, ln net.Listener) (*Proxy, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &Proxy{cfg: cfg, stop: stop, tunnels: map[net.Conn]bool{}, dials: dials{at: map[string]span{}}}
	p.transport = cfg.transport(&p.dials)
	p.reverse = &httputil.ReverseProxy{
		Rewrite:      p.rewrite,
		Transport:    roundTripper{p},
		ErrorHandler: p.badGateway,
		ErrorLog:     quiet,
		BufferPool:   new(buffers),
	}
	if cfg.Client.UDP != nil {
		if err := p.serveHTTP3(); err != nil {
			stop()
			return nil, err
		}
	}
	if ln != nil {
		p.serveTCP(ctx, ln)
	}
	return p, nil
}

// quiet is for what fails: it is answered, and recorded.
var quiet = log.New(io.Discard, "", 0)

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
	var err error
	if p.http != nil {
		err = p.http.Close()
	}
	p.stop()
	if p.http3 != nil {
		if closing := p.http3.Close(); err == nil {
			err = closing
		}
	}
	p.serving.Wait()
	p.transport.close()
	return err
}

// enter lets a request in, unless the proxy closes, which waits for those that are
// in: net/http does not wait for its handlers.
func (p *Proxy) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.serving.Add(1)
	}
	return !p.closed
}

func (p *Proxy) serve(w http.ResponseWriter, req *http.Request) {
	came := time.Now()
	if !p.enter() {
		panic(http.ErrAbortHandler)
	}
	defer p.serving.Done()
	if p.cfg.Client.AltSvc != "" && req.ProtoMajor < 3 {
		w.Header()["Alt-Svc"] = []string{p.cfg.Client.AltSvc}
	}
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
		r.set(func(l *Leg) { l.Sent = time.Now() })
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
	if p.cfg.Upstream.HTTP == "1.0" {
		whole(r.Out)
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

// wait is for the request's turn.
func (p *Proxy) wait(req *http.Request) {
	if p.cfg.Turn != nil {
		p.cfg.Turn(req)
	}
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

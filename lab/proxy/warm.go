package proxy

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// Warm opens n connections to each server behind a reverse proxy and leaves them
// idle, by asking for what costs the server nothing: OPTIONS of that path. It
// returns when all have answered. What fails is left to the requests that come.
// step is the time between two, since what is sent at one instant has no order;
// host is what the requests are for.
func (p *Proxy) Warm(ctx context.Context, n int, host, path string, step time.Duration) {
	var all sync.WaitGroup
	defer all.Wait()
	scheme := "http"
	if p.cfg.Upstream.TLS != nil {
		scheme = "https"
	}
	for _, upstream := range p.cfg.Upstreams {
		for range n {
			all.Go(func() {
				req, err := http.NewRequestWithContext(ctx, http.MethodOptions, scheme+"://"+upstream+path, http.NoBody)
				if err != nil {
					return
				}
				req.Host = host
				if res, err := p.transport.RoundTrip(req); err == nil {
					_, _ = io.Copy(io.Discard, res.Body) // as above
					_ = res.Body.Close()
				}
			})
			time.Sleep(step)
		}
	}
}

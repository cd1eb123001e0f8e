// Package origin is what answers a browser: net/http servers that serve the
// resources of a page, each after its think time.
package origin

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/page"
)

// Config is what a server serves and how. Page and HTTP are required.
type Config struct {
	Page        *page.Page
	HTTP        string // "1.0", "1.1" or "2"; "3" is for StartHTTP3
	KeepAlive   bool   // false: hang up after every response
	Keep        KeepAlive
	Descriptors int    // file descriptors that it may have open (ulimit -n); 0: any number
	AltSvc      string // the header of all responses over HTTP/1.x and 2; "": none
	TLS         string // "" for none, "1.2", "1.3"
	Chain       int    // bytes of the certificate chain; 0: one small certificate

	// RealTime leaves out the steps of a few nanoseconds that keep things in
	// order in virtual time: see package pace.
	RealTime bool

	QLOG  quicnet.Open   // when set, opens logs of what HTTP/3's connections do
	Watch *quicnet.Watch // when set, notes what they send
}

// Server is a running server. One serves all names of a page.
type Server struct {
	http        *http.Server
	handler     *handler
	accepted    *accepted
	descriptors *descriptors
	serving     sync.WaitGroup
	hangUp      context.CancelFunc // ends what handlers are thinking about
	realTime    bool
	closing     atomic.Bool
}

// Start serves on ln until Close. Its errors are about cfg.
func Start(cfg Config, ln net.Listener) (*Server, error) {
	h, err := newHandler(&cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	limited := newDescriptors(ln, cfg.Descriptors, cfg.RealTime)
	s := &Server{handler: h, hangUp: cancel, realTime: cfg.RealTime, descriptors: limited, accepted: &accepted{Listener: limited}, http: &http.Server{
		Handler:     h,
		Protocols:   new(http.Protocols),
		HTTP2:       &http.HTTP2Config{MaxConcurrentStreams: maxStreams, MaxDecoderHeaderTableSize: headerTable},
		IdleTimeout: cfg.Keep.idle(),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return withQueue(countRequests(ctx, c)) },
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    log.New(io.Discard, "", 0), // a client that hangs up is none of the user's business
	}}
	if slices.ContainsFunc(cfg.Page.Resources, func(r page.Resource) bool { return r.Upload > 0 }) {
		s.http.HTTP2.MaxReceiveBufferPerStream, s.http.HTTP2.MaxReceiveBufferPerConnection = uploadWindow, uploadWindow
	}
	ln = s.accepted
	s.http.SetKeepAlivesEnabled(cfg.KeepAlive)
	switch {
	case cfg.HTTP == "1.0" || cfg.HTTP == "1.1":
		s.http.Protocols.SetHTTP1(true)
	case cfg.HTTP == "2":
		s.http.Protocols.SetHTTP2(cfg.TLS != "")
		s.http.Protocols.SetUnencryptedHTTP2(cfg.TLS == "")
	default:
		return nil, fmt.Errorf("origin: no HTTP/%s: there are 1.0, 1.1 and 2", cfg.HTTP)
	}
	ln = listener{ln, &s.closing, cfg.HTTP == "2" && !cfg.RealTime}
	if cfg.TLS != "" {
		s.http.TLSConfig, err = serverTLS(&cfg)
		if err != nil {
			return nil, err
		}
		ln = tls.NewListener(ln, s.http.TLSConfig)
	}
	s.serving.Go(func() {
		if err := s.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			_ = ln.Close() // the listener failed, as it does when its host goes
		}
	})
	return s, nil
}

// HTTP/2's limits.
const (
	// maxStreams is how many requests a connection may have under way: net/http's
	// own default. Servers have 100 to 256, RFC 9113 §6.5.2 asks for 100 at least.
	maxStreams = 250

	// uploadWindow is how much of requests' bodies may be on its way, so much that
	// what the server has yet to read never holds them up: nginx, too, opens a
	// connection's window as wide as it can (src/http/v2/ngx_http_v2.c).
	uploadWindow = 16 << 20

	// headerTable is room for the header fields of the largest pages, so that
	// nothing is evicted: see package browser.
	headerTable = 1 << 20
)

// Served is how often the server has read the whole of a request for the resource
// with that ID.
func (s *Server) Served(id int) int { return int(s.handler.served[id].Load()) }

// Close hangs up on everybody. In virtual time it returns when every goroutine
// of the server has ended.
func (s *Server) Close() error {
	s.closing.Store(true)
	err := s.http.Close()
	s.hangUp()
	s.serving.Wait()
	if !s.realTime {
		// What still sleeps does so for a few microseconds (package pace), or for
		// half a second after a bad request (net/http's rstAvoidanceDelay).
		time.Sleep(time.Second)
	}
	return err
}

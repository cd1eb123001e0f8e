package origin

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// KeepAlive is how long connections are kept, for Config. The zero KeepAlive
// keeps them until the client hangs up.
type KeepAlive struct {
	// Timeout is how long a connection may be idle before the server hangs up;
	// 0: for ever. Apache's KeepAliveTimeout is 5 s, nginx's keepalive_timeout
	// 75 s.
	Timeout time.Duration

	// Requests is how many requests a connection of HTTP/1.x may have; 0: any
	// number. Apache's MaxKeepAliveRequests is 100, nginx's
	// keepalive_requests 1000.
	Requests int
}

// announce is the header with which servers of HTTP/1.x say so: "Keep-Alive:
// timeout=5, max=100", where max is how many requests are left (RFC 2068
// §19.7.1.1).
func (k KeepAlive) announce(left int) string {
	timeout := fmt.Sprintf("timeout=%d", int(k.Timeout/time.Second))
	requests := fmt.Sprintf("max=%d", left)
	switch {
	case k.Timeout < time.Second:
		return requests
	case k.Requests == 0:
		return timeout
	}
	return timeout + ", " + requests
}

type servedKey struct{}

// countRequests has a connection count its requests, for http.Server.
func countRequests(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, servedKey{}, new(atomic.Int64))
}

// keep says in the header of a response how long its connection is kept: not
// at all after the last request that it may have.
func (k KeepAlive) keep(req *http.Request, head http.Header) {
	if req.ProtoMajor != 1 {
		return
	}
	left := 0
	if served, ok := req.Context().Value(servedKey{}).(*atomic.Int64); ok && k.Requests > 0 {
		left = k.Requests - int(served.Add(1))
		if left <= 0 {
			head["Connection"] = []string{"close"}
			return
		}
	}
	if k.Timeout >= time.Second || k.Requests > 0 {
		head["Keep-Alive"] = []string{k.announce(left)}
	}
}

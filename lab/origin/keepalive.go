package origin

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
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

	// Grace is how much longer than it says the server keeps an idle connection:
	// Node's keepAliveTimeoutBuffer is 1 s.
	Grace time.Duration

	Silent bool // it does not say how long it keeps a connection
	Asked  bool // it says so only to those who ask, with Connection: keep-alive

	// Refuse has the server say that it closes and leave that to the client. One
	// request more is answered 503, as by Node's maxRequestsPerSocket.
	Refuse bool
}

// idle is how long a connection may be idle; 0: for ever.
func (k KeepAlive) idle() time.Duration {
	if k.Timeout == 0 {
		return 0
	}
	return k.Timeout + k.Grace
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
// at all after the last request that it may have. It is false for a request that
// is one too many.
func (k KeepAlive) keep(req *http.Request, head http.Header) bool {
	if req.ProtoMajor != 1 {
		return true
	}
	left := 0
	if served, ok := req.Context().Value(servedKey{}).(*atomic.Int64); ok && k.Requests > 0 {
		left = k.Requests - int(served.Add(1))
		switch {
		case left < 0:
			head["Connection"] = []string{"close"}
			return false
		case left == 0 && k.Refuse:
			// A name without regard to case (RFC 9110 section 7.6.1), which
			// net/http leaves alone: it would hang up.
			head["Connection"] = []string{"Close"}
			return true
		case left == 0:
			head["Connection"] = []string{"close"}
			return true
		}
	}
	if k.Refuse {
		left = k.Requests // Node says the same in each
	}
	silent := k.Silent || k.Asked && !strings.EqualFold(req.Header.Get("Connection"), "keep-alive")
	if !silent && (k.Timeout >= time.Second || k.Requests > 0) {
		head["Keep-Alive"] = []string{k.announce(left)}
	}
	return true
}

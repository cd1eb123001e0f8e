package browser

import (
	"context"
	"fmt"
	"net/http"
)

// protocol is how a browser speaks to a server: one file each.
type protocol struct {
	name    string // as timeline.Resource.Protocol has it
	perHost int    // connections that one host may have

	// multiplexed says that the responses on a connection share its windows,
	// so that the order in which they are read shows on the wire.
	multiplexed bool

	// open dials the host and makes the connection ready for requests. It
	// fills in s as it goes.
	open func(ctx context.Context, host string, s *setup) (conn, error)
}

// conn is one connection, of whatever protocol. The loop alone decides what is
// sent on it.
type conn interface {
	// RoundTrip sends the request and returns when the response's header is
	// there, like http.RoundTripper. It calls the request's
	// httptrace.ClientTrace: WroteRequest and GotFirstResponseByte.
	RoundTrip(*http.Request) (*http.Response, error)

	// more is how many requests may be sent beside those in flight.
	more() int

	// Err is why the connection can take no more; nil while it can.
	Err() error

	Close() error
}

func (cfg *Config) protocol() (*protocol, error) {
	switch {
	case cfg.HTTP == "1.1" && cfg.Pipeline:
		return cfg.pipelined(), nil
	case cfg.Pipeline:
		return nil, fmt.Errorf("browser: pipelining needs HTTP/1.1, not HTTP/%s", cfg.HTTP)
	case cfg.HTTP == "1.0":
		return cfg.http10(), nil
	case cfg.HTTP == "1.1":
		return cfg.http11(), nil
	case cfg.HTTP == "2" && cfg.Push:
		return cfg.http2Push(), nil
	case cfg.HTTP == "2":
		return cfg.http2(), nil
	case cfg.HTTP == "3":
		return cfg.http3()
	}
	return nil, fmt.Errorf("browser: no HTTP/%s: there are 1.0, 1.1, 2 and 3", cfg.HTTP)
}

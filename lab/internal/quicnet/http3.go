package quicnet

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// HTTP3Config is what an HTTP3Server is like. TLS and Handler are required.
type HTTP3Config struct {
	TLS     *tls.Config
	Handler http.Handler
	Streams int64         // requests under way on a connection at once
	Idle    time.Duration // when it gives up a silent client; 0: after Idle, or sooner if the client says so
	QLOG    Open          // when set, opens logs of its connections
	Watch   *Watch        // when set, notes what they send
}

// HTTP3Server is a running server for HTTP/3.
type HTTP3Server struct {
	http      *http3.Server
	transport *quic.Transport
	ln        *quic.EarlyListener
	socket    net.PacketConn
	serving   sync.WaitGroup

	mu    sync.Mutex
	conns []*quic.Conn // all that were ever accepted
}

// ServeHTTP3 serves on pc until Close, which closes pc too. Its errors are about cfg.
func ServeHTTP3(cfg HTTP3Config, pc net.PacketConn) (*HTTP3Server, error) {
	s := &HTTP3Server{
		http:   &http3.Server{Handler: cfg.Handler},
		socket: pc,
		transport: &quic.Transport{
			Conn:              Conn(pc),
			StatelessResetKey: new(quic.StatelessResetKey), // any would do: it protects nothing
			TokenGeneratorKey: new(quic.TokenGeneratorKey),
		},
	}
	var err error
	s.ln, err = s.transport.ListenEarly(http3.ConfigureTLSConfig(cfg.TLS), &quic.Config{
		MaxIncomingStreams:   cfg.Streams,
		HandshakeIdleTimeout: HandshakeIdle,
		MaxIdleTimeout:       cmp.Or(cfg.Idle, Idle),
		Allow0RTT:            true,
		Tracer:               Tracer(cfg.QLOG, cfg.Watch),
	})
	if err != nil {
		return nil, fmt.Errorf("HTTP/3: %w", err)
	}
	s.serving.Go(s.accept)
	return s, nil
}

func (s *HTTP3Server) accept() {
	for {
		conn, err := s.ln.Accept(context.Background())
		if err != nil {
			return // closed, or the socket failed as it does when its host goes
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		s.serving.Go(func() { _ = s.http.ServeQUICConn(conn) }) // a client that hangs up is none of the user's business
	}
}

func (s *HTTP3Server) accepted() []*quic.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

// Reset ends the n-th connection that was accepted, from 1, with a
// CONNECTION_CLOSE that says that the server has failed. It reports whether there
// is one.
func (s *HTTP3Server) Reset(n int) bool {
	conns := s.accepted()
	if n < 1 || n > len(conns) {
		return false
	}
	_ = conns[n-1].CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeInternalError), "") // it may be closed already
	return true
}

// Close hangs up on everybody and returns when every connection is closed.
//
// http3.Server.Close is not for virtual time: it holds a mutex while it waits
// for the handlers, and time would stand still for those that are thinking.
func (s *HTTP3Server) Close() error {
	err := s.ln.Close()
	for _, c := range s.accepted() {
		_ = c.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeNoError), "") // it may be closed already
	}
	s.serving.Wait()
	if closing := s.transport.Close(); err == nil {
		err = closing
	}
	if closing := s.socket.Close(); err == nil {
		err = closing
	}
	return err
}

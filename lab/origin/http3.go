package origin

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"sync"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"rttlab/lab/internal/quicnet"
)

// HTTP3Server is a running server for HTTP/3. One serves all names of a page.
type HTTP3Server struct {
	http      *http3.Server
	transport *quic.Transport
	ln        *quic.EarlyListener
	socket    net.PacketConn
	serving   sync.WaitGroup

	mu    sync.Mutex
	conns []*quic.Conn // all that were ever accepted
}

// StartHTTP3 serves on pc until Close, which closes pc too. Its errors are about
// cfg.
func StartHTTP3(cfg Config, pc net.PacketConn) (*HTTP3Server, error) {
	if cfg.HTTP != "3" || cfg.TLS != "1.3" {
		return nil, fmt.Errorf("origin: HTTP/%s with TLS %q: HTTP/3 has TLS 1.3 built in", cfg.HTTP, cfg.TLS)
	}
	h, err := newHandler(&cfg)
	if err != nil {
		return nil, err
	}
	settings, err := serverTLS(&cfg)
	if err != nil {
		return nil, err
	}
	s := &HTTP3Server{
		http:   &http3.Server{Handler: h},
		socket: pc,
		transport: &quic.Transport{
			Conn:              quicnet.Conn(pc),
			StatelessResetKey: new(quic.StatelessResetKey), // any would do: it protects nothing
			TokenGeneratorKey: new(quic.TokenGeneratorKey),
		},
	}
	s.ln, err = s.transport.ListenEarly(http3.ConfigureTLSConfig(settings), &quic.Config{
		MaxIncomingStreams:   maxStreams,
		HandshakeIdleTimeout: quicnet.HandshakeIdle,
		MaxIdleTimeout:       cmp.Or(cfg.Keep.Timeout, quicnet.Idle),
		Allow0RTT:            true,
		Tracer:               quicnet.Tracer(cfg.QLOG, cfg.Watch),
	})
	if err != nil {
		return nil, fmt.Errorf("origin: %w", err)
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

// Close hangs up on everybody and returns when every connection is closed.
//
// http3.Server.Close is not for virtual time: it holds a mutex while it waits
// for the handlers, and time would stand still for those that are thinking.
func (s *HTTP3Server) Close() error {
	err := s.ln.Close()
	s.mu.Lock()
	conns := s.conns
	s.mu.Unlock()
	for _, c := range conns {
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

package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"rttlab/lab/internal/quicnet"
)

// maxRequests is how many requests one connection has under way at most:
// quic-go does not say what the server allows, and makes those beyond wait.
// Chromium has 100 (quic::kDefaultMaxStreamsPerConnection), which is what RFC
// 9114 §6.1 asks servers to permit at least.
const maxRequests = 100

// Network is what HTTP/3 needs beside Config.Dial.
type Network struct {
	// ListenPacket opens a UDP socket, as net.ListenPacket does.
	ListenPacket func(network, address string) (net.PacketConn, error)

	// Lookup gives a host's address.
	Lookup func(host string) (netip.Addr, error)
}

// http3 is HTTP/3 over QUIC as quic-go speaks them: all requests of a host at
// once on one connection, from a UDP socket of its own as in Chromium. A
// connection that can resume a session sends its first requests with its first
// packet (0-RTT, RFC 9001 §4.6).
func (cfg *Config) http3() (*protocol, error) {
	if cfg.TLS == nil || cfg.UDP.ListenPacket == nil || cfg.UDP.Lookup == nil {
		return nil, errors.New("browser: HTTP/3 needs TLS and UDP")
	}
	return &protocol{
		name:        "h3",
		perHost:     1,
		multiplexed: true,
		open: func(ctx context.Context, host string, s *setup) (conn, error) {
			c, err := cfg.openHTTP3(ctx, host, s)
			if err != nil {
				return nil, fmt.Errorf("dial %s: %w", host, err)
			}
			return c, nil
		},
	}, nil
}

func (cfg *Config) openHTTP3(ctx context.Context, host string, s *setup) (conn, error) {
	addr := s.addr
	if !addr.IsValid() {
		var err error
		if addr, err = s.udp.Lookup(host); err != nil {
			return nil, err
		}
	}
	server := net.UDPAddrFromAddrPort(netip.AddrPortFrom(addr, 443))
	settings := cfg.TLS.Clone()
	settings.ServerName = host
	settings.NextProtos = []string{http3.NextProtoH3}
	c := new(http3Conn)
	socket, err := c.listen(&s.udp)
	if err != nil {
		return nil, err
	}
	quicSettings := &quic.Config{
		MaxIncomingStreams:   -1, // a server opens none (RFC 9114 §6.1)
		HandshakeIdleTimeout: quicnet.HandshakeIdle,
		MaxIdleTimeout:       quicnet.Idle,
		Tracer:               quicnet.Tracer(cfg.QLOG, cfg.Watch),
	}
	if cfg.Memory != nil {
		quicSettings.TokenStore = cfg.Memory.tokens
		settings.ClientSessionCache = cfg.Memory.quicSessions
	}
	c.quic, err = socket.transport.DialEarly(ctx, server, settings, quicSettings)
	if err != nil {
		socket.close()
		return nil, err
	}
	s.connected = s.clock.now()
	s.server = server.String()
	state := c.quic.ConnectionState().TLS
	s.greeted(&state)
	if local, ok := c.quic.LocalAddr().(*net.UDPAddr); ok {
		s.localPort = local.Port
	}
	t := http3.Transport{DisableCompression: true}
	c.http = t.NewClientConn(c.quic)
	return c, nil
}

type http3Conn struct {
	quic     *quic.Conn
	http     *http3.ClientConn
	inFlight atomic.Int64 // and about to be

	mu      sync.Mutex
	closed  bool
	sockets []*socket3 // the first, and one for each address since
}

// socket3 is a UDP socket with QUIC on it.
type socket3 struct {
	pc        net.PacketConn
	transport *quic.Transport
}

// listen opens a socket for the connection.
func (c *http3Conn) listen(n *Network) (*socket3, error) {
	pc, err := n.ListenPacket("udp", ":0")
	if err != nil {
		return nil, err
	}
	s := &socket3{pc, &quic.Transport{Conn: quicnet.Conn(pc)}}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed { // while it was to change its address
		_ = pc.Close()
		return nil, net.ErrClosed
	}
	c.sockets = append(c.sockets, s)
	return s, nil
}

func (s *socket3) close() {
	_ = s.transport.Close() // what it carried is closed, or has failed and said so
	_ = s.pc.Close()
}

// RoundTrip sends the request, with the connection's first packet if that is
// still possible.
func (c *http3Conn) RoundTrip(req *http.Request) (*http.Response, error) {
	select {
	case <-c.quic.HandshakeComplete():
	default:
		// Only what changes nothing may be sent so early (RFC 8470 §3).
		early := *req
		switch req.Method {
		case http.MethodGet:
			early.Method = http3.MethodGet0RTT
		case http.MethodHead:
			early.Method = http3.MethodHead0RTT
		}
		req = &early
	}
	res, err := c.http.RoundTrip(req)
	if err != nil {
		c.inFlight.Add(-1)
		return nil, err
	}
	res.Body = &counted{res.Body, sync.OnceFunc(func() { c.inFlight.Add(-1) })}
	return res, nil
}

// counted is a response's body: the request is in flight until it is closed.
type counted struct {
	io.ReadCloser
	over func()
}

func (b *counted) Close() error {
	b.over()
	return b.ReadCloser.Close()
}

func (c *http3Conn) more() int { return maxRequests - int(c.inFlight.Load()) }
func (c *http3Conn) reserve()  { c.inFlight.Add(1) }

func (c *http3Conn) Err() error { return context.Cause(c.quic.Context()) }

func (c *http3Conn) Close() error {
	err := c.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeNoError), "")
	c.closeSockets()
	return err
}

func (c *http3Conn) closeSockets() {
	c.mu.Lock()
	sockets := c.sockets
	c.closed = true
	c.mu.Unlock()
	for _, s := range sockets {
		s.close()
	}
}

// validation is how long a new path may take to be validated: three times the
// probe timeout of a path whose RTT is not known, as RFC 9000 §8.2.4 advises
// (RFC 9002 §6.2.2: 333 ms, and 999 ms for the timeout).
const validation = 3 * time.Second

// reservedStream is a type of stream that means nothing and must be ignored
// (RFC 9114 §6.2.3).
const reservedStream = 0x21

// migrate goes on from another address (RFC 9000 §9): it has the server confirm
// that packets get there and back, and then uses it. The server follows when it
// gets something that is no probe (§9.3). A browser that is only receiving has
// nothing of the kind to send, so it sends a stream that means nothing;
// Chromium sends a PING, which quic-go does not let us do.
func (c *http3Conn) migrate(ctx context.Context, n *Network) error {
	ctx, cancel := context.WithTimeout(ctx, validation)
	defer cancel()
	defer context.AfterFunc(c.quic.Context(), cancel)()
	socket, err := c.listen(n)
	if err != nil {
		return err
	}
	path, err := c.quic.AddPath(socket.transport)
	if err != nil {
		return err
	}
	if err := path.Probe(ctx); err != nil {
		return err
	}
	if err := path.Switch(); err != nil {
		return err
	}
	return wave(c.quic)
}

func wave(conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte{reservedStream}); err != nil {
		return err
	}
	return s.Close()
}

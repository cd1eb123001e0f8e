package proxy

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"rttlab/lab/internal/quicnet"
)

// quic3 is quic-go's Transport: one connection to each server.
type quic3 struct{ *http3.Transport }

func (t quic3) close() { _ = t.Close() } // what hanging up says is of no interest

func (cfg *Config) http3(d *dials) *http3.Transport {
	return &http3.Transport{
		TLSClientConfig:    cfg.Upstream.TLS,
		DisableCompression: true,
		QUICConfig: &quic.Config{
			MaxIncomingStreams:   -1, // a server opens none (RFC 9114 §6.1)
			HandshakeIdleTimeout: quicnet.HandshakeIdle,
			MaxIdleTimeout:       cmp.Or(cfg.Upstream.IdleTimeout, quicnet.Idle),
		},
		Dial: func(ctx context.Context, address string, settings *tls.Config, config *quic.Config) (*quic.Conn, error) {
			from := time.Now()
			c, err := cfg.Upstream.UDP.dial(ctx, address, settings, config)
			if err == nil {
				d.note(c, span{from, time.Now()})
			}
			return c, err
		},
	}
}

// dial opens a connection from a UDP socket of its own, which goes with it.
func (n *Network) dial(ctx context.Context, address string, settings *tls.Config, config *quic.Config) (*quic.Conn, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, err
	}
	to, err := n.Lookup(host)
	if err != nil {
		return nil, err
	}
	socket, err := n.ListenPacket("udp", ":0")
	if err != nil {
		return nil, err
	}
	t := &quic.Transport{Conn: quicnet.Conn(socket)}
	end := func() {
		_ = t.Close() // what it carried is closed, or has failed and said so
		_ = socket.Close()
	}
	c, err := t.Dial(ctx, net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, uint16(port))), settings, config)
	if err != nil {
		end()
		return nil, err
	}
	context.AfterFunc(c.Context(), end)
	return c, nil
}

package origin

import (
	"fmt"
	"net"

	"rttlab/lab/internal/quicnet"
)

// StartHTTP3 serves on pc until Close, which closes pc too. One server serves all
// names of a page. Its errors are about cfg.
func StartHTTP3(cfg Config, pc net.PacketConn) (*quicnet.HTTP3Server, error) {
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
	s, err := quicnet.ServeHTTP3(quicnet.HTTP3Config{
		TLS: settings, Handler: h, Streams: maxStreams, Idle: cfg.Keep.Timeout, QLOG: cfg.QLOG, Watch: cfg.Watch,
	}, pc)
	if err != nil {
		return nil, fmt.Errorf("origin: %w", err)
	}
	return s, nil
}

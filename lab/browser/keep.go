package browser

import (
	"cmp"
	"crypto/x509"
	"time"
)

// How long a browser keeps a connection on which nothing happens: Chromium's, of
// HTTP/1.x (net/socket/transport_client_socket_pool.cc: kUsedIdleSocketTimeout
// and the unused one's) and of HTTP/3 (net/quic/quic_context.h:
// kIdleConnectionTimeout). Those of HTTP/2 it keeps until the other end hangs up.
const (
	usedIdle   = 300 * time.Second
	unusedIdle = 10 * time.Second
	quicIdle   = 30 * time.Second
)

// warm is a connection that a load has left open.
type warm struct {
	host   string
	conn   conn
	proto  *protocol
	port   int
	server string
	leaf   *x509.Certificate
	since  time.Time // when the load was over
	used   bool
}

// keep leaves a load's open connections to the next one, and says which.
func (l *load) keep() (kept map[*link]bool) {
	kept = map[*link]bool{}
	if l.cfg.Memory == nil || !l.cfg.KeepOpen {
		return kept
	}
	for _, c := range l.conns {
		if c.gone || c.conn == nil || c.inFlight > 0 || c.conn.Err() != nil {
			continue
		}
		kept[c] = true
		l.cfg.Memory.open = append(l.cfg.Memory.open, warm{
			host: c.host.name, conn: c.conn, proto: c.proto, port: c.setup.localPort, server: c.setup.server, leaf: c.setup.leaf,
			since: time.Now(), used: c.served > 0 || c.warm,
		})
	}
	return kept
}

// takeUp gives a host the connections to it that are still open. A browser sees
// of those that a server has closed meanwhile that they are.
func (h *host) takeUp() {
	m := h.load.cfg.Memory
	if m == nil {
		return
	}
	rest := m.open[:0]
	for _, w := range m.open {
		switch {
		case w.host != h.name:
			rest = append(rest, w)
		case w.conn.Err() != nil || w.stale():
			_ = w.conn.Close() // it is of no use any more
		default:
			c := &link{id: len(h.load.conns) + 1, host: h, conn: w.conn, proto: w.proto, warm: true, cancel: func() {}, uploads: make(chan struct{}, 1)}
			c.setup = setup{localPort: w.port, server: w.server, leaf: w.leaf}
			h.links = append(h.links, c)
			h.load.conns = append(h.load.conns, c)
		}
	}
	clear(m.open[len(rest):])
	m.open = rest
}

func (w *warm) stale() bool {
	idle := time.Since(w.since)
	switch {
	case w.proto.name == "h3":
		return idle >= quicIdle
	case w.proto.multiplexed:
		return false
	}
	return idle >= usedIdle || !w.used && idle >= unusedIdle
}

// Close hangs up on everybody. It must not be called while a load runs.
func (m *Memory) Close() error {
	var first error
	for _, w := range m.open {
		first = cmp.Or(first, w.conn.Close())
	}
	m.open = nil
	return first
}

package browser

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

// Memory is what a browser keeps from one load to the next: one at a time.
type Memory struct {
	// sessions shorten the handshake of TLS (RFC 8446 §2.2, RFC 5077), and let
	// QUIC send requests with its first packet.
	sessions *sessions

	// quicSessions are QUIC's: what they remember is QUIC's too (RFC 9001 §4.6.1).
	quicSessions *sessions

	// tokens prove to a server that the browser's address is real, so that it
	// may answer with more than three times what it was sent (RFC 9000 §8.1.3).
	tokens quic.TokenStore

	addresses map[string]kept      // by name
	offers    map[string]time.Time // by host: until when it speaks HTTP/3 too
	open      []warm               // in the order in which they were opened
	turns     int                  // how often a connection has become free

	working sync.WaitGroup // what connections that may stay open do on their own
}

// kept is an address that DNS gave.
type kept struct {
	addr  netip.Addr
	until time.Time
}

// NewMemory makes an empty one. It has room for as many names as a page may
// have.
func NewMemory() *Memory {
	return &Memory{
		sessions:     newSessions(),
		quicSessions: newSessions(),
		tokens:       quic.NewLRUTokenStore(names, tokensPerName),
		addresses:    map[string]kept{},
		offers:       map[string]time.Time{},
	}
}

const (
	names         = 10_000
	tokensPerName = 4
)

// address gives a name's address if it is known still. A nil Memory knows none.
func (m *Memory) address(name string) (netip.Addr, bool) {
	if m == nil {
		return netip.Addr{}, false
	}
	k, ok := m.addresses[name]
	return k.addr, ok && time.Now().Before(k.until)
}

func (m *Memory) keepAddress(name string, a answer) {
	if m != nil {
		m.addresses[name] = kept{a.addr, time.Now().Add(a.ttl)}
	}
}

// loaded ends a load: what it has learnt is of use to the next.
func (m *Memory) loaded() {
	if m != nil {
		m.sessions.loaded()
		m.quicSessions.loaded()
	}
}

// offered says whether a host has said that it speaks HTTP/3.
func (m *Memory) offered(host string) bool {
	return m != nil && time.Now().Before(m.offers[host])
}

// learn takes note of the Alt-Svc header in a host's answer.
func (m *Memory) learn(host, header string) {
	if m == nil || header == "" {
		return
	}
	if maxAge, ok := http3Offer(header); ok {
		m.offers[host] = time.Now().Add(maxAge)
	} else {
		delete(m.offers, host)
	}
}

// sessions are those of TLS. A load resumes the sessions of loads before it, not
// its own, so that a first visit is what it is without a Memory.
type sessions struct {
	mu           sync.Mutex
	earlier, now map[string]*tls.ClientSessionState
}

func newSessions() *sessions {
	return &sessions{earlier: map[string]*tls.ClientSessionState{}, now: map[string]*tls.ClientSessionState{}}
}

// Get implements tls.ClientSessionCache.
func (s *sessions) Get(key string) (*tls.ClientSessionState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.earlier[key]
	return state, state != nil
}

// Put implements tls.ClientSessionCache. Without a state it forgets one.
func (s *sessions) Put(key string, state *tls.ClientSessionState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == nil {
		delete(s.earlier, key)
	}
	s.now[key] = state
}

func (s *sessions) loaded() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, state := range s.now {
		if state != nil {
			s.earlier[key] = state
		}
	}
	clear(s.now)
}

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
	watch  *watched
	asked  int       // requests so far
	since  time.Time // since when it has been idle
	freed  int       // as in link
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
			host: c.host.name, conn: c.conn, proto: c.proto, port: c.setup.localPort, server: c.setup.server, leaf: c.setup.leaf, watch: c.setup.watch, asked: c.before + len(c.sent),
			since: c.since, freed: c.freed,
		})
		if push, ok := c.conn.(*pushConn); ok {
			push.tell(nil)
		}
	}
	l.cfg.Memory.turns = l.turns
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
			c := &link{id: len(h.load.conns) + 1, host: h, conn: w.conn, proto: w.proto, warm: true, since: w.since, freed: w.freed, cancel: func() {}, uploads: make(chan struct{}, 1)}
			c.setup = setup{localPort: w.port, server: w.server, leaf: w.leaf, watch: w.watch}
			c.before = w.asked
			if push, ok := w.conn.(*pushConn); ok {
				push.tell(h.load.promised)
			}
			h.links = append(h.links, c)
			h.load.conns = append(h.load.conns, c)
		}
	}
	clear(m.open[len(rest):])
	m.open = rest
}

func (w *warm) stale() bool {
	idle := time.Since(w.since)
	if c, ok := w.conn.(*http10Conn); ok && c.promise > 0 && idle >= c.promise {
		return true // the server has said how long it waits
	}
	switch {
	case w.proto.name == "h3":
		return idle >= quicIdle
	case w.proto.multiplexed:
		return false
	}
	return idle >= usedIdle || w.freed == 0 && idle >= unusedIdle
}

// Close hangs up on everybody, and returns when all that the connections did has
// ended. It must not be called while a load runs.
func (m *Memory) Close() error {
	var first error
	for _, w := range m.open {
		first = cmp.Or(first, w.conn.Close())
	}
	m.open = nil
	m.working.Wait()
	return first
}

// defaultMaxAge is how long an alternative service may be used when the server
// does not say (RFC 7838 §3.1).
const defaultMaxAge = 24 * time.Hour

// http3Offer reads an Alt-Svc header (RFC 7838 §3): whether the server offers
// HTTP/3 at the usual port of its own name, and for how long. Offers elsewhere
// are none: the browser knows of no other place.
func http3Offer(header string) (maxAge time.Duration, ok bool) {
	for offer := range strings.SplitSeq(header, ",") {
		service, parameters, _ := strings.Cut(offer, ";")
		protocol, authority, _ := strings.Cut(strings.TrimSpace(service), "=")
		if protocol != "h3" || authority != `":443"` {
			continue
		}
		maxAge = defaultMaxAge
		for parameter := range strings.SplitSeq(parameters, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if name != "ma" {
				continue
			}
			seconds, err := strconv.ParseUint(value, 10, 31)
			if err != nil {
				return 0, false
			}
			maxAge = time.Duration(seconds) * time.Second
		}
		return maxAge, maxAge > 0
	}
	return 0, false
}

// protocolFor is what the browser speaks on connections that it opens to a host:
// HTTP/3 where it has learnt in an earlier load that it can.
func (l *load) protocolFor(host string) *protocol {
	if l.alternative != nil && l.others[host] == nil && l.cfg.Memory.offered(host) {
		return l.alternative
	}
	return l.usual(host)
}

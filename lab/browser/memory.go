package browser

import (
	"crypto/tls"
	"net/netip"
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

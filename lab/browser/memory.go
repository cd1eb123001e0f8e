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

	// tokens prove to a server that the browser's address is real, so that it
	// may answer with more than three times what it was sent (RFC 9000 §8.1.3).
	tokens quic.TokenStore

	addresses map[string]kept // by name
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
		sessions:  &sessions{earlier: map[string]*tls.ClientSessionState{}, now: map[string]*tls.ClientSessionState{}},
		tokens:    quic.NewLRUTokenStore(names, tokensPerName),
		addresses: map[string]kept{},
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
	}
}

// sessions are those of TLS. A load resumes the sessions of loads before it, not
// its own, so that a first visit is what it is without a Memory.
type sessions struct {
	mu           sync.Mutex
	earlier, now map[string]*tls.ClientSessionState
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

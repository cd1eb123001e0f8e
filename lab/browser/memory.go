package browser

import (
	"crypto/tls"

	"github.com/quic-go/quic-go"
)

// Memory is what a browser keeps from one load to the next.
type Memory struct {
	// sessions shorten the handshake of TLS (RFC 8446 §2.2, RFC 5077), and let
	// QUIC send requests with its first packet.
	sessions tls.ClientSessionCache

	// tokens prove to a server that the browser's address is real, so that it
	// may answer with more than three times what it was sent (RFC 9000 §8.1.3).
	tokens quic.TokenStore
}

// NewMemory makes an empty one. It has room for as many names as a page may
// have.
func NewMemory() *Memory {
	return &Memory{sessions: tls.NewLRUClientSessionCache(names), tokens: quic.NewLRUTokenStore(names, tokensPerName)}
}

const (
	names         = 10_000
	tokensPerName = 4
)

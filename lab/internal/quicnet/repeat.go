package quicnet

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"sync"
)

// TakeRandom has crypto/rand's reader, which quic-go draws from and takes no
// other, be one that Repeatable can seed. It is the whole process's, so a server
// of TLS beside it would draw keys that anybody can guess: only a process that
// plays loads and does nothing else may call this, once, before anything has
// drawn.
func TakeRandom() { rand.Reader = &chance }

// Repeatable has QUIC draw the same every time until release is called: from
// seed, if the process has called TakeRandom; otherwise nothing repeats. While
// several ask for it, the first one's seed holds, and each gets what the others
// leave: they do not repeat.
func Repeatable(seed uint64) (release func()) {
	chance.mu.Lock()
	defer chance.mu.Unlock()
	if chance.users == 0 {
		var key [32]byte
		binary.LittleEndian.PutUint64(key[:], seed)
		chance.seeded = mathrand.NewChaCha8(key)
	}
	chance.users++
	return sync.OnceFunc(func() {
		chance.mu.Lock()
		defer chance.mu.Unlock()
		chance.users--
		if chance.users == 0 {
			chance.seeded = nil
		}
	})
}

var chance = source{real: rand.Reader}

type source struct {
	real io.Reader

	mu     sync.Mutex
	users  int
	seeded *mathrand.ChaCha8 // nil: read from real
}

func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seeded != nil {
		return s.seeded.Read(p)
	}
	return s.real.Read(p)
}

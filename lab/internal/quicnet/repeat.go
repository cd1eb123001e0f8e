package quicnet

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"runtime"
	"sync"
)

// Repeatable has QUIC do the same every time until release is called: what it
// draws from crypto/rand comes from seed, and Go uses one thread. On one thread
// goroutines that become ready at the same instant run in the order in which
// they did; on more, a connection's goroutines overtake one another, and now
// and then a packet is filled differently.
//
// Both are the whole process's. While several ask for it, the first one's seed
// holds, and each gets what the others leave: they do not repeat.
func Repeatable(seed uint64) (release func()) {
	chance.mu.Lock()
	defer chance.mu.Unlock()
	if chance.users == 0 {
		var key [32]byte
		binary.LittleEndian.PutUint64(key[:], seed)
		chance.seeded = mathrand.NewChaCha8(key)
		chance.threads = runtime.GOMAXPROCS(1)
	}
	chance.users++
	return sync.OnceFunc(func() {
		chance.mu.Lock()
		defer chance.mu.Unlock()
		chance.users--
		if chance.users == 0 {
			chance.seeded = nil
			runtime.GOMAXPROCS(chance.threads)
		}
	})
}

// chance takes the place of crypto/rand's reader, which quic-go draws from and
// takes no other. It does so from the start, since nobody could change it later
// without a race.
var chance = source{real: rand.Reader}

func init() { rand.Reader = &chance }

type source struct {
	real io.Reader

	mu      sync.Mutex
	users   int
	threads int               // GOMAXPROCS as it was
	seeded  *mathrand.ChaCha8 // nil: read from real
}

func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seeded != nil {
		return s.seeded.Read(p)
	}
	return s.real.Read(p)
}

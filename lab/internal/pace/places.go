package pace

import "sync"

// Places are numbers for parties that come and go: each has the least that nobody
// has. The zero Places are all free.
type Places struct {
	mu    sync.Mutex
	taken []bool
}

// Take takes the least number that is free.
func (p *Places) Take() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n, taken := range p.taken {
		if !taken {
			p.taken[n] = true
			return n
		}
	}
	p.taken = append(p.taken, true)
	return len(p.taken) - 1
}

// Give gives a number back, which somebody has.
func (p *Places) Give(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[n] = false
}

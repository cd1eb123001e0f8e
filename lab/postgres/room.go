package postgres

import (
	"context"
	"sync"
)

// room has place for as many at once as a pool has connections, and lets in who has
// waited longest. database/sql, asked for more, would draw who comes next by lot.
type room struct {
	mu      sync.Mutex
	free    int
	waiting map[int]chan struct{} // by number; closed to let in
}

// newRoom is a room for so many; 0: for all.
func newRoom(size int) *room {
	if size == 0 {
		return nil
	}
	return &room{free: size, waiting: map[int]chan struct{}{}}
}

// enter waits for a place, of those who wait for the least number first; or until
// ctx ends, for then nobody needs one.
func (r *room) enter(ctx context.Context, number int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	r.free--
	if r.free >= 0 {
		r.mu.Unlock()
		return
	}
	let := make(chan struct{})
	r.waiting[number] = let
	r.mu.Unlock()
	select {
	case <-let:
	case <-ctx.Done():
		r.mu.Lock()
		delete(r.waiting, number)
		r.mu.Unlock()
	}
}

// leave gives a place to the next.
func (r *room) leave() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free++
	first := -1
	for number := range r.waiting {
		if first < 0 || number < first {
			first = number
		}
	}
	if first >= 0 {
		close(r.waiting[first])
		delete(r.waiting, first)
	}
}

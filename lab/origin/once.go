package origin

import "sync"

// once has what is made once in a process and never changes. It is for
// goroutines of any bubble: who makes something waits for nobody.
type once[K comparable, V any] struct {
	mu  sync.Mutex
	all map[K]V
}

// mostMade is how many things are kept; a process that makes more starts over.
const mostMade = 256

func (o *once[K, V]) get(key K, make func() (V, error)) (V, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if v, ok := o.all[key]; ok {
		return v, nil
	}
	v, err := make()
	if err != nil {
		return v, err
	}
	if o.all == nil || len(o.all) >= mostMade {
		o.all = map[K]V{}
	}
	o.all[key] = v
	return v, nil
}

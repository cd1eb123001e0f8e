package browser

import "sync"

// pushBody is a response's body: what has come and has not been read yet.
type pushBody struct {
	mu   sync.Mutex
	more sync.Cond
	data []byte
	err  error // why no more comes; nil while it does
}

func newPushBody() *pushBody {
	b := &pushBody{}
	b.more.L = &b.mu
	return b
}

func (b *pushBody) add(p []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p...)
	b.more.Broadcast()
}

func (b *pushBody) close(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
	b.more.Broadcast()
}

func (b *pushBody) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

func (b *pushBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.data) == 0 && b.err == nil {
		b.more.Wait()
	}
	if len(b.data) == 0 {
		return 0, b.err
	}
	n := copy(p, b.data)
	b.data = b.data[n:]
	return n, nil
}

// Close does not hang up: nobody stops reading before the end.
func (b *pushBody) Close() error { return nil }

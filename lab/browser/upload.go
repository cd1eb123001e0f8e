package browser

import (
	"io"
	"net"
	"sync"
)

// upload is the body of a request: zeros. Those of one connection go one after
// the other, in the order in which their requests do: streams that are written at
// once would share the windows in an order that is nobody's.
type upload struct {
	pen  chan struct{} // held by who is sent
	mine bool
	left int
	once sync.Once
}

func (u *upload) Read(p []byte) (int, error) {
	if !u.mine {
		u.pen <- struct{}{}
		u.mine = true
	}
	if u.left == 0 {
		u.over()
		return 0, io.EOF
	}
	n := min(len(p), u.left)
	clear(p[:n])
	u.left -= n
	return n, nil
}

// Close is called by who has stopped to read.
func (u *upload) Close() error {
	u.over()
	return nil
}

func (u *upload) over() {
	if u.mine {
		u.once.Do(func() { <-u.pen })
	}
}

// unblocked is a connection whose writes never wait. net/http's HTTP/2 holds a
// mutex while it writes, and others want that one meanwhile; virtual time stands
// still while anybody waits for a mutex. What is on its way is limited by
// HTTP/2's own windows.
type unblocked struct {
	net.Conn
	wake chan struct{}
	gone chan struct{}
	once sync.Once

	mu      sync.Mutex
	waiting []byte
	err     error
}

// newUnblocked makes one; spawn runs its goroutine, until Close.
func newUnblocked(c net.Conn, spawn func(func())) *unblocked {
	u := &unblocked{Conn: c, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	spawn(u.drain)
	return u
}

func (u *unblocked) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.err != nil {
		return 0, u.err
	}
	u.waiting = append(u.waiting, p...)
	select {
	case u.wake <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (u *unblocked) drain() {
	for {
		select {
		case <-u.wake:
		case <-u.gone:
			return
		}
		u.mu.Lock()
		p := u.waiting
		u.waiting = nil
		u.mu.Unlock()
		if _, err := u.Conn.Write(p); err != nil {
			u.mu.Lock()
			u.err = err
			u.mu.Unlock()
			return
		}
	}
}

func (u *unblocked) Close() error {
	u.once.Do(func() { close(u.gone) })
	return u.Conn.Close()
}

package browser

import (
	"io"
	"net"
	"sync"
)

// upload is the body of a request: zeros. Those of a connection that requests
// share go one after the other, in the order in which their requests do: streams
// that are written at once would share the windows in an order that is nobody's.
type upload struct {
	left int
	pen  chan struct{} // held by who is sent; nil: the connection is its own
	turn func()        // returns at an instant of its own

	mu    sync.Mutex
	begun bool
	over  bool
}

func (u *upload) Read(p []byte) (int, error) {
	u.begin()
	if u.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), u.left)
	clear(p[:n])
	u.left -= n
	return n, nil
}

// begin waits until those before are sent.
func (u *upload) begin() {
	u.mu.Lock()
	begun := u.begun || u.over || u.pen == nil
	u.mu.Unlock()
	if begun {
		return
	}
	u.pen <- struct{}{}
	u.mu.Lock()
	u.begun = true
	over := u.over
	u.mu.Unlock()
	if over { // given up while it waited
		<-u.pen
		return
	}
	u.turn() // what the one before has set off is done then
}

// Close is called when the body has been sent, or is no longer wanted.
func (u *upload) Close() error {
	u.mu.Lock()
	last := u.begun && !u.over
	u.over = true
	u.mu.Unlock()
	if last {
		<-u.pen
	}
	return nil
}

// unblocked is a connection whose writes never wait. net/http's HTTP/2 holds a
// mutex while it writes, and others want that one meanwhile; virtual time stands
// still while anybody waits for a mutex. What is on its way is limited by
// HTTP/2's own windows.
//
// What is written at one time is passed on in one piece: TLS makes records of
// the pieces.
type unblocked struct {
	net.Conn
	settle func() // returns when nobody writes
	wake   chan struct{}
	gone   chan struct{}
	once   sync.Once

	mu      sync.Mutex
	waiting []byte
	err     error
}

// newUnblocked makes one; spawn runs its goroutine, until Close.
func newUnblocked(c net.Conn, spawn func(func()), settle func()) *unblocked {
	u := &unblocked{Conn: c, settle: settle, wake: make(chan struct{}, 1), gone: make(chan struct{})}
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
		u.settle()
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

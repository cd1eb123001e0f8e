package netem

import (
	"context"
	"errors"
	"net"
	"sync"
)

// WrapListener puts an emulated access link and path in front of the
// connections that l accepts; they share the link, which is the listener's own.
// Each begins with the path's handshake: Accept gives it one and a half round
// trips after its client has dialled, and what the client writes sets out a
// round trip and the path's DialDelay after.
//
// From the first Accept to Close a goroutine accepts from l.
func WrapListener(l net.Listener, link Link, path Path, cfg Config) (net.Listener, error) {
	f, err := newFront(link, path, cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &wrappedListener{Listener: l, front: f, ctx: ctx, cancel: cancel, results: make(chan accepted)}, nil
}

type wrappedListener struct {
	net.Listener
	front   *front
	start   sync.Once
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	results chan accepted
}

type accepted struct {
	c   net.Conn
	err error
}

// Accept waits for a connection, as the real listener does, and for its
// handshake.
func (l *wrappedListener) Accept() (net.Conn, error) {
	if l.ctx.Err() != nil {
		return nil, l.closed("accept")
	}
	l.start.Do(func() { go l.run() })
	select {
	case a := <-l.results:
		return a.c, a.err
	case <-l.ctx.Done():
		return nil, l.closed("accept")
	}
}

func (l *wrappedListener) closed(op string) error {
	return opError(op, op, l.Addr().Network(), nil, l.Addr(), net.ErrClosed)
}

// Close closes the real listener. Connections whose handshake is under way are
// closed, too.
func (l *wrappedListener) Close() error {
	if l.ctx.Err() != nil {
		return l.closed("close")
	}
	l.cancel()
	return l.Listener.Close()
}

// run accepts until the real listener is closed.
func (l *wrappedListener) run() {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			if !l.hand(accepted{err: err}) || errors.Is(err, net.ErrClosed) {
				l.cancel()
				return
			}
			continue
		}
		door, err := l.front.near.ListenTCP("tcp", ":0") // here, where connections come one after the other
		if err != nil {
			c.Close()
			l.hand(accepted{err: err})
			continue
		}
		go l.shake(c, door)
	}
}

// shake waits for a connection's handshake.
func (l *wrappedListener) shake(c net.Conn, door *Listener) {
	near, err := l.front.answer(l.ctx, c, door)
	if err != nil {
		reset(c) // as a server's end does when the ACK does not come
		return
	}
	if !l.hand(accepted{c: near}) {
		near.Close()
	}
}

// hand gives a result to who calls Accept, unless the listener is closed.
func (l *wrappedListener) hand(a accepted) bool {
	select {
	case l.results <- a:
		return true
	case <-l.ctx.Done():
		return false
	}
}

package origin

import (
	"net"
	"sync/atomic"
)

// pacedListener accepts connections whose writes end at instants of their own.
type pacedListener struct {
	net.Listener
	closing *atomic.Bool
}

func (l pacedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return pacedConn{c, l.closing}, nil
}

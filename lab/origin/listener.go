package origin

import "net"

// pacedListener accepts connections whose writes end at instants of their own.
type pacedListener struct{ net.Listener }

func (l pacedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return pacedConn{c}, nil
}

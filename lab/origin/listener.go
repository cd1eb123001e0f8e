package origin

import (
	"net"
	"sync"
)

// listener knows which of the connections that it accepted are still open.
type listener struct {
	net.Listener
	paced bool // the connections are
	open  sync.WaitGroup
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.paced {
		c = pacedConn{c}
	}
	l.open.Add(1)
	return &tracked{Conn: c, done: sync.OnceFunc(l.open.Done)}, nil
}

type tracked struct {
	net.Conn
	done func()
}

func (c *tracked) Close() error {
	defer c.done()
	return c.Conn.Close()
}

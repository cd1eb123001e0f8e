// Package quicnet fits quic-go to an emulated network: its sockets, its clock
// and its logs.
//
// quic-go runs a connection in three goroutines: one reads packets from the
// socket, one acts on them, one writes. In virtual time all that they do at one
// instant is done before the next, but in no particular order where there are
// several threads. So runs over HTTP/3 repeat on one thread alone, which package
// worker sees to. What is left to chance then is crypto/rand: the keys, and with
// them packet numbers that are skipped and parameters that are made up (RFC 9000
// §18.1). Repeatable takes them from a seed.
package quicnet

import (
	"net"
	"syscall"
)

// End is one side of a connection.
type End int

// The two ends.
const (
	Server End = iota
	Client
)

// Conn makes a socket ready for quic-go. It says that its packets are never
// fragmented, as the emulated network's are not, so that quic-go looks for the
// path's MTU (RFC 8899).
func Conn(pc net.PacketConn) net.PacketConn {
	return &dontFragment{PacketConn: pc}
}

// dontFragment answers quic-go's attempt to set the "don't fragment" bit, which
// it makes on the socket below, with yes. Before that quic-go wants to know how
// large the socket's buffers are, and logs a complaint when they are small; it
// asks for what it wants in the end, last for the write buffer. Without a socket
// it asks for that at once.
type dontFragment struct {
	net.PacketConn
	asked bool // for buffers
}

func (c *dontFragment) SetReadBuffer(bytes int) error {
	if s, ok := c.PacketConn.(interface{ SetReadBuffer(int) error }); ok {
		return s.SetReadBuffer(bytes)
	}
	return nil
}

func (c *dontFragment) SetWriteBuffer(int) error {
	c.asked = true // a packet is on the network when WriteTo returns
	return nil
}

func (c *dontFragment) SyscallConn() (syscall.RawConn, error) {
	if !c.asked {
		return nil, syscall.ENOTSUP
	}
	return noSocket{}, nil
}

type noSocket struct{}

func (noSocket) Control(func(fd uintptr)) error    { return nil }
func (noSocket) Read(func(fd uintptr) bool) error  { return syscall.ENOTSUP }
func (noSocket) Write(func(fd uintptr) bool) error { return syscall.ENOTSUP }

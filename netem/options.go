package netem

import (
	"fmt"
	"net"
	"time"
)

// option changes an option. Where it differs from set is in the addresses of the
// error, as package net has it.
func (c *Conn) option(change func(now time.Duration)) error {
	if err := c.set(change); err != nil {
		return c.error("set", net.ErrClosed)
	}
	return nil
}

// SetLinger says what Close does with what was written and has not arrived: 0
// drops it and sends a RST, any other number of seconds has it sent on.
func (c *Conn) SetLinger(sec int) error {
	return c.option(func(time.Duration) { c.abort = sec == 0 })
}

// SetNoDelay turns Nagle's algorithm off, or, with false, on: see TCP.Nagle. It
// is off at first, as package net has it, unless TCP.Nagle says otherwise.
func (c *Conn) SetNoDelay(on bool) error {
	return c.option(func(now time.Duration) {
		c.tcp.SetNagle(!on)
		c.changed(now) // what was held back may leave
	})
}

// SetReadBuffer fixes the receive buffer, and with it the window, at so many
// bytes of payload, as SO_RCVBUF does: at most 212992 (net.core.rmem_max). It
// is no longer tuned then. What was announced is not taken back.
func (c *Conn) SetReadBuffer(bytes int) error {
	if bytes <= 0 {
		return c.refuseBuffer("read", bytes)
	}
	return c.set(func(time.Duration) { c.tcp.SetReceiveBuffer(min(bytes, maxBuffer)) })
}

// SetWriteBuffer fixes the send buffer at so many bytes of payload, as SO_SNDBUF
// does: at most 212992 (net.core.wmem_max).
func (c *Conn) SetWriteBuffer(bytes int) error {
	if bytes <= 0 {
		return c.refuseBuffer("write", bytes)
	}
	return c.set(func(time.Duration) { c.tcp.SetSendBuffer(min(bytes, maxBuffer)) })
}

const maxBuffer = 212992

func (c *Conn) refuseBuffer(which string, bytes int) error {
	return opError("set", "setsockopt", "tcp", nil, c.LocalAddr(), fmt.Errorf("a %s buffer of %d bytes holds nothing: use a positive number", which, bytes))
}

package netem

import (
	"net"
	"time"
)

// SetLinger says what Close does with what was written and has not arrived: 0
// drops it and sends a RST, any other number of seconds has it sent on.
func (c *Conn) SetLinger(sec int) error {
	return c.set(func(time.Duration) { c.abort = sec == 0 })
}

// SetNoDelay changes nothing: small segments are not held back (TCP_NODELAY is
// on, as Go's connections have it) unless TCP.Nagle says so for the network.
func (c *Conn) SetNoDelay(bool) error { return c.set(func(time.Duration) {}) }

// SetKeepAliveConfig turns the probing of an idle peer on or off. Zero fields
// mean 15 s, 15 s and 9 probes, as in package net; negative ones mean Linux's
// 2 h, 75 s and 9 probes.
func (c *Conn) SetKeepAliveConfig(k net.KeepAliveConfig) error {
	const ordinary, probes = 15 * time.Second, 9 // package net's
	set := KeepAlive{On: k.Enable, Idle: max(0, k.Idle), Interval: max(0, k.Interval), Count: max(0, k.Count)}
	if k.Idle == 0 {
		set.Idle = ordinary
	}
	if k.Interval == 0 {
		set.Interval = ordinary
	}
	if k.Count == 0 {
		set.Count = probes
	}
	return c.set(func(now time.Duration) {
		c.tcp.SetKeepAlive(now, set)
		c.reschedule()
	})
}

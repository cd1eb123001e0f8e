package netem

import (
	"net"
	"time"

	"rttlab/netem/internal/tcp"
)

// keepAlive is a socket's options that concern the probing of an idle peer
// (SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT). It is shared and
// never changed.
type keepAlive struct {
	on   bool
	when tcp.KeepAlive // zero fields: Linux's
}

// What package net sets on the connections that it dials and accepts
// (net/tcpsock.go).
const (
	keepAliveTime  = 15 * time.Second
	keepAliveCount = 9
)

// with changes what c says, as net.TCPConn.SetKeepAliveConfig does: a zero field
// means package net's default, a negative one leaves things as they are.
func (k keepAlive) with(c net.KeepAliveConfig) *keepAlive {
	k.on = c.Enable
	k.when.Idle = seconds(c.Idle, k.when.Idle)
	k.when.Interval = seconds(c.Interval, k.when.Interval)
	switch {
	case c.Count == 0:
		k.when.Count = keepAliveCount
	case c.Count > 0:
		k.when.Count = c.Count
	}
	return &k
}

// seconds is d in whole seconds, rounded up, as the kernel's options are.
func seconds(d, unchanged time.Duration) time.Duration {
	switch {
	case d == 0:
		return keepAliveTime
	case d < 0:
		return unchanged
	}
	return (d + time.Second - 1).Truncate(time.Second)
}

// keepAlive is what the network's connections start with, as net.Dialer and
// net.ListenConfig have it.
func (c Config) keepAlive() *keepAlive {
	switch {
	case c.KeepAliveConfig.Enable:
		return keepAlive{}.with(c.KeepAliveConfig)
	case c.KeepAlive < 0:
		return &keepAlive{}
	}
	return keepAlive{}.with(net.KeepAliveConfig{Enable: true, Idle: c.KeepAlive})
}

// SetKeepAlive says how idle peers are probed on the connections that the host
// dials and accepts from now on, in place of what the network's Config says.
func (h *Host) SetKeepAlive(k net.KeepAliveConfig) {
	h.net.enter()
	defer h.net.leave()
	h.keepAlive = h.keepAlive.with(k)
}

// SetKeepAliveConfig says whether and when an idle peer is probed. A zero field
// means package net's default of 15 s, 15 s and 9 probes, a negative one leaves
// things as they are. A peer that answers none of the probes is given up: reads
// and writes fail with ETIMEDOUT.
func (c *Conn) SetKeepAliveConfig(k net.KeepAliveConfig) error {
	return c.setKeepAlive(func() *keepAlive { return c.keepAlive.with(k) })
}

// SetKeepAlive says whether an idle peer is probed.
func (c *Conn) SetKeepAlive(on bool) error {
	return c.setKeepAlive(func() *keepAlive {
		k := *c.keepAlive
		k.on = on
		return &k
	})
}

// SetKeepAlivePeriod sets the silence before the first probe, in whole seconds:
// zero means 15 s, and a negative time changes nothing.
func (c *Conn) SetKeepAlivePeriod(d time.Duration) error {
	return c.setKeepAlive(func() *keepAlive {
		k := *c.keepAlive
		k.when.Idle = seconds(d, k.when.Idle)
		return &k
	})
}

func (c *Conn) setKeepAlive(change func() *keepAlive) error {
	return c.option(func(now time.Duration) {
		c.keepAlive = change()
		c.probe(now)
		c.reschedule()
	})
}

// probe has TCP do what keepAlive says.
func (c *Conn) probe(now time.Duration) {
	if c.keepAlive.on {
		c.tcp.SetKeepAlive(now, &c.keepAlive.when)
	} else {
		c.tcp.SetKeepAlive(now, nil)
	}
}

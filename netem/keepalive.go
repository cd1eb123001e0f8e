package netem

import (
	"fmt"
	"net"
	"syscall"
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

// What Linux takes (tcp.h).
const (
	longestKeepAlive = 32767 * time.Second // MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL
	mostProbes       = 127                 // MAX_TCP_KEEPCNT
)

func checkKeepAlive(c net.KeepAliveConfig) error {
	const long = "a keep-alive %s of %v is too long: use at most %v (%s)"
	switch {
	case c.Idle > longestKeepAlive:
		return fmt.Errorf(long, "time", c.Idle, longestKeepAlive, "MAX_TCP_KEEPIDLE")
	case c.Interval > longestKeepAlive:
		return fmt.Errorf(long, "interval", c.Interval, longestKeepAlive, "MAX_TCP_KEEPINTVL")
	case c.Count > mostProbes:
		return fmt.Errorf("%d keep-alive probes are too many: use at most %d (MAX_TCP_KEEPCNT)", c.Count, mostProbes)
	}
	return nil
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
func (c Config) keepAlive() (*keepAlive, error) {
	name, k := "KeepAlive", net.KeepAliveConfig{Enable: true, Idle: c.KeepAlive}
	switch {
	case c.KeepAliveConfig.Enable:
		name, k = "KeepAliveConfig", c.KeepAliveConfig
	case c.KeepAlive < 0:
		return &keepAlive{}, nil
	}
	if err := checkKeepAlive(k); err != nil {
		return &keepAlive{}, fmt.Errorf("netem: %s: %w", name, err)
	}
	return keepAlive{}.with(k), nil
}

// SetKeepAlive says how idle peers are probed on the connections that the host
// dials and accepts from now on, in place of what the network's Config says. If
// that is more than Linux takes, Network.Err says so.
func (h *Host) SetKeepAlive(k net.KeepAliveConfig) {
	h.net.enter()
	defer h.net.leave()
	if err := checkKeepAlive(k); err != nil {
		h.net.fail(fmt.Errorf("netem: keep-alive of %s: %w", h.name, err))
		return
	}
	h.keepAlive = h.keepAlive.with(k)
}

// SetKeepAliveConfig says whether and when an idle peer is probed. A zero field
// means package net's default of 15 s, 15 s and 9 probes, a negative one leaves
// things as they are, and more than 32767 s or 127 probes is EINVAL, as Linux has
// it. A peer that answers none of the probes is given up: reads and writes fail
// with ETIMEDOUT.
func (c *Conn) SetKeepAliveConfig(k net.KeepAliveConfig) error {
	if checkKeepAlive(k) != nil {
		return c.invalid()
	}
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
// zero means 15 s, a negative time changes nothing, and more than 32767 s is
// EINVAL.
func (c *Conn) SetKeepAlivePeriod(d time.Duration) error {
	if d > longestKeepAlive {
		return c.invalid()
	}
	return c.setKeepAlive(func() *keepAlive {
		k := *c.keepAlive
		k.when.Idle = seconds(d, k.when.Idle)
		return &k
	})
}

// invalid is the error of an option that the kernel does not take.
func (c *Conn) invalid() error {
	return opError("set", "setsockopt", "tcp", c.LocalAddr(), c.RemoteAddr(), syscall.EINVAL)
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

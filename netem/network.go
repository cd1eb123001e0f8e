package netem

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"rttlab/netem/internal/tcp"
)

// Config is what a whole network has in common. The zero Config is a network
// of Linux hosts with an MTU of 1500 bytes and seed 0.
type Config struct {
	Seed uint64 // of every random draw: the same seed and the same traffic give the same packets
	TCP  TCP    // how every host's TCP behaves; zero: as Linux does
	MTU  int    // bytes of the largest IP packet, 576 (RFC 791) to 65535; zero: 1500, Ethernet's (RFC 894)

	// KeepAlive is the silence after which TCP probes a peer, on connections that
	// are dialled and accepted, as in net.Dialer and net.ListenConfig: zero means
	// 15 s, a negative time no probes, and 32767 s is the longest. A peer that answers none of 9 probes, 15
	// s apart, is given up. KeepAliveConfig takes its place if it is enabled;
	// Host.SetKeepAlive says otherwise for one host.
	KeepAlive       time.Duration
	KeepAliveConfig net.KeepAliveConfig
}

const defaultMTU = 1500 // RFC 894

// Network is a set of hosts and the paths between them. Its methods, and those
// of everything on it, may be called from any goroutine.
//
// A Network works for as long as it is referred to. It starts no goroutine. The
// zero Network is one of the zero Config, and its time begins with its first use.
//
// A network on which a million things happen at one instant closes itself, since
// they may do so for ever: two sockets that answer each other, and no path between
// their hosts that would take time. The errors of all later calls, and Err, name
// who did.
type Network struct {
	seed      uint64
	mtu       int
	tcp       *tcp.Config
	keepAlive *keepAlive
	epoch     time.Time

	mu     sync.Mutex // guards all below, and everything on the network
	closed bool
	err    error // the first invalid setting

	hosts  map[string]*Host // by name and alias
	order  []*Host          // as they were made
	byAddr map[netip.Addr]*Host

	events  eventQueue
	packets pool
	direct  fifo // packets on routes that take no time, to be delivered before the lock is released

	journaled bool    // a journal is kept
	flows     []*Flow // the journal

	observers []func(Event)
	log       []Event // happened, not yet told to the observers
	told      []Event // room for the next log
	telling   bool    // somebody is telling them
}

// New makes a network without hosts. Its time begins now.
func New(cfg Config) *Network {
	n := new(Network)
	n.init(cfg)
	return n
}

func (n *Network) init(cfg Config) {
	n.seed, n.mtu, n.epoch = cfg.Seed, cfg.MTU, time.Now()
	n.hosts, n.byAddr = map[string]*Host{}, map[netip.Addr]*Host{}
	if n.mtu == 0 {
		n.mtu = defaultMTU
	}
	n.events.init(n)
	if n.mtu < 576 || n.mtu > 65535 {
		n.fail(fmt.Errorf("netem: MTU %d is not between 576 and 65535", cfg.MTU))
		n.mtu = defaultMTU
	}
	settings, err := tcpSettings(cfg.TCP, n.mtu)
	if err != nil {
		n.fail(err)
		settings = new(tcp.Config)
	}
	n.tcp = settings
	if n.keepAlive, err = cfg.keepAlive(); err != nil {
		n.fail(err)
	}
}

// lock takes the lock of a network that may be a zero one.
func (n *Network) lock() {
	n.mu.Lock()
	if n.hosts == nil {
		n.init(Config{})
	}
}

// Err is the first invalid setting that the network was given, or why it closed
// itself (a million events at one instant), or nil. Every
// Dial and Listen after it fails with the same error, so that a setting which
// was not taken cannot go unseen.
func (n *Network) Err() error {
	n.lock()
	defer n.mu.Unlock()
	return n.err
}

// fail keeps the first invalid setting.
func (n *Network) fail(err error) error {
	if n.err == nil {
		n.err = err
	}
	return err
}

// usable says why nothing new can be started on the network.
func (n *Network) usable() error {
	if n.closed {
		return n.because(net.ErrClosed)
	}
	return n.err
}

// Now is the time since the network was made: the clock that its events carry.
func (n *Network) Now() time.Duration {
	n.lock()
	defer n.mu.Unlock()
	return n.now()
}

func (n *Network) now() time.Duration { return time.Since(n.epoch) }

// Close ends the network: every pending and later call on its connections,
// listeners and sockets fails with net.ErrClosed, and nothing that was under
// way arrives.
func (n *Network) Close() error {
	n.enter()
	defer n.leave()
	if n.closed {
		return fmt.Errorf("netem: close of a network: %w", net.ErrClosed)
	}
	n.shut()
	return nil
}

// shut ends the network, and wakes everybody for it.
func (n *Network) shut() {
	n.closed = true
	n.events.stop()
	for _, h := range n.order {
		h.wakeAll()
	}
	n.events.flush.wakeAll()
}

// enter takes the lock and brings the network up to date. It returns the time.
func (n *Network) enter() time.Duration {
	n.lock()
	return n.catchUp()
}

// catchUp handles what is due by now. In virtual time that is little: the
// timer has been there before. In real time the timer is late.
func (n *Network) catchUp() time.Duration {
	now := n.now()
	if n.events.due(now) && n.events.spin.err == nil {
		n.events.run(now)
	}
	n.events.clock = now
	return now
}

// leave sets the timer, tells the observers and releases the lock.
func (n *Network) leave() {
	n.settle()
	n.mu.Unlock()
}

// settle finishes a stretch of work: packets that take no time are delivered,
// the timer is set, observers are told. It reports whether anything may have
// changed meanwhile.
func (n *Network) settle() bool {
	changed := n.direct.count > 0
	n.drain(n.events.clock)
	n.events.arm()
	return n.tell() || changed
}

// wait blocks until w is woken and returns the time. It may return early: the
// caller checks again what it waits for.
func (n *Network) wait(w *waiter) time.Duration {
	if !n.settle() {
		w.waiting++
		w.cond.Wait() // whoever wakes us takes us off
	}
	return n.catchUp()
}

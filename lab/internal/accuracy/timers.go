package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"rttlab/netem"
)

// timerClaims are about how long TCP waits for an answer that does not come.
func timerClaims() ([]claim, error) {
	var all []claim
	for _, c := range []struct {
		what, source, want string
		cfg                netem.Config
		measure            func(*wire) (time.Duration, error)
	}{
		// SYNs at 0, 1, 3, 7, 15, 31 and 63 s, and as long again as the last.
		{"a dial gives up when nothing arrives", "Linux, tcp_syn_retries 6", "127.0 s", netem.Config{}, (*wire).dialForNothing},
		{"a dial whose first SYN is lost, round trip 0.23 s", "RFC 6298 §2", "1.2 s", netem.Config{}, (*wire).dialTwice},
		// 0.2 s, doubled nine times, and six times the cap of 120 s.
		{"a write gives up when nothing arrives any more", "Linux, tcp_retries2 15", "924.6 s", netem.Config{}, (*wire).writeForNothing},
		// 7200 s of silence and nine probes 75 s apart.
		{
			"keepalive finds a dead peer", "Linux, tcp_keepalive_time, _intvl, _probes", "7875.0 s",
			netem.Config{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}},
			(*wire).readForNothing,
		},
	} {
		w, err := newWire(c.cfg)
		if err != nil {
			return nil, err
		}
		took, err := c.measure(w)
		w.close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.what, err)
		}
		all = append(all, claim{c.what, c.source, c.want, fmt.Sprintf("%.1f s", took.Seconds())})
	}
	return all, nil
}

// errSucceeded is what goes wrong where failing is right.
var errSucceeded = errors.New("it succeeds")

// wire is two hosts with nothing between them, that can be cut. A round trip of
// no time leaves the retransmission timeout at its floor.
type wire struct {
	net            *netem.Network
	client, server *netem.Host
	listener       net.Listener
}

func newWire(cfg netem.Config) (*wire, error) {
	n := netem.New(cfg)
	w := &wire{net: n, client: n.Host("client", netem.Link{}), server: n.Host("server", netem.Link{})}
	var err error
	w.listener, err = w.server.Listen("tcp", ":80")
	return w, err
}

func (w *wire) close() { w.net.Close() }

// cut has every packet lost from now on.
func (w *wire) cut() error { return w.net.Path(w.client, w.server, netem.Path{Loss: 1}) }

func (w *wire) dial() (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), virtualLimit)
	defer cancel()
	return w.client.DialContext(ctx, "tcp", "server:80")
}

func (w *wire) dialForNothing() (time.Duration, error) {
	if err := w.cut(); err != nil {
		return 0, err
	}
	start := time.Now()
	if _, err := w.dial(); err == nil {
		return 0, errSucceeded
	}
	return time.Since(start), nil
}

func (w *wire) dialTwice() (time.Duration, error) {
	if err := w.cut(); err != nil {
		return 0, err
	}
	heal := time.AfterFunc(500*time.Millisecond+7, func() {
		_ = w.net.Path(w.client, w.server, netem.Path{RTT: 230 * time.Millisecond}) // a valid path
	})
	defer heal.Stop()
	start := time.Now()
	_, err := w.dial()
	return time.Since(start), err
}

func (w *wire) writeForNothing() (time.Duration, error) {
	return w.cutOff(func(c net.Conn) error {
		if _, err := c.Write([]byte{1}); err != nil {
			return err // too early, as the time shows
		}
		_, err := c.Read(make([]byte, 1))
		return err
	})
}

func (w *wire) readForNothing() (time.Duration, error) {
	return w.cutOff(func(c net.Conn) error {
		_, err := c.Read(make([]byte, 1))
		return err
	})
}

// cutOff says how long f takes to fail on a connection that is cut.
func (w *wire) cutOff(f func(net.Conn) error) (time.Duration, error) {
	c, err := w.dial()
	if err != nil {
		return 0, err
	}
	if err := w.cut(); err != nil {
		return 0, err
	}
	start := time.Now()
	if err := f(c); err == nil {
		return 0, errSucceeded
	}
	return time.Since(start), nil
}

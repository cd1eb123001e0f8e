package netem_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// world is two hosts and what runs on them. Everything that runs ends by itself
// when something goes wrong, in time: nobody closes the network for it.
type world struct {
	net            *netem.Network
	client, server *netem.Host
	serving        sync.WaitGroup
}

// serve runs handle for every connection until the listener is closed.
func (w *world) serve(handle func(net.Conn)) (stop func(), err error) {
	ln, err := w.server.Listen("tcp", ":80")
	if err != nil {
		return nil, err
	}
	w.serving.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			w.serving.Go(func() {
				defer c.Close()
				handle(c)
			})
		}
	})
	return func() { ln.Close() }, nil
}

// dial connects, and has the connection closed when ctx ends.
func (w *world) dial(ctx context.Context, use func(*netem.Conn) error) error {
	c, err := w.client.DialContext(ctx, "tcp", "server:80")
	if err != nil {
		return err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	return use(c.(*netem.Conn))
}

func echo(c net.Conn) { _, _ = io.Copy(c, c) }

// pings sends a byte and waits for it.
func pings(c net.Conn, times int, pause time.Duration) error {
	for range times {
		if _, err := c.Write([]byte("x")); err != nil {
			return err
		}
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			return err
		}
		time.Sleep(pause)
	}
	return nil
}

// programs are small exchanges, each with a client that says whether all went
// well.
var programs = map[string]func(ctx context.Context, w *world) error{
	"echo": func(ctx context.Context, w *world) error {
		stop, err := w.serve(echo)
		if err != nil {
			return err
		}
		defer stop()
		return w.dial(ctx, func(c *netem.Conn) error { return pings(c, 5, 0) })
	},
	"keep-alive idle": func(ctx context.Context, w *world) error {
		stop, err := w.serve(echo)
		if err != nil {
			return err
		}
		defer stop()
		return w.dial(ctx, func(c *netem.Conn) error { return pings(c, 2, 40*time.Second) })
	},
	"waits for an answer": func(ctx context.Context, w *world) error {
		stop, err := w.serve(func(c net.Conn) {
			time.Sleep(time.Minute)
			_, _ = c.Write([]byte("x"))
		})
		if err != nil {
			return err
		}
		defer stop()
		return w.dial(ctx, func(c *netem.Conn) error {
			_, err := io.ReadFull(c, make([]byte, 1))
			return err
		})
	},
	"bulk and half-close": func(ctx context.Context, w *world) error {
		const size = 100_000
		stop, err := w.serve(func(c net.Conn) {
			if n, err := io.Copy(io.Discard, c); err == nil {
				_, _ = c.Write(make([]byte, n))
			}
		})
		if err != nil {
			return err
		}
		defer stop()
		return w.dial(ctx, func(c *netem.Conn) error {
			if _, err := c.Write(make([]byte, size)); err != nil {
				return err
			}
			if err := c.CloseWrite(); err != nil {
				return err
			}
			_, err := io.ReadFull(c, make([]byte, size))
			return err
		})
	},
	"many dials": func(ctx context.Context, w *world) error {
		stop, err := w.serve(echo)
		if err != nil {
			return err
		}
		defer stop()
		errs := make(chan error)
		for range 5 {
			go func() {
				var err error
				for i := 0; i < 3 && err == nil; i++ {
					err = w.dial(ctx, func(c *netem.Conn) error { return pings(c, 1, 0) })
				}
				errs <- err
			}()
		}
		for range 5 {
			err = errors.Join(err, <-errs)
		}
		return err
	},
	"datagrams": func(ctx context.Context, w *world) error {
		pc, err := w.server.ListenPacket("udp", ":53")
		if err != nil {
			return err
		}
		defer pc.Close()
		w.serving.Go(func() {
			buf := make([]byte, 100)
			for {
				n, from, err := pc.ReadFrom(buf)
				if err != nil {
					return
				}
				_, _ = pc.WriteTo(buf[:n], from)
			}
		})
		c, err := w.client.DialContext(ctx, "udp", "server:53")
		if err != nil {
			return err
		}
		defer c.Close()
		defer context.AfterFunc(ctx, func() { c.Close() })()
		if err := c.SetReadDeadline(time.Now().Add(2 * time.Second)); err != nil {
			return err
		}
		return pings(c, 10, 0)
	},
}

// faults are what may happen, and what the client is told, if it notices.
var faults = map[string]struct {
	strike func(w *world, cancel context.CancelFunc)
	errors []error
}{
	"link down": {
		func(w *world, _ context.CancelFunc) { w.server.Down() },
		[]error{syscall.ETIMEDOUT, os.ErrDeadlineExceeded},
	},
	"link down for a second": {
		func(w *world, _ context.CancelFunc) {
			w.server.Down()
			time.Sleep(time.Second)
			w.server.Up()
		},
		[]error{os.ErrDeadlineExceeded},
	},
	"everything lost": {
		func(w *world, _ context.CancelFunc) {
			_ = w.net.Path(w.client, w.server, netem.Path{RTT: 20 * ms, Loss: 1})
		},
		[]error{syscall.ETIMEDOUT, os.ErrDeadlineExceeded},
	},
	"server crashed": {
		func(w *world, _ context.CancelFunc) { w.server.Crash() },
		[]error{syscall.ETIMEDOUT, os.ErrDeadlineExceeded, syscall.EHOSTDOWN},
	},
	"server restarted": {
		func(w *world, _ context.CancelFunc) { w.server.Crash(); w.server.Up() },
		[]error{syscall.ECONNRESET, syscall.ECONNREFUSED, os.ErrDeadlineExceeded},
	},
	"client crashed": {
		func(w *world, _ context.CancelFunc) { w.client.Crash() },
		[]error{syscall.EHOSTDOWN},
	},
	"network closed": {
		func(w *world, _ context.CancelFunc) { _ = w.net.Close() },
		[]error{net.ErrClosed},
	},
	"context canceled": {
		func(_ *world, cancel context.CancelFunc) { cancel() },
		[]error{context.Canceled, net.ErrClosed},
	},
}

// play plays a program with a fault at an instant and gives what the client
// says, and how long it took.
func play(t *testing.T, program func(context.Context, *world) error, at time.Duration, strike func(*world, context.CancelFunc)) (took time.Duration, err error) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		link := netem.Link{Down: 10 * netem.Mbps, Up: netem.Mbps}
		w := &world{net: n, client: n.Host("client", link), server: n.Host("server", netem.Link{})}
		require.NoError(t, n.Path(w.client, w.server, netem.Path{RTT: 20 * ms}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if strike != nil {
			w.serving.Go(func() {
				time.Sleep(at)
				strike(w, cancel)
			})
		}
		start := time.Now()
		err = program(ctx, w)
		took = time.Since(start)
		w.serving.Wait()
		require.Less(t, time.Since(start), 20*time.Minute)
		require.Zero(t, netem.Strangers(n))
		spun := n.Err()
		require.NoError(t, spun)
		if !errors.Is(n.Close(), net.ErrClosed) {
			require.ErrorIs(t, n.Close(), net.ErrClosed)
		}
	})
	return took, err
}

// Whatever happens at whatever instant, everything ends: nothing panics or
// spins, no goroutine is left (the bubble would not end), and the client's error
// says what has happened.
func TestKill(t *testing.T) {
	const instants = 200
	for name, program := range programs {
		whole := func() time.Duration {
			took, err := play(t, program, 0, nil)
			require.NoError(t, err, name)
			return took
		}()
		for what, fault := range faults {
			t.Run(name+", "+what, func(t *testing.T) {
				random := rand.New(rand.NewPCG(1, 2))
				noticed := 0
				for range instants {
					at := time.Duration(random.Int64N(int64(whole)))
					_, err := play(t, program, at, fault.strike)
					if err == nil {
						continue
					}
					noticed++
					named := false
					for _, target := range fault.errors {
						named = named || errors.Is(err, target)
					}
					require.True(t, named, "at %v: %v", at, err)
				}
				if what != "link down for a second" {
					require.Greater(t, noticed, instants/4, fmt.Sprint("whole: ", whole))
				}
			})
		}
	}
}

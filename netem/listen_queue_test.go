package netem_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// A listener that nobody accepts from holds one connection more than its
// backlog of 4096 (sk_acceptq_is_full asks whether there are more). The next
// SYN is dropped, and succeeds when it is sent again a second later.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: ms})
		ln, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		for range 4097 {
			_, err := a.Dial("tcp", "server.example:80")
			require.NoError(t, err)
		}
		time.Sleep(ms)
		ctx, cancel := context.WithTimeout(t.Context(), 500*ms)
		defer cancel()
		_, err = a.DialContext(ctx, "tcp", "server.example:80")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		time.AfterFunc(500*ms, func() { ln.Accept() })
		start := time.Now()
		_, err = a.Dial("tcp", "server.example:80")
		require.NoError(t, err)
		require.Equal(t, 1001*ms, time.Since(start).Truncate(10*time.Microsecond))
	})
}

// Handshakes under way take no room in the backlog: 10,000 dials at once take
// one round trip, and all are accepted when their ACKs are there.
func TestManyDialsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 10 * ms})
		ln, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		const count = crowd
		start := time.Now()
		took, accepted := make(chan time.Duration, count), make(chan time.Duration, count)
		go func() {
			for range count {
				ln.Accept()
				accepted <- time.Since(start)
			}
		}()
		for range count {
			go func() {
				_, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				took <- time.Since(start)
			}()
		}
		for range count {
			require.Equal(t, 10*ms+time.Microsecond, <-took)
			require.Equal(t, 15*ms+time.Microsecond, <-accepted)
		}
	})
}

// When nobody accepts, the ACKs of handshakes that were under way find the
// backlog full: they are dropped, and the connections stand when the SYN-ACKs
// have come again and there is room (tcp_v4_syn_recv_sock). The dialler knows
// nothing of it.
func TestBacklogDropsACKs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 10 * ms})
		ln, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		const count = 4097 + 3
		dialled := make(chan net.Conn, count)
		start := time.Now()
		for range count {
			go func() {
				c, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				dialled <- c
			}()
		}
		for range count {
			<-dialled
		}
		time.Sleep(500*ms - time.Since(start) + 1)
		for range 4097 {
			_, err := ln.Accept()
			require.NoError(t, err)
		}
		require.Equal(t, 500*ms, time.Since(start).Truncate(ms), "they were there")
		for range 3 {
			_, err := ln.Accept()
			require.NoError(t, err)
		}
		// The SYN-ACK leaves at 5 ms, and again a second later.
		require.Equal(t, 1015*ms, time.Since(start).Truncate(ms))
	})
}

// A RST ends a handshake also when the backlog is full: its SYN-ACK does not come
// again.
func TestResetBeforeAFullBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 10 * ms})
		_, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		const count = 4097 + 1
		dialled := make(chan net.Conn, count)
		for range count {
			go func() {
				c, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				dialled <- c
			}()
			time.Sleep(time.Microsecond) // so that they are through one after the other
		}
		var last net.Conn
		for range count {
			last = <-dialled
		}
		time.Sleep(20 * ms)
		again := 0
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Sent && e.Segment.Flags&netem.SYN != 0 {
				again++
			}
		})
		require.NoError(t, last.(*netem.Conn).SetLinger(0))
		require.NoError(t, last.Close())
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Zero(t, again)
	})
}

// A server that hung up first is in TIME-WAIT for a minute. A new connection
// from the same port takes its place at once: the client's ports have all been
// used in between, or, as here, the client has been started anew.
func TestDialIntoTimeWait(t *testing.T) {
	for _, tc := range []struct {
		name string
		tcp  netem.TCP
		sent int
		want time.Duration
	}{
		{"timestamps", netem.TCP{}, 1, 20 * ms},
		{"sequence numbers", netem.TCP{NoTimestamps: true}, 1, 20 * ms},
		// Sent faster than sequence numbers count: a challenge ACK, a RST, and the SYN
		// after 8 ms again.
		{"sequence numbers overtaken", netem.TCP{NoTimestamps: true, InitialWindow: 3000}, 3_000_000, 48 * ms},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := netem.New(netem.Config{TCP: tc.tcp})
				defer n.Close()
				a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
				require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
				ln, err := b.Listen("tcp", ":80")
				require.NoError(t, err)
				go func() {
					for {
						s, err := ln.Accept()
						if err != nil {
							return
						}
						io.ReadFull(s, make([]byte, tc.sent))
						s.Close()
					}
				}()
				var port net.Addr
				for range 2 {
					start := time.Now()
					c, err := a.Dial("tcp", "b:80")
					require.NoError(t, err)
					took := time.Since(start).Truncate(ms)
					if port == nil {
						port = c.LocalAddr()
					} else {
						require.Equal(t, port, c.LocalAddr())
						require.Equal(t, tc.want, took)
					}
					_, err = c.Write(make([]byte, tc.sent))
					require.NoError(t, err)
					_, err = io.Copy(io.Discard, c)
					require.NoError(t, err)
					require.NoError(t, c.Close())
					time.Sleep(50 * ms)
					netem.ForgetPorts(a)
				}
			})
		})
	}
}

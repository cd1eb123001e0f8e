package netem_test

import (
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Deadlines in virtual time: exact, sticky, moved while somebody waits.
func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{Down: netem.Mbps}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		buf := make([]byte, 10)
		start := time.Now()
		read := func() time.Duration {
			_, err := c.Read(buf)
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
			return time.Since(start).Truncate(10 * time.Microsecond)
		}
		require.NoError(t, c.SetReadDeadline(start.Add(50*ms)))
		require.Equal(t, 50*ms, read())
		require.Equal(t, 50*ms, read(), "it stays")

		require.NoError(t, c.SetReadDeadline(start.Add(100*ms)))
		time.AfterFunc(30*ms+500, func() { c.SetReadDeadline(start.Add(90 * ms)) })
		require.Equal(t, 90*ms, read(), "moved nearer while waiting")

		require.NoError(t, c.SetReadDeadline(start.Add(100*ms)))
		time.AfterFunc(5*ms+500, func() { c.SetReadDeadline(start.Add(200 * ms)) })
		require.Equal(t, 200*ms, read(), "moved away while waiting: the old timer means nothing")

		require.NoError(t, c.SetReadDeadline(time.Time{}))
		time.AfterFunc(50*ms+500, func() { c.SetReadDeadline(time.Unix(1, 0)) })
		require.Equal(t, 250*ms, read(), "the past wakes who waits")

		_, err := s.Write(buf)
		require.NoError(t, err)
		time.Sleep(50 * ms)
		require.Equal(t, 300*ms, read(), "the past fails even when there is data")
		require.NoError(t, c.SetReadDeadline(time.Time{}))
		_, err = c.Read(buf)
		require.NoError(t, err)
	})
}

// Every goroutine that waits is woken, readers and writers.
func TestDeadlineWakesEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, _ := connect(t, a, b)
		errs := make(chan error)
		for range 3 {
			go func() {
				_, err := c.Read(make([]byte, 1))
				errs <- err
			}()
			go func() {
				var err error
				for err == nil {
					_, err = c.Write(make([]byte, 1<<20)) // nobody reads
				}
				errs <- err
			}()
		}
		time.Sleep(time.Second)
		require.NoError(t, c.SetDeadline(time.Now().Add(time.Second)))
		for range 6 {
			require.ErrorIs(t, <-errs, os.ErrDeadlineExceeded)
		}
		require.NoError(t, c.SetDeadline(time.Time{}))
		c.SetLinger(0)
		c.Close()
	})
}

// A peer that does not read stops the writer, and reading lets it go on: the
// send buffer is bounded.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		const size = 64 << 20
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, err := c.Write(make([]byte, size))
			require.NoError(t, err)
			require.NoError(t, c.Close())
		}()
		time.Sleep(10 * time.Second)
		select {
		case <-done:
			t.Fatal("64 MiB were written and nobody read")
		default:
		}
		total, buf := 0, make([]byte, 1<<20)
		for {
			k, err := s.Read(buf)
			total += k
			if err != nil {
				break
			}
		}
		require.Equal(t, size, total)
		<-done
	})
}

// Closing a network fails everything that waits on it.
func TestNetworkClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 20 * ms}))
		c, s := connect(t, a, b)
		ln, err := b.Listen("tcp", ":1")
		require.NoError(t, err)
		pc, err := b.ListenPacket("udp", ":1")
		require.NoError(t, err)
		b.Down()
		errs := make(chan error)
		for _, f := range []func() error{
			func() error { _, err := c.Read(make([]byte, 1)); return err },
			func() error { _, err := s.Read(make([]byte, 1)); return err },
			func() error { _, err := ln.Accept(); return err },
			func() error { _, _, err := pc.ReadFrom(make([]byte, 1)); return err },
			func() error { _, err := a.Dial("tcp", "b:2"); return err },
		} {
			go func() { errs <- f() }()
		}
		time.Sleep(ms)
		require.NoError(t, n.Close())
		for range 5 {
			require.ErrorContains(t, <-errs, "use of closed network connection")
		}
		_, err = a.Dial("tcp", "b:1")
		require.ErrorContains(t, err, "use of closed network connection")
	})
}

// Closing a listener resets who was not accepted. A dial whose SYN-ACK is on
// its way succeeds first; one whose SYN is gets refused.
func TestListenerCloseResets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		ln, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		established, err := a.Dial("tcp", "server.example:80")
		require.NoError(t, err)
		time.Sleep(20 * ms)
		type result struct {
			c   net.Conn
			err error
		}
		answered, asked := make(chan result), make(chan result)
		dial := func(to chan result) {
			c, err := a.Dial("tcp", "server.example:80")
			to <- result{c, err}
		}
		go dial(answered)
		time.Sleep(10*ms + 500*time.Microsecond)
		go dial(asked)
		time.Sleep(ms)
		require.NoError(t, ln.Close())

		_, err = established.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNRESET)
		r := <-answered
		require.NoError(t, r.err)
		_, err = r.c.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNRESET)
		require.ErrorIs(t, (<-asked).err, syscall.ECONNREFUSED)
	})
}

// A deadline that is further away than a time.Duration reaches is none.
func TestDeadlineFarAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		c, s := connect(t, a, b)
		u, err := b.ListenPacket("udp", ":9")
		require.NoError(t, err)
		ln, err := b.ListenTCP("tcp", ":80")
		require.NoError(t, err)
		for _, year := range []int{2292, 2500, 9999, 292277000000} {
			far := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			require.NoError(t, c.SetDeadline(far))
			require.NoError(t, u.SetDeadline(far))
			require.NoError(t, ln.SetDeadline(far))
			_, err := s.Write([]byte("x"))
			require.NoError(t, err)
			_, err = c.Read(make([]byte, 1))
			require.NoError(t, err, year)
			_, err = u.WriteTo([]byte("x"), u.LocalAddr())
			require.NoError(t, err, year)
			_, _, err = u.ReadFrom(make([]byte, 1))
			require.NoError(t, err, year)
			go func() {
				d, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				require.NoError(t, d.Close())
			}()
			d, err := ln.Accept()
			require.NoError(t, err, year)
			require.NoError(t, d.Close())
		}
		require.Less(t, n.Now(), time.Second)
	})
}

// A deadline that has passed when it is set is done with: it leaves no event
// behind. With one, whoever entered next would handle it, and if what that woke
// took a place in an order, others would move.
func TestDeadlineThatHasPassedLeavesNothing(t *testing.T) {
	for _, past := range []struct {
		name string
		when func() time.Time
	}{
		{"now", time.Now},
		{"long ago", func() time.Time { return time.Unix(1, 0) }},
		{"just now", func() time.Time { return time.Now().Add(-1) }},
	} {
		t.Run(past.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
				c, _ := connect(t, a, b)
				u, err := b.ListenPacket("udp", ":9")
				require.NoError(t, err)
				ln, err := b.ListenTCP("tcp", ":80")
				require.NoError(t, err)
				errs := make(chan error)
				go func() { _, err := c.Read(make([]byte, 1)); errs <- err }()
				go func() { _, _, err := u.ReadFrom(make([]byte, 1)); errs <- err }()
				go func() { _, err := ln.Accept(); errs <- err }()
				time.Sleep(time.Second)
				a.Counts() // has what is due handled
				before := n.Pending()
				require.NoError(t, c.SetReadDeadline(past.when()))
				require.NoError(t, u.SetReadDeadline(past.when()))
				require.NoError(t, ln.SetDeadline(past.when()))
				require.Equal(t, before, n.Pending())
				for range 3 {
					require.ErrorIs(t, <-errs, os.ErrDeadlineExceeded)
				}
			})
		})
	}
}

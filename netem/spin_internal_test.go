package netem

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// stuck is a connection's timer, gone wrong: it is due again at once.
type stuck struct{ fired int }

func (s *stuck) fire(now time.Duration) time.Duration {
	s.fired++
	return now
}

// A source that is always due ends the network, too, after so many events. It is
// named.
func TestSpinOfASource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{})
		h := n.Host("a", Link{})
		waiting, err := h.ListenPacket("udp", ":7")
		require.NoError(t, err)
		var s stuck
		var due source
		n.enter()
		n.events.add(&due, classTimer, &s)
		n.events.schedule(&due, time.Second)
		n.leave()
		_, _, err = waiting.ReadFrom(nil)
		require.EqualError(t, err, "read udp 10.0.0.1:7: netem closed the network: more than 1000000 events at 1s, and no time passed: *netem.stuck")
		require.Equal(t, maxEvents, s.fired)
	})
}

// Every kind of source has a name by which a user knows it.
func TestSourcesAreNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{})
		defer n.Close()
		a, b := n.Host("a", Link{Up: Mbps}), n.Host("b", Link{})
		s, err := a.ListenPacket("udp", ":7")
		require.NoError(t, err)
		l, err := b.Listen("tcp", ":80")
		require.NoError(t, err)
		c, err := a.Dial("tcp", "b:80")
		require.NoError(t, err)
		conn, _ := c.(*Conn)
		describe := func(s *source) string {
			n.mu.Lock()
			defer n.mu.Unlock()
			return s.describe()
		}
		ends := fmt.Sprintf("from a:%d (10.0.0.1) to b:80 (10.0.0.2)", conn.port)
		require.Equal(t, "the timer of the connection "+ends, describe(&conn.source))
		require.Equal(t, "the deadline of the socket a:7 (10.0.0.1)", describe(&s.(*PacketConn).source))
		require.Equal(t, "the deadline of the listener b:80 (10.0.0.2)", describe(&l.(*Listener).source))
		require.Equal(t, "the link a down", describe(&a.down.source))
		_, err = c.Write([]byte("hello"))
		require.NoError(t, err)
		require.Equal(t, "the writes of the connection "+ends, describe(&n.events.flush.source))
		time.Sleep(2 * time.Microsecond)
		require.Equal(t, "packets of tcp "+ends+" on the link a up", describe(&a.up.source))
	})
}

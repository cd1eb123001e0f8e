package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// silence loses every segment after the first n.
func silence(n int) func(*Segment) bool {
	return func(*Segment) bool {
		n--
		return n < 0
	}
}

// times collects when a segment that match likes leaves.
func (l *lab) times(match func(from string, s *Segment) bool) *[]time.Duration {
	var at []time.Duration
	l.trace = func(now time.Duration, from string, s *Segment, _ bool) {
		if match(from, s) {
			at = append(at, now)
		}
	}
	return &at
}

func seconds(s ...float64) []time.Duration {
	d := make([]time.Duration, len(s))
	for i, v := range s {
		d[i] = time.Duration(v * float64(time.Second))
	}
	return d
}

// tcp_syn_retries 6: 1+2+4+8+16+32+64 = 127 s.
func TestSYNGivesUp(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{drop: silence(0)}, link{})
	syns := l.times(func(string, *Segment) bool { return true })
	l.run(time.Hour, nil)
	require.Equal(t, seconds(0, 1, 3, 7, 15, 31, 63), *syns)
	require.Equal(t, 127*time.Second, l.now)
	require.ErrorIs(t, l.client.conn.Err(), ErrTimeout)
}

// tcp_synack_retries 5: 1+2+4+8+16+32 = 63 s.
func TestSYNACKGivesUp(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{drop: silence(1)}, link{drop: silence(0)})
	answers := l.times(func(from string, _ *Segment) bool { return from == "server" })
	l.run(70*time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Closed })
	require.Equal(t, seconds(0, 1, 3, 7, 15, 31), *answers)
	require.Equal(t, 63*time.Second, l.now)
}

// A connection whose first SYN is lost takes a second more: 1.23 s at 230 ms.
func TestFirstSYNLost(t *testing.T) {
	lost := false
	path := link{delay: 115 * time.Millisecond}
	up := path
	up.drop = func(*Segment) bool {
		first := !lost
		lost = true
		return first
	}
	l := newLab(&Config{}, &Config{}, up, path)
	require.True(t, l.run(time.Minute, func() bool { return l.client.conn.State() == Established }))
	require.Equal(t, 1230*time.Millisecond, l.now)
}

// tcp_retries2 15: 0.2 s doubling ten times, then 120 s six times: 924.6 s.
func TestEstablishedGivesUp(t *testing.T) {
	require.Equal(t, 924600*time.Millisecond, giveUpAfter(minRTO, retries2))

	l := newLab(&Config{}, &Config{}, link{drop: silence(2)}, link{})
	l.run(time.Second, nil)
	start := l.now
	l.client.conn.Write([]byte("lost"))
	sent := l.times(func(from string, s *Segment) bool { return from == "client" && len(s.Data) > 0 })
	l.client.pump()
	*sent = (*sent)[1:] // the first time
	l.run(time.Hour, func() bool { return l.client.conn.State() == Closed })
	require.ErrorIs(t, l.client.conn.Err(), ErrTimeout)
	require.Len(t, *sent, 16) // a tail loss probe and 15 retransmissions
	require.Equal(t, 924600*time.Millisecond, l.now-start)
}

// 2 h of silence, 9 probes 75 s apart: 7875 s.
func TestKeepAliveGivesUp(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{drop: silence(2)}, link{})
	l.client.conn.SetKeepAlive(0, &KeepAlive{})
	probes := l.times(func(from string, s *Segment) bool { return from == "client" && s.Probe })
	l.run(3*time.Hour, nil)
	require.Len(t, *probes, 9)
	require.Equal(t, 7200*time.Second, (*probes)[0])
	require.Equal(t, 7875*time.Second, l.now)
	require.ErrorIs(t, l.client.conn.Err(), ErrTimeout)
}

// Probes do not give up a peer to which something is being sent again: that is
// the retransmission timer's to do.
func TestKeepAliveLeavesRetransmissionsAlone(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{drop: silence(2)}, link{})
	l.client.conn.SetKeepAlive(0, &KeepAlive{Idle: time.Second, Interval: time.Second, Count: 1})
	l.run(500*time.Millisecond, nil)
	l.client.conn.Write([]byte("lost"))
	start := l.now
	l.client.pump()
	l.run(time.Hour, func() bool { return l.client.conn.State() == Closed })
	require.Equal(t, 924600*time.Millisecond, l.now-start)
}

// A peer that answers its probes stays.
func TestKeepAliveKeeps(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{delay: time.Millisecond}, link{delay: time.Millisecond})
	l.client.conn.SetKeepAlive(0, &KeepAlive{Idle: time.Minute, Interval: time.Second, Count: 2})
	l.run(time.Hour, nil)
	require.Equal(t, Established, l.client.conn.State())
}

// What the reader does not take closes the window; probes find it open again
// even when the window update is lost.
func TestZeroWindowIsProbed(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	update := false
	up := path
	up.drop = func(*Segment) bool { return update }
	l := newLab(&Config{ReceiveBuffer: 8000}, &Config{}, up, path)
	l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established })
	l.server.app = writeAll(make([]byte, 40_000), nil)
	l.server.pump()
	probes := l.times(func(from string, s *Segment) bool { return from == "server" && s.Probe })
	l.run(30*time.Second, nil)
	require.Equal(t, 8000, l.client.conn.Readable())
	require.GreaterOrEqual(t, len(*probes), 5)
	require.Less(t, len(*probes), 10)

	got := 0
	buf := make([]byte, 100_000)
	update = true // lose the update
	got += l.client.conn.Read(l.now, buf)
	l.client.pump()
	update = false
	l.client.app = func(now time.Duration, c *Conn) { got += c.Read(now, buf) }
	require.True(t, l.run(3*time.Minute, func() bool { return got == 40_000 }))
}

// TIME-WAIT lasts 60 s at the side that closed first; a socket that was closed
// waits 60 s for the peer's FIN.
func TestTimeWait(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{}, &Config{}, path, path)
	established := func() bool { return l.server.conn != nil && l.server.conn.State() == Established }
	require.True(t, l.run(time.Second, established))
	start := l.now
	l.client.conn.Close(l.now)
	l.client.pump()
	l.run(start+time.Second, nil)
	require.Equal(t, FinWait2, l.client.conn.State())
	require.Equal(t, CloseWait, l.server.conn.State())
	require.True(t, l.server.conn.EOF())
	l.server.conn.Close(l.now)
	l.server.pump()
	l.run(start+50*time.Second, nil)
	require.Equal(t, TimeWait, l.client.conn.State())
	require.Equal(t, Closed, l.server.conn.State())
	require.Zero(t, l.server.conn.Err())
	l.run(start+62*time.Second, nil)
	require.Equal(t, Closed, l.client.conn.State())
	require.NoError(t, l.client.conn.Err())
}

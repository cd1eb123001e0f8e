package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sizes are the payloads of the segments that are ready.
func sizes(c *Conn, now time.Duration) (all []int) {
	var s Segment
	for c.Next(now, &s) {
		if len(s.Data) > 0 {
			all = append(all, len(s.Data))
		}
	}
	return all
}

// What net/http's server does: a buffer of 4096 bytes and then the rest. Linux
// sends 1448, 1448 and 1200 bytes for the first of them.
func TestWritesEndInASmallSegment(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{delay: time.Millisecond}, link{delay: time.Millisecond})
	require.True(t, l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established }))
	c := l.server.conn
	c.Write(make([]byte, 4096))
	c.Write(make([]byte, 100_000))
	require.Equal(t, []int{1448, 1448, 1200, 1448, 1448, 1448, 1448, 1448, 1448, 1448}, sizes(c, l.now))
}

// A write that has to wait for the window is joined with what follows it, and
// writes of less than a segment are joined with each other.
func TestWritesAreJoined(t *testing.T) {
	l := newLab(&Config{InitialWindow: 2}, &Config{InitialWindow: 2}, link{delay: time.Millisecond}, link{delay: time.Millisecond})
	require.True(t, l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established }))
	c := l.server.conn
	for range 8 {
		c.Write(make([]byte, 181))
	}
	require.Equal(t, []int{1448}, sizes(c, l.now))
	c.Write(make([]byte, 4096))
	require.Equal(t, []int{1448}, sizes(c, l.now))
	c.Write(make([]byte, 4096))
	require.Empty(t, sizes(c, l.now))
	require.Empty(t, c.edges)
	require.EqualValues(t, 1+8*181+2*4096, c.edge(c.out.end), "one stream, without an edge")
}

// A SYN that is plainly newer than a connection in TIME-WAIT takes its place.
// Timestamps tell; without them the initial sequence numbers, which count
// 15.625 steps a microsecond and may have been overtaken by the bytes that came.
func TestTimeWaitMakesWay(t *testing.T) {
	const start = time.Second
	for _, tc := range []struct {
		name string
		ts   bool
		syn  Segment
		at   time.Duration // since the first SYN came
		want bool
	}{
		{"a newer timestamp", true, Segment{Flags: SYN, TS: true, TSVal: start + 1}, time.Microsecond, true},
		{"the same timestamp, and too soon", true, Segment{Flags: SYN, TS: true, TSVal: start}, time.Microsecond, false},
		{"the same timestamp, long after", true, Segment{Flags: SYN, TS: true, TSVal: start}, time.Second, true},
		{"timestamps no longer", true, Segment{Flags: SYN}, time.Microsecond, false},
		{"no timestamps: 15624 steps", false, Segment{Flags: SYN}, 999940 * time.Nanosecond, false},
		{"no timestamps: 15627 steps", false, Segment{Flags: SYN}, 1000128 * time.Nanosecond, true},
		{"with an ACK", true, Segment{Flags: SYN | ACK, TS: true, TSVal: start + 1}, time.Second, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := Server(&Config{}, start, &Segment{Flags: SYN, TS: tc.ts, TSVal: start})
			require.False(t, c.Reusable(start+tc.at, &tc.syn), "not yet in TIME-WAIT")
			c.rcvNxt, c.state = 15625, TimeWait
			require.Equal(t, tc.want, c.Reusable(start+tc.at, &tc.syn))
		})
	}
}

// An answer to a SYN that speaks of another connection is answered with a RST
// for that (RFC 9293 §3.10.7.3), and the SYN comes again after two jiffies.
func TestStaleAckIsReset(t *testing.T) {
	for _, stale := range []Segment{
		{Flags: ACK, Seq: 77, Ack: 1234},
		{Flags: ACK, Seq: 77, Ack: 1},
		{Flags: SYN | ACK, Seq: 0, Ack: 2},
	} {
		c := Client(&Config{}, 0)
		var s Segment
		require.True(t, c.Next(0, &s))
		c.Input(100*time.Millisecond, &stale)
		require.True(t, c.Next(100*time.Millisecond, &s))
		require.Equal(t, Segment{Flags: RST, Seq: stale.Ack}, s)
		require.False(t, c.Next(100*time.Millisecond, &s))
		require.Equal(t, 108*time.Millisecond, c.Deadline())
		c.Timer(108 * time.Millisecond)
		require.True(t, c.Next(108*time.Millisecond, &s))
		require.Equal(t, SYN, s.Flags)
		require.Equal(t, SynSent, c.State())

		c.Input(200*time.Millisecond, &stale) // only the first hastens the SYN
		require.Equal(t, 108*time.Millisecond+2*time.Second, c.Deadline())
	}
	c := Client(&Config{}, 0)
	var s Segment
	require.True(t, c.Next(0, &s))
	c.Input(1, &Segment{Flags: RST | ACK, Ack: 2})
	require.False(t, c.Next(1, &s), "a RST is never answered")
	require.Equal(t, SynSent, c.State())
}

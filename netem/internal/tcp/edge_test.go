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

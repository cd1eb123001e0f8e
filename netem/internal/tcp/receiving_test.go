package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A closed window has one edge, and what lies there is looked at: an ACK there
// counts (RFC 9293 §3.10.7.4).
func TestACKAtAClosedWindow(t *testing.T) {
	l := established(t, &Config{ReceiveBuffer: 1000})
	c := l.server.conn
	c.Write(make([]byte, 10))
	require.Len(t, sizes(c, l.now), 1)
	c.Input(l.now, &Segment{Flags: ACK, Seq: 1, Ack: 1, Window: 1000, Data: make([]byte, 1000), TS: true, TSVal: l.now})
	sizes(c, l.now)
	require.Zero(t, c.windowNow())
	c.Input(l.now, &Segment{Flags: ACK, Seq: c.rcvNxt, Ack: 11, Window: 1000, TS: true, TSVal: l.now})
	require.EqualValues(t, 11, c.sndUna)
}

// Of the duplicate ACKs for a hole the first three leave at once, and the others
// wait for a twentieth of the round trip, up to 1 ms (tcp_comp_sack_delay_ns);
// then one speaks for all.
func TestDuplicateACKsAreCompressed(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	c.ack.quick = 0
	c.win.rtt = 10 * time.Millisecond
	arrive := func(k int64) int {
		c.win.ssthresh = c.win.clamp // a window that grows is announced at once
		c.Input(l.now, &Segment{
			Flags: ACK, Seq: 1 + k*c.mss, Ack: 1, Window: 64 << 10, Data: make([]byte, c.mss),
			TS: true, TSVal: l.now, TSEcr: l.now - 20*time.Millisecond,
		})
		n := 0
		var s Segment
		for c.Next(l.now, &s) {
			n++
		}
		c.ack.quick = 0 // quick ACKs are another rule
		return n
	}
	require.Equal(t, 1, arrive(1), "a quick ACK")
	for k := range int64(3) {
		require.Equal(t, 1, arrive(2+k))
	}
	require.Zero(t, arrive(5))
	require.Zero(t, arrive(6))
	require.Equal(t, l.now+min(time.Millisecond, c.win.rtt/20), c.ack.at)
	l.now = c.ack.at
	c.Timer(l.now)
	var s Segment
	require.True(t, c.Next(l.now, &s))
	require.Equal(t, []Range{{1 + c.mss, 1 + 7*c.mss}}, s.SACK)
	require.False(t, c.Next(l.now, &s))
}

// A delayed ACK that would be due within a quarter of its time leaves with the
// next segment (tcp_send_delayed_ack).
func TestDelayedACKThatIsNearlyDue(t *testing.T) {
	for gap, want := range map[time.Duration]bool{29 * time.Millisecond: false, 31 * time.Millisecond: true} {
		l := established(t, &Config{})
		c := l.server.conn
		arrive := func() bool {
			c.Input(l.now, &Segment{Flags: ACK, Seq: c.rcvNxt, Ack: 1, Window: 64 << 10, Data: make([]byte, 10), TS: true, TSVal: l.now})
			var s Segment
			return c.Next(l.now, &s)
		}
		arrive()
		c.ack.quick, c.ack.pingpong = 0, true
		l.now += time.Second
		require.False(t, arrive())
		require.Equal(t, l.now+atoMin, c.ack.at)
		l.now += gap
		require.Equal(t, want, arrive(), gap)
	}
}

// TIME-WAIT goes on in silence.
func TestCloseInTimeWaitWithData(t *testing.T) {
	l := established(t, &Config{})
	c, s := l.client.conn, l.server.conn
	c.CloseWrite(l.now)
	l.client.pump()
	l.run(l.now+time.Second, nil)
	s.Write([]byte("unread"))
	s.Close(l.now)
	l.server.pump()
	l.run(l.now+time.Second, nil)
	require.Equal(t, TimeWait, c.State())
	require.Equal(t, 6, c.Readable())
	c.Close(l.now)
	require.Equal(t, TimeWait, c.State())
	require.Empty(t, sizes(c, l.now))
	require.NoError(t, c.Err())
}

// Options come in words of four bytes, as tcp_options_write lays them out.
func TestHeader(t *testing.T) {
	two := []Range{{1, 2}, {3, 4}}
	for _, tc := range []struct {
		name string
		s    Segment
		want int
	}{
		{"none", Segment{Flags: ACK}, 20},
		{"timestamps", Segment{Flags: ACK, TS: true}, 20 + 12},
		{"two blocks", Segment{Flags: ACK, SACK: two}, 20 + 4 + 16},
		{"both", Segment{Flags: ACK, TS: true, SACK: two}, 20 + 12 + 4 + 16},
		{"a SYN's MSS and window scale", Segment{Flags: SYN}, 20 + 8},
		{"and SACK-permitted", Segment{Flags: SYN, SACKOK: true}, 20 + 8 + 4},
		{"and timestamps", Segment{Flags: SYN, SACKOK: true, TS: true}, 40},
	} {
		require.Equal(t, tc.want, tc.s.Header(), tc.name)
	}
}

// Only the RST that fits ends TIME-WAIT before its time (tcp_rfc1337 0).
func TestResetInTimeWait(t *testing.T) {
	for offset, want := range map[int64]State{-1: TimeWait, 0: Closed, 1: TimeWait} {
		l := established(t, &Config{})
		c, s := l.client.conn, l.server.conn
		c.Close(l.now)
		l.client.pump()
		l.run(l.now+time.Second, nil)
		s.Close(l.now)
		l.server.pump()
		l.run(l.now+time.Second, nil)
		require.Equal(t, TimeWait, c.State())
		c.Input(l.now, &Segment{Flags: RST, Seq: c.rcvNxt + offset})
		require.Equal(t, want, c.State(), offset)
		require.NoError(t, c.Err())
		require.Empty(t, sizes(c, l.now))
	}
}

// What came long before is reported as a duplicate as well.
func TestOldDuplicateIsReported(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	var got Segment
	for _, seq := range []int64{1, 1001, 1} {
		c.Input(l.now, &Segment{Flags: ACK, Seq: seq, Ack: 1, Window: 65535, Data: make([]byte, 1000), TS: true, TSVal: l.now})
		require.True(t, c.Next(l.now, &got))
	}
	require.Equal(t, []Range{{1, 1001}}, got.SACK)
	require.EqualValues(t, 2001, got.Ack)
}

// Who closes before the handshake is over sends its FIN after it, or, when it has
// heard nothing yet, forgets the connection (RFC 9293 §3.10.4).
func TestCloseBeforeTheHandshakeEnds(t *testing.T) {
	c := Client(&Config{}, 0)
	var s Segment
	require.True(t, c.Next(0, &s))
	c.CloseWrite(0)
	require.Equal(t, Closed, c.State())
	require.False(t, c.Next(0, &s))

	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil })
	l.server.conn.CloseWrite(l.now)
	require.Equal(t, SynReceived, l.server.conn.State())
	l.run(time.Second, nil)
	require.Equal(t, FinWait2, l.server.conn.State())
	require.Equal(t, CloseWait, l.client.conn.State())
}

// A window is opened by a segment at least, where half of the buffer is more
// (RFC 9293 §3.8.6.2.2; __tcp_select_window).
func TestNoSillyWindow(t *testing.T) {
	l := established(t, &Config{ReceiveBuffer: 16000})
	c := l.server.conn
	c.ack.mss = 1448
	c.in.size = 16000 - 1447
	require.Zero(t, c.freeWindow())
	c.in.size = 16000 - 1448
	require.EqualValues(t, 1448, c.freeWindow())
}

package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// RFC 9293 §3.10.7.4, TIME-WAIT: "The only thing that can arrive in this state is
// a retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL
// timeout."
func TestTimeWaitStartsAgain(t *testing.T) {
	l := established(t, &Config{})
	c, s := l.client.conn, l.server.conn
	c.Close(l.now)
	l.client.pump()
	l.run(l.now+100*time.Millisecond, nil)
	s.Close(l.now)
	lost := 0
	l.up.drop = func(*Segment) bool { lost++; return lost <= 2 } // the ACKs of the FIN and of its tail loss probe
	l.server.pump()
	l.run(l.now+10*time.Second, func() bool { return s.State() == Closed })
	require.Equal(t, TimeWait, c.State())
	require.Equal(t, 3, lost)
	last := l.now - 10*time.Millisecond
	l.run(last+60*time.Second-1, nil)
	require.Equal(t, TimeWait, c.State())
	l.run(last+60*time.Second, nil)
	require.Equal(t, Closed, c.State())
}

// Each end probes for itself: a probe of the peer's is answered, but is no sign
// of life (tcp_ack sets rcv_tstamp, and a probe does not get that far).
func TestKeepAliveOfBothEnds(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{delay: 10 * time.Millisecond}, link{delay: 10 * time.Millisecond})
	l.client.conn.SetKeepAlive(0, &KeepAlive{Idle: 10 * time.Second, Interval: 10 * time.Second})
	l.run(time.Second, func() bool { return l.server.conn != nil })
	l.server.conn.SetKeepAlive(l.now, &KeepAlive{Idle: 15 * time.Second, Interval: 15 * time.Second})
	count := map[string]int{}
	l.trace = func(_ time.Duration, from string, s *Segment, _ bool) {
		if s.Probe {
			count[from]++
		}
	}
	l.run(101*time.Second, nil)
	require.Equal(t, map[string]int{"client": 10, "server": 6}, count)
}

// Pure ACKs and SYNs outside the window are answered at most twice a second
// (tcp_invalid_ratelimit), so that two ends that disagree do not answer each other
// for ever. Data always is: its sender needs the ACK.
func TestChallengesAreLimited(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	answers := func(at time.Duration, s Segment) (count int) {
		c.Input(at, &s)
		var out Segment
		for c.Next(at, &out) {
			require.Equal(t, ACK, out.Flags)
			count++
		}
		return count
	}
	ack := Segment{Flags: ACK, Seq: c.rcvNxt + 1<<20, Ack: 1, Window: 1000}
	syn := Segment{Flags: SYN, Seq: 77}
	rst := Segment{Flags: RST, Seq: c.rcvNxt + 1}
	old := Segment{Flags: ACK, Seq: 0, Ack: 1, Window: 1000, Data: make([]byte, 1)}
	require.Equal(t, 1, answers(l.now, ack))
	require.Equal(t, 0, answers(l.now+1, ack))
	require.Equal(t, 0, answers(l.now+1, syn))
	require.Equal(t, 0, answers(l.now+1, rst))
	require.Equal(t, 1, answers(l.now+1, old))
	require.Equal(t, 0, answers(l.now+499*time.Millisecond, ack))
	require.Equal(t, 1, answers(l.now+500*time.Millisecond, ack))
	require.Equal(t, Established, c.State())
}

// A RST that follows on the last of what is held out of order is one of this
// connection (tcp_validate_incoming: "rightmost SACK block").
func TestResetAfterAGap(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	c.Input(l.now, &Segment{Flags: ACK, Seq: c.rcvNxt + 100, Ack: 1, Window: 1000, Data: make([]byte, 100)})
	c.Input(l.now, &Segment{Flags: RST | ACK, Seq: c.rcvNxt + 150, Ack: 1})
	require.Equal(t, Established, c.State())
	c.Input(l.now, &Segment{Flags: RST | ACK, Seq: c.rcvNxt + 200, Ack: 1})
	require.ErrorIs(t, c.Err(), ErrReset)
}

// Nagle's algorithm as Linux has it holds a small segment back while a small one
// is out, not while any is (tcp_nagle_check, "with Minshall's modification").
func TestNagleAfterAFullSegment(t *testing.T) {
	l := established(t, &Config{Nagle: true})
	c := l.server.conn
	c.Write(make([]byte, c.mss+100))
	require.Equal(t, []int{int(c.mss), 100}, sizes(c, l.now))
	c.Write(make([]byte, 10))
	require.Empty(t, sizes(c, l.now))
	c.Write(make([]byte, c.mss))
	require.Equal(t, []int{int(c.mss)}, sizes(c, l.now), "full ones go")
}

// A connection whose user has closed it is given up sooner: after 8
// retransmissions' time (tcp_orphan_retries), 0.2 s (2^9 - 1) = 102.2 s, at the
// next timeout.
func TestOrphanGivesUp(t *testing.T) {
	l := newLab(&Config{}, &Config{}, link{drop: silence(2)}, link{})
	l.run(time.Second, nil)
	start := l.now
	c := l.client.conn
	c.Write([]byte("lost"))
	c.Close(l.now)
	l.client.pump()
	l.run(time.Hour, func() bool { return c.State() == Closed })
	require.Equal(t, 102200*time.Millisecond, l.now-start)
}

// So is one to whose peer it probes in vain for a window, once it does so every
// 120 s, though the peer answers (tcp_probe_timer).
func TestOrphanBeforeAClosedWindow(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{ReceiveBuffer: 8000}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established })
	l.server.conn.Write(make([]byte, 20000))
	l.server.conn.Close(l.now)
	l.server.pump()
	l.run(l.now+100*time.Millisecond, nil)
	rto := l.server.conn.snd.rtt.rto
	start := l.server.conn.rtxAt - rto
	require.True(t, l.run(time.Hour, func() bool { return l.server.conn.State() == Closed }))
	// Probes after a timeout and then twice as long each: after the tenth
	// the next is 120 s away, and not sent. (Linux 6.18 on a loopback: 338 s.)
	require.InDelta(t, rto.Seconds()*(1<<10-1)+120, (l.now - start).Seconds(), 0.2) // each answer takes 20 ms
}

// Both ends of a simultaneous open (RFC 9293 fig. 7) know the round trip.
func TestSimultaneousOpen(t *testing.T) {
	const rtt = 600 * time.Millisecond
	path := link{delay: rtt / 2}
	l := newLab(&Config{}, &Config{}, path, path)
	l.server.conn = Client(&Config{}, 0)
	l.at(0, l.server.pump)
	l.run(2*time.Second, nil)
	for _, e := range []*endpoint{l.client, l.server} {
		require.Equal(t, Established, e.conn.State())
		require.Equal(t, rtt, e.conn.srtt())
	}
}

// What a connection holds for its user to write grows with a segment's size: ten
// of them are in the first window however large they are.
func TestSendBufferOfLargeSegments(t *testing.T) {
	for _, mss := range []int{1460, 8960, 65495} {
		c := Client(&Config{MSS: mss}, 0)
		require.GreaterOrEqual(t, c.sendLimit(), int64(20*mss), mss)
	}
}

// The send buffer has grown with the window and does not shrink with it
// (tcp_sndbuf_expand only adds).
func TestSendBufferDoesNotShrink(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	c.Write(make([]byte, 1000))
	sizes(c, l.now)
	c.snd.cwnd = 100
	limit := c.sendLimit()
	c.snd.cwnd = 10
	require.Equal(t, limit, c.sendLimit())
}

// A segment that was sent before one that has continued the stream is refused
// (RFC 7323 §5): here the third, which comes after the first was sent again. What
// is only an ACK is not, unless it is older than a timeout (tcp_disordered_ack).
func TestPAWS(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	segment := func(seq int64, data int, sent time.Duration) *Segment {
		return &Segment{Flags: ACK, Seq: 1 + seq, Ack: 1, Window: 1000, Data: make([]byte, data), TS: true, TSVal: sent, TSEcr: 1}
	}
	at := l.now + time.Second
	c.Input(at, segment(0, 100, at)) // sent again
	c.Input(at, segment(100, 100, at-20*time.Millisecond))
	require.Equal(t, 100, c.Readable())
	c.Input(at, segment(100, 100, at-time.Millisecond))
	require.Equal(t, 200, c.Readable())
	c.Input(at, &Segment{Flags: ACK, Seq: 201, Ack: 1, Window: 5000, TS: true, TSVal: at - 20*time.Millisecond, TSEcr: 1})
	require.EqualValues(t, 5000, c.sndWnd)
	c.Input(at, &Segment{Flags: ACK, Seq: 201, Ack: 1, Window: 9000, TS: true, TSVal: at - c.rto() - 2*time.Millisecond, TSEcr: 1})
	require.EqualValues(t, 5000, c.sndWnd, "older than a timeout")
}

// A retransmission that a DSACK reports beside the original is in flight no more.
func TestDuplicateOfAHeldSegment(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	c.Write(make([]byte, 10*c.mss))
	require.Len(t, sizes(c, l.now), 10)
	q, mss := c.snd, c.mss
	i := q.board.head + 3
	q.board.at(i).marks |= markAgain | markEver
	q.board.again++
	q.arrivedTwice(Range{1 + 3*mss + 1, 1 + 4*mss})
	require.Equal(t, 1, q.board.again, "only a part of it")
	one := Range{1 + 3*mss, 1 + 4*mss}
	c.Input(l.now+20*time.Millisecond, &Segment{
		Flags: ACK, Seq: c.rcvNxt, Ack: 1, Window: 64 << 10, TS: true, TSVal: l.now, TSEcr: l.now,
		SACK: []Range{one, {1 + 2*mss, 1 + 4*mss}},
	})
	require.Zero(t, q.board.again)
	require.Equal(t, 2, q.board.sacked)
	require.Equal(t, 8, q.board.inFlight())
}

package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// RFC 6298 §5.7: if the SYN was lost and no round trip is known, the timeout is 3
// s "when data transmission begins".
func TestTimeoutWithoutARoundTrip(t *testing.T) {
	lost := 0
	up := link{drop: func(*Segment) bool { lost++; return lost == 1 || lost == 4 }} // the SYN and the data
	l := newLab(&Config{NoTimestamps: true, NoSACK: true}, &Config{}, up, link{})
	require.True(t, l.run(time.Minute, func() bool { return l.client.conn.State() == Established }))
	l.run(l.now, nil)
	l.client.conn.Write([]byte("lost"))
	l.client.pump()
	start := l.now
	require.True(t, l.run(time.Minute, func() bool { return l.server.conn.Readable() == 4 }))
	require.Equal(t, 3*time.Second, l.now-start)
}

// RFC 6928 §2: "If the SYN or SYN/ACK is lost, the initial window used by a
// sender after a correctly transmitted SYN MUST be one segment"; Linux has it so
// from the second loss on (tcp_init_transfer: total_retrans > 1).
func TestInitialWindowAfterLostSYNs(t *testing.T) {
	for lost, want := range []int{10, 10, 1, 1} {
		count := 0
		up := link{drop: func(*Segment) bool { count++; return count <= lost }}
		l := newLab(&Config{}, &Config{}, up, link{})
		require.True(t, l.run(time.Minute, func() bool { return l.client.conn.State() == Established }))
		l.client.conn.Write(make([]byte, 20*1448))
		require.Len(t, sizes(l.client.conn, l.now), want, "%d lost", lost)
	}
}

// A peer that takes nothing is not given up by keep-alive while something waits
// for its window: the probes of that do (tcp_keepalive_timer).
func TestKeepAliveBeforeAClosedWindow(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{ReceiveBuffer: 8000}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established })
	c := l.server.conn
	c.Write(make([]byte, 20000))
	l.server.pump()
	l.run(l.now+time.Second, nil)
	l.down.drop = func(*Segment) bool { return true }
	c.SetKeepAlive(l.now, &KeepAlive{Idle: time.Second, Interval: time.Second, Count: 2})
	l.server.pump()
	l.run(l.now+time.Minute, nil)
	require.Equal(t, Established, c.State())
}

// The first round trip sets the deviation to half of it; later ones move it by a
// quarter of what they differ, and a round trip much shorter than usual by a
// thirty-second (tcp_rtt_estimator), so that a path that gets faster does not
// lengthen the timeout.
func TestRoundTripThatShrinks(t *testing.T) {
	r := rttEstimator{floor: time.Millisecond}
	r.sample(100*time.Millisecond, 0, 1)
	require.Equal(t, 50*time.Millisecond, r.mdev/4)
	for range 20 {
		r.sample(100*time.Millisecond, 0, 1)
	}
	before := r.mdev
	r.sample(20*time.Millisecond, 0, 1)
	require.Equal(t, before+(80*time.Millisecond-before>>2)>>3, r.mdev)
	before = r.mdev
	more := 300*time.Millisecond - r.smoothed()
	r.sample(300*time.Millisecond, 0, 1)
	require.Equal(t, before+more-before>>2, r.mdev)
}

// Recovery begins with a segment, even if as much is in flight as may be
// (tcp_cwnd_reduction: "force a fast retransmit upon entering fast recovery").
func TestRecoveryBeginsWithASegment(t *testing.T) {
	q := &sender{threshold: 10, prr: prr{prior: 100}}
	q.board.tail = 10 // ten in flight
	q.reduce(1, 0, 0)
	require.Equal(t, 11, q.cwnd)
	q.prr.out = 1
	q.reduce(1, 0, 0)
	require.Equal(t, 10, q.cwnd)
}

// A tail loss probe that was sent again and is reported as a duplicate was not
// needed: the window stays (tcp_process_tlp_ack). One that repaired the tail
// costs what a loss does.
func TestProbeThatWasNotNeeded(t *testing.T) {
	for _, needed := range []bool{false, true} {
		l := established(t, &Config{})
		c := l.server.conn
		c.Write(make([]byte, 10*c.mss))
		require.Len(t, sizes(c, l.now), 10)
		for c.snd.tlpHigh == 0 {
			l.now = c.Deadline()
			c.Timer(l.now)
			sizes(c, l.now)
		}
		require.True(t, c.snd.tlpResent)
		end := c.sndNxt
		ack := &Segment{Flags: ACK, Seq: 1, Ack: end, Window: 64 << 10, TS: true, TSVal: l.now, TSEcr: l.now - 20*time.Millisecond}
		l.now += 5 * time.Millisecond
		if !needed {
			ack.SACK = []Range{{end - c.mss, end}}
		}
		c.Input(l.now, ack)
		c.Write(make([]byte, c.mss))
		sizes(c, l.now)
		l.now += 20 * time.Millisecond
		c.Input(l.now, &Segment{Flags: ACK, Seq: 1, Ack: c.sndNxt, Window: 64 << 10, TS: true, TSVal: l.now, TSEcr: l.now - 20*time.Millisecond})
		if needed {
			require.Equal(t, 14, c.snd.threshold, "0.7 of 20, to which ten ACKs had brought it")
		} else {
			require.EqualValues(t, infinite, c.snd.threshold)
		}
	}
}

// The last segment of a burst is marked with PSH, even if more is to come, but
// not one that is a burst by itself (__tcp_transmit_skb: "Force PSH on GSO
// packets").
func TestPushOfABurst(t *testing.T) {
	for window, want := range map[int]Flags{1: ACK, 2: ACK | PSH} {
		l := established(t, &Config{InitialWindow: window})
		c := l.server.conn
		c.Write(make([]byte, 10*c.mss))
		var s, last Segment
		for c.Next(l.now, &s) {
			last = s
		}
		require.Equal(t, 1+int64(window)*c.mss, c.sndNxt)
		require.Equal(t, want, last.Flags, "%d segments", window)
	}
}

// Data that nobody has read is no matter any more when both ends have closed:
// BBR keeps its window small for 200 ms to see the round trip.
func TestProbeOfTheRoundTripLasts(t *testing.T) {
	u := newBBR()
	u.mode, u.probeDone, u.priorWindow = bbrProbeRTT, time.Second, 50
	q := &sender{cwnd: leastWindow, rates: &rateSampler{user: u}}
	u.checkProbeDone(q, time.Second)
	require.Equal(t, bbrProbeRTT, u.mode)
	require.Equal(t, leastWindow, q.cwnd)
	u.checkProbeDone(q, time.Second+1)
	require.Equal(t, bbrStartup, u.mode)
	require.Equal(t, 50, q.cwnd)
}

// A peer that answers no probe of its closed window is given up after 15
// (tcp_retries2).
func TestClosedWindowGivesUp(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{ReceiveBuffer: 8000}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established })
	c := l.server.conn
	c.Write(make([]byte, 20000))
	l.server.pump()
	l.run(l.now+100*time.Millisecond, nil)
	l.down.drop = func(*Segment) bool { return true }
	probes := l.times(func(_ string, s *Segment) bool { return s.Probe })
	require.True(t, l.run(time.Hour, func() bool { return c.State() == Closed }))
	require.ErrorIs(t, c.Err(), ErrTimeout)
	require.Len(t, *probes, 15)
}

// A timeout may be spurious, except during recovery from a loss that was seen (RFC
// 5682 §3.1; tcp_enter_loss: new_recovery).
func TestTimeoutInRecoveryIsReal(t *testing.T) {
	for _, state := range []caState{caOpen, caDisorder, caRecovery} {
		l := established(t, &Config{})
		c := l.server.conn
		c.Write(make([]byte, 10*c.mss))
		require.Len(t, sizes(c, l.now), 10)
		c.snd.state = state
		c.retransmissionTimeout(l.now + time.Second)
		require.Equal(t, state != caRecovery, c.snd.frto)
	}
}

// A window too large to multiply is still a large one.
func TestPaceOfAHugeWindow(t *testing.T) {
	c := Client(&Config{MSS: 65495, InitialWindow: 1_000_000}, 0)
	q := newSender(c)
	q.rtt.sample(time.Millisecond, 0, 1)
	require.Greater(t, q.pacingRate(c), int64(1e12))
}

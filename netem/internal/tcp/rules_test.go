package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// established is a pair with a round trip of 20 ms that has shaken hands.
func established(t *testing.T, cfg *Config) *lab {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(cfg, cfg, path, path)
	require.True(t, l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established }))
	return l
}

// Who has closed waits 60 s for the peer's FIN (tcp_fin_timeout) and then
// forgets; who has only ended its own direction waits for ever, until it closes.
func TestFinWait2(t *testing.T) {
	const timeout = 60 * time.Second
	l := established(t, &Config{})
	c := l.client.conn
	c.Close(l.now)
	l.client.pump()
	since := l.now + 20*time.Millisecond // the FIN is acknowledged
	l.run(since, nil)
	require.Equal(t, FinWait2, c.State())
	l.run(since+timeout-1, nil)
	require.Equal(t, FinWait2, c.State())
	l.run(since+timeout, nil)
	require.Equal(t, Closed, c.State())
	require.NoError(t, c.Err())

	l = established(t, &Config{})
	c = l.client.conn
	c.CloseWrite(l.now)
	l.client.pump()
	l.run(time.Hour, nil)
	require.Equal(t, FinWait2, c.State())
	l.now = time.Hour
	c.Close(l.now)
	l.client.pump()
	l.run(time.Hour+timeout-1, nil)
	require.Equal(t, FinWait2, c.State())
	l.run(time.Hour+timeout, nil)
	require.Equal(t, Closed, c.State())
}

// RFC 5961 §3.2: "If the RST bit is set and the sequence number exactly matches
// the next expected sequence number (RCV.NXT), then TCP MUST reset the
// connection. [If it] does not exactly match […], yet is within the current
// receive window, TCP MUST send an acknowledgment (challenge ACK)."
func TestResetMustMatch(t *testing.T) {
	for _, tc := range []struct {
		name      string
		offset    int64
		challenge bool
		state     State
	}{
		{"the next byte", 0, false, Closed},
		{"one further", 1, true, Established},
		{"in the window", 20000, true, Established},
		{"beyond the window", 1 << 20, false, Established},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := established(t, &Config{})
			c := l.server.conn
			c.Input(l.now, &Segment{Flags: RST, Seq: c.rcvNxt + tc.offset})
			require.Equal(t, tc.state, c.State())
			var s Segment
			require.Equal(t, tc.challenge, c.Next(l.now, &s))
			if tc.challenge {
				require.Equal(t, ACK, s.Flags)
				require.Equal(t, c.rcvNxt, s.Ack)
			}
		})
	}
}

// A receiver that takes back what it had selectively acknowledged (RFC 2018 §8)
// acknowledges up to a segment that the sender believes it has. Then all that is
// out is sent again, half a round trip later if the receiver does not mend it by
// then (tcp_check_sack_reneging), not after a timeout.
func TestReneging(t *testing.T) {
	l := established(t, &Config{})
	c := l.server.conn
	c.Write(make([]byte, 10*c.mss))
	require.Len(t, sizes(c, l.now), 10)
	ack := func(segments int64, sacked ...Range) *Segment {
		return &Segment{
			Flags: ACK, Seq: c.rcvNxt, Ack: 1 + segments*c.mss, Window: 64 << 10,
			TS: true, TSVal: l.now, TSEcr: l.now - 20*time.Millisecond, SACK: sacked,
		}
	}
	l.now += 20 * time.Millisecond
	c.Input(l.now, ack(0, Range{1 + c.mss, 1 + 3*c.mss}))
	for range sizes(c, l.now) { // what may leave now does
	}
	l.now += 5 * time.Millisecond
	c.Input(l.now, ack(1))
	require.Empty(t, sizes(c, l.now))
	wait := c.srtt() / 2
	require.Greater(t, wait, 10*time.Millisecond)
	require.Equal(t, l.now+wait, c.rtxAt)
	l.now += wait
	c.Timer(l.now)
	require.Equal(t, caLoss, c.snd.state)
	require.Zero(t, c.snd.board.sacked)
	var s Segment
	require.True(t, c.Next(l.now, &s))
	require.True(t, s.Again)
	require.Equal(t, 1+c.mss, s.Seq, "the first that is not acknowledged")
}

// A writer that waits is woken when a third of the buffer is free
// (sk_stream_is_writeable), not before.
func TestWriteReadyAtAThird(t *testing.T) {
	for _, buffer := range []int{3000, 30000, 30001} {
		l := established(t, &Config{SendBuffer: buffer})
		c := l.server.conn
		require.Equal(t, buffer, c.Write(make([]byte, 2*buffer)))
		third := int64(buffer / 3)
		require.False(t, c.MakesRoom(1+third-1))
		require.True(t, c.MakesRoom(1+third))
		c.sndUna = 1 + third - 1
		require.False(t, c.WriteReady())
		c.sndUna = 1 + third
		require.True(t, c.WriteReady())
	}
}

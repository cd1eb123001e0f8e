package tcp

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// nth loses the data segments with these numbers, counted from 1 and with
// retransmissions.
func nth(lost ...int) func(*Segment) bool {
	i := 0
	return func(s *Segment) bool {
		if len(s.Data) == 0 {
			return false
		}
		i++
		return slices.Contains(lost, i)
	}
}

const recoveryRTT = 100 * time.Millisecond

// lossyFetch fetches segments full segments over a path of 100 ms that loses
// some, and gives the time beyond what the path takes without loss.
func lossyFetch(t *testing.T, segments int, drop func(*Segment) bool) time.Duration {
	t.Helper()
	var took [2]time.Duration
	for i, drop := range []func(*Segment) bool{nil, drop} {
		path := link{delay: recoveryRTT / 2}
		f := fetch{
			client: &Config{}, server: &Config{}, up: path, down: path,
			request: 10, writes: []int{segments * 1448},
		}
		f.down.drop = drop
		d, ok := f.run()
		require.True(t, ok)
		took[i] = d
	}
	return took[1] - took[0]
}

// A hole with three segments behind it is filled a round trip later.
func TestFastRetransmit(t *testing.T) {
	require.Equal(t, recoveryRTT, lossyFetch(t, 10, nth(5)))
	require.Equal(t, recoveryRTT, lossyFetch(t, 10, nth(2, 4, 6)))
}

// With fewer behind it RACK waits for a quarter of the round trip and 2 ms, in
// ticks of 4 ms: 28 ms.
func TestReorderingWindow(t *testing.T) {
	require.Equal(t, recoveryRTT+28*time.Millisecond, lossyFetch(t, 10, nth(8)))
}

// A tail that is lost is probed two round trips and 2 ms after the last ACK,
// before the timeout of the round trip and 200 ms. The probe, which is the last
// segment, brings the ACK that shows the other one lost. A single segment may
// have met a delayed ACK: its probe waits for as long as the timeout would.
func TestTailLossProbe(t *testing.T) {
	const probe = 2*recoveryRTT + 2*time.Millisecond
	require.Equal(t, probe+2*recoveryRTT, lossyFetch(t, 10, nth(9, 10)))
	require.Equal(t, 300*time.Millisecond+recoveryRTT, lossyFetch(t, 10, nth(10)))
}

// Everything is lost: the probe brings nothing, the timeout repairs.
func TestRetransmissionTimeout(t *testing.T) {
	late := lossyFetch(t, 1, nth(1))
	require.Equal(t, 300*time.Millisecond, late) // the timeout and the probe's coincide
	late = lossyFetch(t, 1, nth(1, 2))
	require.Equal(t, 600*time.Millisecond, late)
}

// A timeout because the path became slow, not because of loss, is noticed and
// the window restored (F-RTO, timestamps).
func TestSpuriousTimeoutIsUndone(t *testing.T) {
	path := link{delay: recoveryRTT / 2}
	l := newLab(&Config{}, &Config{}, path, path)
	l.server.app = func(_ time.Duration, c *Conn) {
		for c.Write(zeros[:]) > 0 {
		}
	}
	buf := make([]byte, 64<<10)
	l.client.app = func(now time.Duration, c *Conn) {
		for c.Read(now, buf) > 0 {
		}
	}
	l.run(950*time.Millisecond, nil)
	before := l.server.conn.Stats().Cwnd
	require.Greater(t, before, 100)
	l.down.delay += 600 * time.Millisecond
	least := before
	resent := int64(0)
	l.run(3*time.Second, func() bool {
		st := l.server.conn.Stats()
		least = min(least, st.Cwnd)
		resent = st.Retransmitted
		return false
	})
	require.Positive(t, resent)
	require.Less(t, least, 10)
	require.GreaterOrEqual(t, l.server.conn.Stats().Cwnd, before)
}

// After an idle time longer than the timeout the window is the initial one
// again; Config.NoIdleRestart keeps it.
func TestIdleRestart(t *testing.T) {
	for _, keep := range []bool{false, true} {
		cfg := &Config{NoIdleRestart: keep}
		path := link{delay: recoveryRTT / 2}
		l := newLab(cfg, cfg, path, path)
		l.server.app = writeAll(make([]byte, 200_000), nil)
		buf := make([]byte, 64<<10)
		l.client.app = func(now time.Duration, c *Conn) {
			for c.Read(now, buf) > 0 {
			}
		}
		l.run(time.Minute, nil)
		l.now = 20 * time.Second
		require.Greater(t, l.server.conn.Stats().Cwnd, 40)
		burst := l.times(func(from string, s *Segment) bool { return from == "server" && len(s.Data) > 0 })
		l.server.app = writeAll(make([]byte, 200_000), nil)
		at := l.now
		l.server.pump()
		if keep {
			require.Greater(t, len(*burst), 40)
		} else {
			require.Len(t, *burst, 10)
		}
		require.Equal(t, at, l.now)
	}
}

// A receiver whose ACK for a retransmission says that it had the segment
// reports a duplicate (RFC 2883).
func TestDuplicateIsReported(t *testing.T) {
	path := link{delay: recoveryRTT / 2}
	l := newLab(&Config{}, &Config{}, path, path)
	l.run(time.Second, nil)
	c := l.client.conn
	s := Segment{Flags: ACK, Seq: 1, Ack: 1, Window: 65535, Data: make([]byte, 1000), TS: true, TSVal: l.now}
	c.Input(l.now, &s)
	var got Segment
	require.True(t, c.Next(l.now, &got))
	require.Empty(t, got.SACK)
	c.Input(l.now, &s)
	require.True(t, c.Next(l.now, &got))
	require.Equal(t, []Range{{1, 1001}}, got.SACK)
	require.EqualValues(t, 1001, got.Ack)
}

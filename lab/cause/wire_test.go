package cause

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

const ms = time.Millisecond

// A loss is waited for until a timer runs out, if one does before it is sent again;
// else until it is noticed; then until it is there.
func TestStage(t *testing.T) {
	s := &stream{timers: []time.Duration{30 * ms, 50 * ms}}
	for _, tc := range []struct {
		sent, again, at time.Duration
		want            timeline.Stage
	}{
		{10 * ms, 40 * ms, 20 * ms, timeline.Timeout},
		{10 * ms, 40 * ms, 30*ms - 1, timeline.Timeout},
		{10 * ms, 40 * ms, 30 * ms, timeline.Detection},
		{10 * ms, 40 * ms, 40*ms - 1, timeline.Detection},
		{10 * ms, 40 * ms, 40 * ms, timeline.Retransmission},
		{10 * ms, 30 * ms, 20 * ms, timeline.Timeout}, // what the timer sends is the packet itself
		{10 * ms, 25 * ms, 20 * ms, timeline.Detection},
		{30 * ms, 45 * ms, 35 * ms, timeline.Detection}, // the timer was before it
		{60 * ms, 90 * ms, 70 * ms, timeline.Detection},
	} {
		require.Equal(t, tc.want, s.stage(&seg{sent: tc.sent, again: tc.again}, tc.at), "%+v", tc)
	}
}

func TestLatest(t *testing.T) {
	lost := []seg{{seq: 1, arrived: 10 * ms, readable: 100 * ms}, {seq: 2, arrived: 20 * ms, readable: 50 * ms}, {seq: 3, arrived: 20 * ms, readable: 40 * ms}}
	for at, want := range map[time.Duration]int64{10*ms - 1: 0, 10 * ms: 1, 20 * ms: 3, 40 * ms: 2, 50 * ms: 1, 100*ms - 1: 1, 100 * ms: 0} {
		got := int64(0)
		if g := latest(lost, at); g != nil {
			got = g.seq
		}
		require.Equal(t, want, got, "at %v", at)
	}
}

func TestHoldCause(t *testing.T) {
	for hold, want := range map[netem.Hold]why{
		netem.HoldNothing:  because(timeline.Asking),
		netem.HoldWindow:   because(timeline.SlowStart),
		netem.HoldPacing:   because(timeline.SlowStart),
		netem.HoldCut:      lost(timeline.CutWindow),
		netem.HoldRecovery: lost(timeline.CutWindow),
		netem.HoldReceiver: because(timeline.FlowControl),
		netem.HoldNagle:    because(timeline.FlowControl),
	} {
		require.Equal(t, want, holdCause(hold, timeline.Asking))
	}
}

// packet is one of ten bytes, sent at a time and there 5 ms later.
func packet(seq int64, sent time.Duration) netem.Passage {
	return netem.Passage{Seq: seq, End: seq + 10, Sent: sent, Queued: sent + 4*ms, Began: sent + 4*ms, Arrived: sent + 5*ms}
}

func lostPacket(seq int64, sent time.Duration) netem.Passage {
	return netem.Passage{Seq: seq, End: seq + 10, Sent: sent, Lost: sent + ms}
}

// What was lost is sent again with the next packet that has any of its bytes, not
// with its neighbours; what follows it can be read when it is there.
func TestStream(t *testing.T) {
	half := packet(11, 9*ms)
	half.End = 16
	s := newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), lostPacket(11, 2*ms), packet(21, 3*ms), half, packet(11, 12*ms), packet(31, 13*ms)}}, 0)
	require.Len(t, s.lost, 1)
	require.Equal(t, 9*ms, s.lost[0].again)
	require.Equal(t, 17*ms, s.lost[0].readable, "with the last of its bytes")
	for at, want := range map[time.Duration]int64{0: 0, 6 * ms: 11, 8 * ms: 11, 14 * ms: 16, 17*ms - 1: 16, 17 * ms: 31, 18 * ms: 41} {
		require.Equal(t, want, s.front(at), "at %v", at)
	}
	require.Equal(t, 6*ms, s.read(11))
	require.Equal(t, 17*ms, s.read(17))
	require.Equal(t, 17*ms, s.read(31))
	require.Equal(t, never, s.read(42))
	require.Equal(t, 5*ms, s.way())
}

// Nobody reads what comes behind a hole that is never filled.
func TestHole(t *testing.T) {
	s := newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), lostPacket(11, 2*ms), packet(21, 3*ms)}}, 0)
	require.Equal(t, never, s.lost[0].again)
	require.Equal(t, never, s.lost[0].readable)
	require.Equal(t, int64(11), s.front(time.Hour))
	require.Equal(t, never, s.read(31))
	half := packet(11, 9*ms)
	half.End = 16
	s = newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), lostPacket(11, 2*ms), packet(21, 3*ms), half}}, 0)
	require.Equal(t, never, s.lost[0].readable, "a half of it is not all")
	require.Equal(t, int64(16), s.front(time.Hour))
	half.Seq, half.End = 16, 21
	s = newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), lostPacket(11, 2*ms), packet(21, 3*ms), half}}, 0)
	require.Equal(t, never, s.lost[0].readable, "nor is the other")
	require.Equal(t, int64(11), s.front(time.Hour))
}

// Between two stretches of the same stream's flows the one with more packets is
// the connection's: the other one is of resets.
func TestLonger(t *testing.T) {
	short, long := &netem.Flow{Packets: make([]netem.Passage, 1)}, &netem.Flow{Packets: make([]netem.Passage, 2)}
	require.Same(t, long, longer(short, long))
	require.Same(t, long, longer(long, short))
	require.Same(t, short, longer(nil, short))
}

// Without a limit the link takes no time, and nothing waits for it.
func TestSegOfUnlimited(t *testing.T) {
	g := segOf(&netem.Passage{Seq: 1, End: 11, Sent: 2 * ms, Arrived: 7 * ms}, ms)
	require.Equal(t, seg{seq: 1, end: 11, sent: ms, queued: 6 * ms, began: 6 * ms, arrived: 6 * ms}, g)
}

// A hole of a single byte is one.
func TestSmallHole(t *testing.T) {
	rest := packet(12, 9*ms)
	rest.End = 21
	s := newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), lostPacket(11, 2*ms), packet(21, 3*ms), rest}}, 0)
	require.Equal(t, never, s.lost[0].readable)
	require.Equal(t, int64(11), s.front(time.Hour))
}

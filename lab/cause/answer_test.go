package cause

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

// An answer of three packets, of which the second was lost at 10 ms and came at
// 50 ms, sent again at 45 ms; the third came at 30 ms, and the link sent it from 25.
func holed() *answer {
	return &answer{
		x: &explainer{}, down: &stream{}, came: 100 * ms,
		own:  []seg{{seq: 1, end: 11, arrived: 20 * ms}, {seq: 11, end: 21, arrived: 50 * ms}, {seq: 21, end: 31, arrived: 30 * ms}},
		lost: []seg{{seq: 11, end: 21, arrived: 10 * ms, again: 45 * ms, readable: 50 * ms}},
		link: spans{{From: 25 * ms, To: 30 * ms}},
	}
}

// As long as something else is yet to come, what was lost is not waited for.
func TestHoleBesideBytes(t *testing.T) {
	a := holed()
	require.Equal(t, because(timeline.Sending), a.cause(26*ms))
	require.Equal(t, lost(timeline.Detection), a.cause(35*ms))
	require.Equal(t, lost(timeline.Retransmission), a.cause(46*ms))
	require.Equal(t, because(timeline.Asking), a.cause(60*ms))
}

// A sender that knows of the loss and may not send has a window that the loss keeps
// small.
func TestKnownLoss(t *testing.T) {
	a := holed()
	a.waits.all = []netem.Wait{{At: 35 * ms, For: netem.HoldRecovery}, {At: 45 * ms, For: netem.HoldNothing}}
	require.Equal(t, lost(timeline.Detection), a.cause(34*ms))
	require.Equal(t, lost(timeline.CutWindow), a.cause(35*ms))
	require.Equal(t, lost(timeline.Retransmission), a.cause(45*ms))
}

// A link that is busy with others' bytes is a queue.
func TestBusyWithOthers(t *testing.T) {
	a := holed()
	a.x.busy = spans{{From: 60 * ms, To: 70 * ms}}
	require.Equal(t, because(timeline.Queueing), a.cause(60*ms))
	require.Equal(t, because(timeline.Asking), a.cause(70*ms))
}

// What the sender waits for counts until it has sent the last byte, if that was
// paced; then the bytes are on their way.
func TestPacedAnswer(t *testing.T) {
	a := holed()
	a.paced, a.last = true, 70*ms
	a.waits.all = []netem.Wait{{At: 55 * ms, For: netem.HoldWindow}}
	require.Equal(t, because(timeline.SlowStart), a.cause(69*ms))
	require.Equal(t, because(timeline.Asking), a.cause(70*ms))
}

// A request that the browser may not send yet waits for what its sender waits for.
func TestRequestHeldBack(t *testing.T) {
	a := holed()
	a.asks, a.left = 200*ms, 30*ms
	a.asking.all = []netem.Wait{{At: 0, For: netem.HoldWindow}}
	require.Equal(t, because(timeline.SlowStart), a.cause(29*ms))
	require.Equal(t, because(timeline.Asking), a.cause(30*ms))
}

// A connection that was there before has nothing to set up.
func TestKeptConnection(t *testing.T) {
	x := &explainer{conns: map[int]*timeline.Connection{1: {ID: 1, Kept: true, Connect: 10 * ms}, 2: {ID: 2, Connect: 10 * ms}}}
	require.Empty(t, x.setUp(&timeline.Resource{Connection: 1}))
	require.Len(t, x.setUp(&timeline.Resource{Connection: 2}), 2)
	require.Empty(t, x.setUp(&timeline.Resource{}))
}

// A handshake's packet is sent again with one like it, and not with another that
// has its number, or a later one.
func TestResentHandshake(t *testing.T) {
	up := &netem.Flow{Packets: []netem.Passage{
		{End: 1, Flags: netem.SYN, Lost: ms},
		{End: 1, Flags: netem.ACK, Sent: 5 * ms},
		{Seq: 1, End: 1, Flags: netem.SYN, Sent: 6 * ms},
		{End: 1, Flags: netem.SYN, Sent: time.Second, Timer: true},
	}}
	w := &wire{up: newStream(up, 0), down: newStream(&netem.Flow{}, 0)}
	require.Equal(t, []claim{{lost(timeline.Timeout), timeline.Span{To: time.Second}}}, w.resent(&timeline.Connection{Connect: 2 * time.Second}))
}

// What was asked for on a connection that was lost was asked for in vain; the time
// in between is the browser's own.
func TestInVain(t *testing.T) {
	x := &explainer{run: &timeline.Run{Resources: []timeline.Resource{{
		Start: 10 * ms, Connection: 1, Phases: timeline.Phases{Blocked: 50 * ms, Wait: 40 * ms},
		Lost: []timeline.Attempt{{Start: 20 * ms, Phases: timeline.Phases{Wait: 15 * ms}}},
	}}}, conns: map[int]*timeline.Connection{1: {ID: 1, Kept: true}}}
	require.Equal(t, []timeline.Piece{
		{Cause: timeline.OwnTime, From: 10 * ms, To: 20 * ms},
		{Cause: timeline.Recovery, Stage: timeline.InVain, From: 20 * ms, To: 35 * ms},
		{Cause: timeline.OwnTime, From: 35 * ms, To: 60 * ms},
	}, x.before(0, 60*ms))
}

// A link that was busy before the load began, with what came for another one, is
// as busy as it is from then on, and has its queue from then on.
func TestLinkBefore(t *testing.T) {
	e := Evidence{Base: time.Second, Browser: func(*netem.Host) bool { return true }, Flows: []*netem.Flow{{Packets: []netem.Passage{
		{Queued: time.Second - ms/2, Began: time.Second + 5*ms},
		{Queued: time.Second, Began: time.Second + 2*ms},
	}}}}
	run := &timeline.Run{Total: timeline.LinkSamples * ms}
	l := linkOf(run, spans{{From: -3 * ms / 2, To: ms / 2}}, e)
	require.Equal(t, 0.5, l.Busy[0])
	require.Zero(t, l.Busy[1])
	require.Equal(t, 2*ms, l.Queued[0])
}

// The first bytes on a connection are the handshake's, and not an answer's, unless
// it was there before.
func TestAssignAfterHandshake(t *testing.T) {
	down := newStream(&netem.Flow{Packets: []netem.Passage{packet(1, ms), packet(11, 20*ms), packet(21, 21*ms)}}, 0)
	shares := timeline.Shares{Parts: []timeline.Part{{Resource: 7, Bytes: 5}}, Samples: []timeline.Sample{{Bytes: 10, At: 30 * ms}}}
	w := &wire{conn: &timeline.Connection{Connect: 6 * ms}, down: down}
	require.Equal(t, []owner{{end: 21, resource: 7}}, w.assign(shares), "half of the 20 behind the handshake's 10")
	w.conn.Kept = true
	require.Equal(t, []owner{{end: 16, resource: 7}}, w.assign(shares), "half of all 30")
}

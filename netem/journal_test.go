package netem_test

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// journal has a server send so many bytes to a client behind a link, and gives
// what the network's journal has of the server's flow.
func journal(t *testing.T, link netem.Link, path netem.Path, tcp netem.TCP, bytes int) (down *netem.Flow) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: 1, TCP: tcp})
		a, b := n.Host("client", link), n.Host("server.example", netem.Link{})
		require.NoError(t, n.Path(a, b, path))
		n.Journal()
		c, s := connect(t, a, b)
		go func() {
			_, _ = s.Write(make([]byte, bytes))
			_ = s.Close()
		}()
		got, err := io.Copy(io.Discard, c)
		require.NoError(t, err)
		require.EqualValues(t, bytes, got)
		require.NoError(t, n.Close())
		flows := n.Flows()
		require.Len(t, flows, 2)
		require.Equal(t, a, flows[0].From, "the SYN comes first")
		down = flows[1]
		require.Equal(t, b, down.From)
		require.Equal(t, flows[0].Src, down.Dst)
	})
	return down
}

// data are the packets with data in them.
func data(f *netem.Flow) []netem.Passage {
	var all []netem.Passage
	for _, p := range f.Packets {
		if p.End > p.Seq {
			all = append(all, p)
		}
	}
	return all
}

// Ten segments of 1500 bytes leave at once; a link of 12 Mbit/s takes a
// millisecond for each, so that they wait in its queue, each a millisecond
// longer than the one before.
func TestJournalOfALink(t *testing.T) {
	link := netem.Link{Down: 12 * netem.Mbps, Up: 12 * netem.Mbps}
	f := journal(t, link, netem.Path{RTT: 40 * ms}, netem.TCP{}, 10*1448)
	packets := data(f)
	require.Len(t, packets, 10)
	for i, p := range packets {
		require.EqualValues(t, 1+1448*i, p.Seq)
		require.EqualValues(t, p.Seq+1448, p.End)
		require.Equal(t, packets[0].Sent, p.Sent)
		require.Equal(t, p.Sent+20*ms, p.Queued)
		require.Equal(t, p.Queued+time.Duration(i)*ms, p.Began)
		require.Equal(t, p.Began+ms, p.Arrived)
		require.Zero(t, p.Lost)
	}
	require.Len(t, f.Writes, 1)
	require.EqualValues(t, 1+10*1448, f.Writes[0].End)
	require.Empty(t, f.Waits, "all was sent at once")
}

// waits are what a sender waited for, and since when, from its first data on.
// What was over within a few microseconds is left out.
func waits(f *netem.Flow) []netem.Wait {
	from := data(f)[0].Sent
	var all []netem.Wait
	for i, w := range f.Waits {
		if i+1 < len(f.Waits) && f.Waits[i+1].At-w.At < 10*time.Microsecond {
			continue
		}
		all = append(all, netem.Wait{At: (w.At - from).Round(ms), For: w.For})
	}
	return all
}

// A first window of ten segments, then twenty: the thirty that are left of 60
// go in the third round. The sender waits for its window from the first to the
// third, two round trips later.
func TestJournalOfAWindow(t *testing.T) {
	f := journal(t, netem.Link{}, netem.Path{RTT: 40 * ms}, netem.TCP{}, 60*1448)
	require.Equal(t, []netem.Wait{{0, netem.HoldWindow}, {80 * ms, netem.HoldNothing}}, waits(f))
}

// A receiver with a buffer of 20 segments at most holds a sender back that has
// a window of 100.
func TestJournalOfAReceiver(t *testing.T) {
	tcp := netem.TCP{InitialWindow: 100, ReceiveBuffer: 20 * 1448}
	f := journal(t, netem.Link{}, netem.Path{RTT: 40 * ms}, tcp, 50*1448)
	require.Equal(t, netem.HoldReceiver, waits(f)[0].For)
}

// The 25th segment is lost: the fifteenth of the second round. It is detected a
// round trip after it was sent, sent again at once, and acknowledged a round
// trip later; the window that was cut meanwhile is what the sender waits for
// then.
func TestJournalOfALoss(t *testing.T) {
	path := netem.Path{RTT: 40 * ms, Back: netem.Direction{Drop: netem.Drops{Packets: []int{25}, DataOnly: true}}}
	f := journal(t, netem.Link{}, path, netem.TCP{}, 200*1448)
	var lost, again []netem.Passage
	for _, p := range data(f) {
		if p.Lost > 0 {
			lost = append(lost, p)
		}
		if p.Again {
			again = append(again, p)
		}
	}
	require.Len(t, lost, 1)
	require.Len(t, again, 1)
	require.EqualValues(t, 1+24*1448, lost[0].Seq)
	require.Equal(t, netem.Lost, lost[0].Reason)
	require.Zero(t, lost[0].Arrived)
	require.Equal(t, lost[0].Seq, again[0].Seq)
	require.Equal(t, 40*ms, (again[0].Sent - lost[0].Sent).Round(ms))
	require.Equal(t, again[0].Sent+20*ms, again[0].Arrived)
	kinds := waits(f)
	require.Equal(t, []netem.Wait{{0, netem.HoldWindow}, {80 * ms, netem.HoldRecovery}, {120 * ms, netem.HoldCut}}, kinds[:3])
	require.Equal(t, netem.HoldNothing, kinds[len(kinds)-1].For)
}

// What a full queue drops is in the journal where it was dropped.
func TestJournalOfAQueue(t *testing.T) {
	link := netem.Link{Down: 12 * netem.Mbps, Queue: netem.Queue{Packets: 4}}
	f := journal(t, link, netem.Path{RTT: 40 * ms}, netem.TCP{}, 10*1448)
	dropped := 0
	for _, p := range data(f) {
		if p.Lost > 0 {
			dropped++
			require.Equal(t, netem.QueueFull, p.Reason)
			require.Equal(t, p.Queued, p.Lost)
			require.Zero(t, p.Began)
		}
	}
	require.Equal(t, 10-1-4, dropped, "one is being sent, four wait")
}

// Segments that are sent again since their loss was reported, and those for
// which a timer had to run out: a tail that nothing follows, and all of a window,
// of which the first waits for the timer.
func TestJournalOfTimers(t *testing.T) {
	for _, c := range []struct {
		drop   []int
		timers []bool // of the segments that are sent again
	}{
		{[]int{5}, []bool{false}},
		{[]int{10}, []bool{true}},
		{[]int{8, 9, 10}, []bool{true, false, false}}, // the probe's acknowledgement tells of the others
		{[]int{10, 11}, []bool{true, true}},           // the probe is lost as well
	} {
		path := netem.Path{RTT: 40 * ms, Back: netem.Direction{Drop: netem.Drops{Packets: c.drop, DataOnly: true}}}
		var timers []bool
		for _, p := range data(journal(t, netem.Link{}, path, netem.TCP{}, 10*1448)) {
			if p.Again {
				timers = append(timers, p.Timer)
			}
		}
		require.Equal(t, c.timers, timers, c.drop)
	}
}

package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// The first SYN is lost: it is sent again after a second (RFC 6298 §2), so the
// connection is there a second later, and so is all that follows.
func TestLostSYN(t *testing.T) {
	run := settings(0, 230*time.Millisecond)
	run.Page.Assets = nil
	run.Network.Drop.Up = []int{1}
	out := play(t, run, replay.Options{})
	require.Empty(t, out.Err)
	require.Equal(t, 1, out.Dropped)
	require.InDelta(t, 1230*time.Millisecond, out.Connections[0].Connect, float64(20*time.Microsecond))
	require.InDelta(t, 1460*time.Millisecond, out.Total, float64(40*time.Microsecond))
}

// An answer of one segment is lost. Nothing comes after it that would tell, so
// the server waits for its timeout, SRTT + 200 ms (tcp_rto_min), and the file is
// that much later: one of a connection's files, or the only one of each.
func TestDropsOfEachConnection(t *testing.T) {
	run := settings(2, 100*time.Millisecond)
	run.Page.HTML = 500
	run.Page.Assets[0].Size = 500
	run.Browser.ConnectionsPerHost = 1
	lossless := play(t, run, replay.Options{})
	run.Network.Drop = scenario.Drop{Down: []int{2}, DataOnly: true, EachConnection: true}
	one := play(t, run, replay.Options{})
	require.Empty(t, one.Err)
	require.Equal(t, 1, one.Dropped)
	require.InDelta(t, 300*time.Millisecond, one.Total-lossless.Total, 20_000)

	run.KeepAlive = new(false) // three connections, each with an answer of one segment
	lossless = play(t, run, replay.Options{})
	run.Network.Drop.Down = []int{1}
	all := play(t, run, replay.Options{})
	require.Empty(t, all.Err)
	require.Equal(t, 3, all.Dropped)
	require.InDelta(t, 900*time.Millisecond, all.Total-lossless.Total, 60_000)
}

// A preset's window shows: 20 kB at 4 segments of 1460 take 3 rounds, 5.8, 17.5
// and 40.9 kB, at 10 two.
func TestPresetOfTCP(t *testing.T) {
	run := settings(0, 100*time.Millisecond)
	run.Page = scenario.Page{HTML: 20_000}
	run.TCP = scenario.TCP{Preset: "hpbn-2013", Congestion: "reno", InitialWindow: 4, DelayedACK: netem.NoDelay, NoTimestamps: true}
	require.InDelta(t, 400*time.Millisecond, play(t, run, replay.Options{}).Total, float64(100*time.Microsecond))
	run.TCP.InitialWindow = 10
	require.InDelta(t, 300*time.Millisecond, play(t, run, replay.Options{}).Total, float64(100*time.Microsecond))
}

// CoDel keeps the queue short: who comes while a large download fills the link
// waits for less.
func TestCoDel(t *testing.T) {
	run := settings(0, 20*time.Millisecond)
	run.TCP = scenario.TCP{}
	run.Network.Down, run.Network.Up = 5*netem.Mbps, 5*netem.Mbps
	run.Page = scenario.Page{HTML: 1000, Hosts: 1, Assets: []scenario.Assets{
		{Count: 1, Size: 6_000_000, Type: "other"},
		{Count: 1, Size: 1000, Type: "image", Think: 7 * time.Second},
	}}
	wait := func(q netem.Queue) time.Duration {
		run.Network.Queue = q
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		return out.Resources[2].Wait - 7*time.Second
	}
	deep, managed := wait(netem.Queue{Bytes: 500_000}), wait(netem.Queue{CoDel: true})
	require.Greater(t, deep, 400*time.Millisecond)
	require.Less(t, managed, 40*time.Millisecond) // 20 ms of path, and CoDel's target of 5 ms
}

// A link that follows a trace: three packets of 1500 bytes in every 12 ms, a
// megabyte takes as long as at 3 Mbit/s.
func TestTrace(t *testing.T) {
	n, err := scenario.Parse("testdata/x.yaml", []byte("page: {html: 1MB}\nnetwork: {rtt: 20ms, trace: {down: three.trace}}"))
	require.NoError(t, err)
	out := play(t, n.Runs[0], replay.Options{})
	require.Empty(t, out.Err)
	require.EqualValues(t, 3*netem.Mbps, out.Down)
	require.Equal(t, "20ms RTT, three.trace (3 Mbps on average) down, unlimited up", out.Network)
	segments := (1_000_000 + 1447) / 1448
	require.InDelta(t, time.Duration(segments)*4*time.Millisecond, out.Total, float64(100*time.Millisecond))
}

func TestSameTroubleEveryTime(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		run := full()
		run.HTTP, run.TLS.Version = http, "1.3"
		run.Network.Queue.CoDel = true
		run.Network.LossDown, run.Network.LossUp, run.Network.LossBurst = 0.02, 0.01, 3
		run.Network.Duplicate, run.Network.Reorder = 0.02, scenario.Reorder{Share: 0.05, By: 5 * time.Millisecond}
		run.Network.Drop = scenario.Drop{Down: []int{30}, Up: []int{7}}
		sameEveryTime(t, run)
	}
}

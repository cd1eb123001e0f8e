package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

func TestTrouble(t *testing.T) {
	for _, tc := range []struct {
		network string
		there   netem.Direction // from the browser
		back    netem.Direction
	}{
		{"{loss: 2%}", netem.Direction{Loss: 0.02}, netem.Direction{Loss: 0.02}},
		{"{loss: {down: 2%}}", netem.Direction{}, netem.Direction{Loss: 0.02}},
		// A share of 20 % in fours: a burst ends with 1/4, and begins with a
		// quarter of that, since one packet in five is in it.
		{"{loss: {down: 20%, burst: 4}}", netem.Direction{}, netem.Direction{Bursts: netem.Bursts{Start: 0.0625, End: 0.25}}},
		{"{loss: {down: 50%, burst: 1}}", netem.Direction{}, netem.Direction{Loss: 0.5}},
		{"{drop: {down: [12, 3, 3], up: [1]}}", drops(1), drops(3, 12)},
		{
			"{drop: {up: [1], data_only: true, each_connection: true}}",
			netem.Direction{Drop: netem.Drops{Packets: []int{1}, DataOnly: true, EachFlow: true}},
			netem.Direction{},
		},
		{
			"{reorder: {share: 1%, by: 5ms}, duplicate: 3%}",
			netem.Direction{Duplicate: 0.03, Reorder: netem.Reorder{Probability: 0.01, Delay: 5 * ms}},
			netem.Direction{Duplicate: 0.03, Reorder: netem.Reorder{Probability: 0.01, Delay: 5 * ms}},
		},
	} {
		n := mustParse(t, "page: {html: 1KB}\nnetwork: "+tc.network).Runs[0].Network
		require.Equal(t, netem.Path{There: tc.there, Back: tc.back}, n.Path(), tc.network)
	}
}

func drops(packets ...int) netem.Direction {
	return netem.Direction{Drop: netem.Drops{Packets: packets}}
}

func TestQueues(t *testing.T) {
	for text, want := range map[string]netem.Queue{
		"codel":           {CoDel: true},
		"codel 250KB":     {CoDel: true, Bytes: 250_000},
		"codel 2bdp":      {CoDel: true, BDPs: 2},
		"codel 50packets": {CoDel: true, Packets: 50},
		"100packets":      {Packets: 100},
	} {
		q := mustParse(t, "page: {html: 1KB}\nnetwork: {down: 1Mbps, queue: "+text+"}").Runs[0].Network.Queue
		require.Equal(t, want, q)
		require.Equal(t, text, q.String())
	}
}

// A trace of two opportunities in 3 ms carries 8 Mbit/s.
func TestTraces(t *testing.T) {
	s, err := Parse("x.yaml", []byte("page: {html: 1KB}\nnetwork: {trace: {down: testdata/two.trace}, up: 5Mbps}"))
	require.NoError(t, err)
	n := s.Runs[0].Network
	require.Equal(t, "testdata/two.trace", n.Trace.DownFile)
	down, up := n.Rates()
	require.Equal(t, 8*netem.Mbps, down)
	require.Equal(t, 5*netem.Mbps, up)
}

func TestTCPPresets(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
runs:
  - {name: linux}
  - {name: bbr, tcp: {congestion: bbr, idle_restart: false, min_rto: 1s, timestamps: false, delayed_ack: off}}
  - {name: book, tcp: {preset: hpbn-2013}}
  - {name: like the book, tcp: {preset: hpbn-2013, initial_window: 10, congestion: cubic, timestamps: true, delayed_ack: 40ms}}
  - {name: old, tcp: {preset: w3c-1997}}
`)
	settings := func(i int) netem.TCP { return s.Runs[i].TCP.Settings() }
	require.Equal(t, netem.TCP{Congestion: "cubic"}, settings(0))
	require.Equal(t, netem.TCP{
		Congestion: "bbr", NoIdleRestart: true, MinRTO: time.Second, NoTimestamps: true, DelayedACK: netem.NoDelay,
	}, settings(1))
	for i, name := range map[int]string{2: "hpbn-2013", 4: "w3c-1997"} {
		preset, err := netem.TCPPreset(name)
		require.NoError(t, err)
		require.Equal(t, preset, settings(i))
	}
	require.Equal(t, netem.TCP{Congestion: "cubic", InitialWindow: 10, DelayedACK: 40 * ms}, settings(3))
}

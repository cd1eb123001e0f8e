package cause_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// play plays a scenario of one run, and makes sure that causes leave no gap.
func play(t *testing.T, text string, change ...func(*setup.Setup)) *timeline.Run {
	t.Helper()
	run := playAny(t, text, change...)
	require.Empty(t, run.Err)
	return run
}

// playAny is play for a load that may not finish.
func playAny(t *testing.T, text string, change ...func(*setup.Setup)) *timeline.Run {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(text))
	require.NoError(t, err)
	var run timeline.Run
	synctest.Test(t, func(t *testing.T) {
		set := s.Runs[0].Setup()
		for _, f := range change {
			f(set)
		}
		run, err = replay.Run(context.Background(), set, replay.Options{Explain: true})
		require.NoError(t, err)
	})
	requireWhole(t, run.Pieces, 0, run.Total)
	for i := range run.Resources {
		requireWhole(t, run.Resources[i].Pieces, run.Resources[i].Start, run.Resources[i].End())
	}
	return &run
}

// requireWhole fails unless pieces follow one another from the first time to the
// second.
func requireWhole(t *testing.T, pieces []timeline.Piece, from, to time.Duration) {
	t.Helper()
	at := from
	for _, p := range pieces {
		require.Equal(t, p.Cause == timeline.Recovery, p.Stage != timeline.NoStage, "a loss has stages, and nothing else has")
		require.Equal(t, at, p.From)
		require.Greater(t, p.To, p.From)
		at = p.To
	}
	require.Equal(t, to, at)
}

// near is how far sums may be from what is reckoned: the browser sees what came
// at the next whole microsecond, a few times a round trip.
const near = float64(40 * time.Microsecond)

func requireCauses(t *testing.T, run *timeline.Run, want map[timeline.Cause]time.Duration) {
	t.Helper()
	got := timeline.AddUp(run.Pieces)
	for c := range got {
		cause := timeline.Cause(c)
		require.InDelta(t, want[cause], got[cause], near, "%v: %v of %v", cause, got[cause], run.Total)
	}
}

const (
	R = 100 * time.Millisecond
	S = time.Millisecond // a packet of 1500 bytes at 12 Mbit/s
)

// One file, of 10 + 20 + 40 segments, no limit of rate: a round trip for the
// connection, one for asking, and one for each window but the first.
func TestSlowStart(t *testing.T) {
	run := play(t, "network: {rtt: 100ms}\npage: {html: 100000B}\n")
	requireCauses(t, run, map[timeline.Cause]time.Duration{timeline.TCP: R, timeline.Asking: R, timeline.SlowStart: 2 * R})
}

// One file over a link: window w leaves it idle for R + S - wS a round, until
// it fills it. What is idle is slow start, and what a window without limit
// saves; the rest is the file's bytes on the link.
func TestOneFile(t *testing.T) {
	const text = "network: {rtt: 100ms, down: 12Mbps, queue: 1000packets}\npage: {html: 300000B}\n"
	run := play(t, text)
	got := timeline.AddUp(run.Pieces)
	idle := 4*(R+S) - (10+20+40+80)*S
	// net/http writes an answer's header with the first 4 kB of its body, which
	// end in a segment that is not full: a window of ten is about a segment less.
	require.InDelta(t, idle, got[timeline.SlowStart], float64(S)*1.5)
	bytes := 300_000 + 200 + 208*52
	require.InDelta(t, time.Duration(bytes)*8*time.Second/12_000_000, got[timeline.Sending], float64(S)*0.3)

	open := play(t, text, func(s *setup.Setup) { s.TCP.InitialWindow, s.TCP.ReceiveBuffer = 1000, 1<<20 })
	require.Zero(t, timeline.AddUp(open.Pieces)[timeline.SlowStart])
	require.InDelta(t, run.Total-open.Total, got[timeline.SlowStart], near)
}

// The ledger counts the rounds that the closed forms have. Windows of 10, 30, 70
// segments, all told, are 14480, 43440, 101360 bytes: 100 kB take three, of which
// the first is the request's. From a first window of 3, 85 kB take five. At
// 50 Mbit/s, which carry 625 kB in a round trip, the windows up to 320 segments
// leave the link idle: six rounds; the next, of 640 and 927 kB, does not.
func TestLedgerOfSlowStart(t *testing.T) {
	for _, c := range []struct{ network, tcp, html, want string }{
		{"", "", "14000B", "TCP 1, 1 wave = 2 RTT"},
		{"", "", "100000B", "TCP 1, 1 wave, slow start 2 = 4 RTT"},
		{"", "tcp: {initial_window: 3}\n", "85000B", "TCP 1, 1 wave, slow start 4 = 6 RTT"},
		{", down: 50Mbps, queue: 10000packets", "", "3000000B", "TCP 1, 1 wave, slow start 6 = 8 RTT"},
	} {
		run := play(t, fmt.Sprintf("network: {rtt: 100ms%s}\n%spage: {html: %s}\n", c.network, c.tcp, c.html))
		require.Equal(t, c.want, run.Ledger().String())
	}
}

// What the server thinks is a cause of its own, and what a server that does not
// saves.
func TestThink(t *testing.T) {
	text := "network: {rtt: 100ms}\npage: {html: 1KB}\nserver: {think: %s}\n"
	run := play(t, fmt.Sprintf(text, "70ms"))
	requireCauses(t, run, map[timeline.Cause]time.Duration{timeline.TCP: R, timeline.Asking: R, timeline.Server: 70 * time.Millisecond})
	require.InDelta(t, run.Total-play(t, fmt.Sprintf(text, "0ms")).Total, 70*time.Millisecond, near)
}

// keep-alive on six connections: 2R + R ceil((n+5)/6). Closing costs as many
// handshakes as there are rounds, and nothing else.
func TestKeepAliveSavesHandshakes(t *testing.T) {
	text := "network: {rtt: 100ms}\nhttp: %q\npage: {html: 1KB, assets: [{count: 96, size: 1KB, type: image}]}\n"
	closing, keeping := play(t, fmt.Sprintf(text, "1.0")), play(t, fmt.Sprintf(text, "1.1"))
	// Of the last ones, one came on a connection that was opened for the images.
	requireCauses(t, keeping, map[timeline.Cause]time.Duration{timeline.TCP: 2 * R, timeline.Asking: 17 * R})
	requireCauses(t, closing, map[timeline.Cause]time.Duration{timeline.TCP: 17 * R, timeline.Asking: 17 * R})
}

// The last segment but one of a window is lost: a round trip later it is sent
// again. Without the loss that time is saved.
func TestRecovery(t *testing.T) {
	text := "network: {rtt: 100ms%s}\ntcp: {initial_window: 50}\npage: {html: 50000B}\n"
	lossy := play(t, fmt.Sprintf(text, ", drop: {down: [20]}"))
	got := timeline.AddUp(lossy.Pieces)
	require.NotZero(t, got[timeline.Recovery])
	require.InDelta(t, lossy.Total-play(t, fmt.Sprintf(text, "")).Total, got[timeline.Recovery], near)
}

// The first SYN is lost: it is sent again after a second (RFC 6298 §2).
func TestLostSYN(t *testing.T) {
	run := play(t, "network: {rtt: 100ms, drop: {up: [1]}}\npage: {html: 1KB}\n")
	requireCauses(t, run, map[timeline.Cause]time.Duration{timeline.TCP: R, timeline.Recovery: time.Second, timeline.Asking: R})
}

// A request that is lost is sent again when the sender's timer says so.
func TestLostRequest(t *testing.T) {
	const text = "network: {rtt: 100ms%s}\npage: {html: 1KB}\n"
	run := play(t, fmt.Sprintf(text, ", drop: {up: [3]}")) // after SYN and ACK
	got := timeline.AddUp(run.Pieces)
	require.NotZero(t, got[timeline.Recovery])
	require.InDelta(t, run.Total-play(t, fmt.Sprintf(text, "")).Total, got[timeline.Recovery], near)
}

// One packet of the first of some files is lost, which share a connection of
// HTTP/2: the others have arrived and are held until it comes again, and would
// not be without the loss.
func TestHeld(t *testing.T) {
	const text = "network: {rtt: 100ms%s}\nhttp: \"2\"\ntcp: {initial_window: 100}\npage: {html: 1KB, assets: [{count: 4, size: 14KB, type: image}]}\n"
	lossy, calm := play(t, fmt.Sprintf(text, ", drop: {down: [3], data_only: true}")), play(t, fmt.Sprintf(text, ""))
	held := 0
	for i := range lossy.Resources {
		if own := timeline.AddUp(lossy.Resources[i].Pieces)[timeline.Held]; own > 0 {
			held++
			require.InDelta(t, lossy.Resources[i].End()-calm.Resources[i].End(), own, near)
			require.InDelta(t, R, own, float64(2*time.Millisecond))
		}
	}
	require.NotZero(t, held)
}

// Of two connections one is warm and one is dialled for the second image. The
// fourth waits for that handshake as the others do, and then for the third,
// which has the connection: limit, in its own time; in the load's it is what
// the third waited for.
func TestLimit(t *testing.T) {
	run := play(t, "network: {rtt: 100ms}\nbrowser: {connections_per_host: 2}\npage: {html: 1KB, assets: [{count: 4, size: 1KB, type: image}]}\n")
	last := &run.Resources[len(run.Resources)-1]
	own := timeline.AddUp(last.Pieces)
	require.NotZero(t, own[timeline.Limit])
	require.Zero(t, timeline.AddUp(run.Pieces)[timeline.Limit])
	require.InDelta(t, R, own[timeline.Asking], near)
	require.InDelta(t, R, own[timeline.TCP], near)
	require.InDelta(t, R, own[timeline.Limit], near)
}

// Names that are looked up.
func TestLookup(t *testing.T) {
	run := play(t, "network: {rtt: 100ms}\nbrowser: {dns: 30ms}\npage: {html: 1KB}\n")
	requireCauses(t, run, map[timeline.Cause]time.Duration{timeline.Lookup: 30 * time.Millisecond, timeline.TCP: R, timeline.Asking: R})
}

// Two images on another name wait for its look-up, both, though one of them has
// started it: their connection is opened for it.
func TestLookupForAnother(t *testing.T) {
	const look = 30 * time.Millisecond
	for _, version := range []string{"2", "3"} {
		run := play(t, fmt.Sprintf("network: {rtt: 100ms}\nbrowser: {dns: 30ms, coalesce: false}\nhttp: %q\ntls: \"1.3\"\npage: {html: 1KB, assets: [{count: 2, size: 1KB, type: image, host: cdn.example.test}]}\n", version))
		require.InDelta(t, 2*look, timeline.AddUp(run.Pieces)[timeline.Lookup], float64(time.Millisecond))
		for i := range run.Resources {
			own := timeline.AddUp(run.Resources[i].Pieces)
			require.InDelta(t, look, own[timeline.Lookup], float64(time.Millisecond), run.Resources[i].URL)
			require.Less(t, own[timeline.OwnTime], time.Millisecond)
		}
	}
}

// What still comes for a connection that has been reset is not taken for the
// connection: what had come on it before was asked for in a round trip, and was
// on the link.
func TestReset(t *testing.T) {
	run := play(t, "network: {rtt: 100ms, down: 20Mbps}\nhttp: \"2\"\ntls: \"1.3\"\nreset: {at: 600ms}\npage: {html: 10KB, assets: [{count: 100, size: 10KB, type: image}]}\n")
	require.Len(t, run.Connections, 2)
	again := 0
	for i := range run.Resources {
		res := &run.Resources[i]
		own := timeline.AddUp(res.Pieces)
		again += res.Repeats
		require.Less(t, own[timeline.Asking], 2*R, res.URL)
		require.NotZero(t, own[timeline.Sending], res.URL)
	}
	require.NotZero(t, again)
}

// Over QUIC a loss holds nobody up but the file that it is of: the streams are
// apart (RFC 9000 §2.2).
func TestStreamsHoldNobody(t *testing.T) {
	const text = "network: {rtt: 100ms, drop: {down: [%d]}}\nhttp: \"3\"\ntls: \"1.3\"\npage: {html: 1KB, assets: [{count: 4, size: 14KB, type: image}]}\n"
	alone := 0
	for drop := 12; drop < 24; drop++ {
		run := play(t, fmt.Sprintf(text, drop))
		hurt := 0
		for i := range run.Resources {
			own := timeline.AddUp(run.Resources[i].Pieces)
			require.Zero(t, own[timeline.Held])
			if own[timeline.Recovery] > R/2 {
				hurt++
			}
		}
		if hurt == 1 {
			alone++
		}
	}
	// A packet with the headers of several answers is a loss to each of them.
	require.GreaterOrEqual(t, alone, 5, "of twelve")
}

// The first datagram is lost: QUIC sends it again when its timer says so, which
// is what a handshake without the loss saves.
func TestLostInitial(t *testing.T) {
	const text = "network: {rtt: 100ms%s}\nhttp: \"3\"\ntls: \"1.3\"\npage: {html: 1KB}\n"
	lossy, calm := play(t, fmt.Sprintf(text, ", drop: {up: [1]}")), play(t, fmt.Sprintf(text, ""))
	got := timeline.AddUp(lossy.Pieces)
	require.NotZero(t, got[timeline.Recovery])
	require.InDelta(t, lossy.Total-calm.Total, got[timeline.Recovery], float64(3*time.Millisecond))
}

// A download over QUIC: the handshake, asking, and a link that is busy with it
// for the rest, once its window is open.
func TestQUICDownload(t *testing.T) {
	run := play(t, "network: {rtt: 100ms, down: 12Mbps, queue: 1000packets}\nhttp: \"3\"\ntls: \"1.3\"\npage: {html: 1MB}\n")
	got := timeline.AddUp(run.Pieces)
	require.InDelta(t, R, got[timeline.QUIC], float64(3*time.Millisecond))
	require.InDelta(t, R, got[timeline.Asking], float64(10*time.Millisecond))                                   // QUIC acknowledges the handshake first
	require.InDelta(t, 1_000_000*8*time.Second/12_000_000, got[timeline.Sending], float64(40*time.Millisecond)) // with headers
	require.Greater(t, got[timeline.SlowStart], R)
	require.Zero(t, got[timeline.Held])
}

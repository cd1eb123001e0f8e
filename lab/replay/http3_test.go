package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// QUIC's handshake is one round trip and has TLS in it (RFC 9001 §4.1), so a
// page takes three: the handshake, the HTML, its objects. With 0-RTT the HTML is
// asked for in the first packet.
//
// That holds for as many objects as can be asked for at once: quic-go sends ten
// full packets together and spreads what follows over the round trip (RFC 9002
// §7.7).
func TestHTTP3Laws(t *testing.T) {
	for _, law := range []struct {
		resume bool
		trips  int
	}{{false, 3}, {true, 2}} {
		for _, n := range []int{1, 10, 25} {
			for _, rtt := range []time.Duration{20 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond} {
				t.Run(fmt.Sprintf("resumed=%v, n=%d, R=%v", law.resume, n, rtt), func(t *testing.T) {
					run := overHTTP3(settings(n, rtt))
					run.TLS.Resume = law.resume
					got := play(t, run, replay.Options{})
					require.Empty(t, got.Err)
					late := got.Total - time.Duration(law.trips)*rtt
					t.Log(late)
					require.GreaterOrEqual(t, late, time.Duration(0))
					require.LessOrEqual(t, late, time.Duration(20*law.trips+n)*time.Microsecond)
				})
			}
		}
	}
}

// A server sends at most three times what it got until it knows that its
// client's address is real (RFC 9000 §8.1). Its first flight is the certificate
// chain and little else; when that does not fit, the rest waits for the client's
// answer: a round trip. A session that is resumed has no certificates. TCP's
// handshake has shown the address to be real before: with a window of ten
// segments the chain costs nothing there.
func TestCertificateChain(t *testing.T) {
	const rtt = 100 * time.Millisecond
	// What else is in the flight: key share, transport parameters, signature,
	// the frames' and packets' headers. Twice that is more than enough.
	const rest = 2500
	first := 0 // bytes of the client's first flight, as UDP carries them
	observe := func(_ string, net *replay.Network) {
		first = 0
		net.Observe(func(e netem.Event) {
			if e.Kind == netem.Delivered && e.To == net.Servers[0] && e.Time < rtt {
				first += len(e.Data)
			}
		})
	}
	play(t, overHTTP3(settings(0, rtt)), replay.Options{Prepare: observe})
	require.Positive(t, first)
	t.Logf("the client's first flight: %d bytes", first)
	for _, tc := range []struct {
		name   string
		change func(*scenario.Run)
		chain  int
		trips  int
	}{
		{"HTTP/3, it fits", func(*scenario.Run) {}, 3*first - rest, 2},
		{"HTTP/3, it does not fit", func(*scenario.Run) {}, 3 * first, 3},
		{"HTTP/3, resumed", func(r *scenario.Run) { r.TLS.Resume = true }, 3 * first, 1},
		{"TLS 1.3 over TCP", func(r *scenario.Run) { r.HTTP = "2" }, 3 * first, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := overHTTP3(settings(0, rtt))
			run.TCP.InitialWindow = 10
			run.Page.Assets = nil
			run.TLS.Chain = tc.chain
			tc.change(&run)
			got := play(t, run, replay.Options{})
			require.Empty(t, got.Err)
			html := got.Resources[0]
			late := html.End() - html.Receive - time.Duration(tc.trips)*rtt
			t.Logf("chain of %d bytes: %d round trips and %v", tc.chain, tc.trips, late)
			require.GreaterOrEqual(t, late, time.Duration(0))
			require.LessOrEqual(t, late, time.Duration(tc.trips)*20*time.Microsecond)
		})
	}
}

// A connection has a hundred requests under way at most, and as many as that if
// there is so much to ask for.
func TestHTTP3RequestsAtOnce(t *testing.T) {
	run := overHTTP3(settings(250, 100*time.Millisecond))
	run.Page.Assets[0].Think = time.Second // so that all that can be asked for has been
	got := play(t, run, replay.Options{})
	require.Empty(t, got.Err)
	most := 0
	for _, r := range got.Resources {
		sent, now := r.Start+r.Blocked, 0
		for _, other := range got.Resources {
			if other.Start+other.Blocked <= sent && sent < other.End() {
				now++
			}
		}
		most = max(most, now)
	}
	require.Equal(t, 100, most)
}

// One lost packet holds up the streams whose bytes it carried, over TCP all
// whose bytes come behind it (RFC 9000 §2, RFC 9114 §2). Five files come at once
// over a link that takes 1.2 ms for a packet; one packet in the middle is lost,
// and comes again a round trip later.
func TestLossHoldsUpOneStream(t *testing.T) {
	const rtt = 100 * time.Millisecond
	for _, tc := range []struct {
		http        string
		least, most int // files that are late
	}{{"2", 3, 3}, {"3", 1, 2}} {
		t.Run("HTTP/"+tc.http, func(t *testing.T) {
			run := overHTTP3(settings(5, rtt))
			run.HTTP = tc.http
			run.TCP.InitialWindow = 32 // as quic-go has it
			run.Network.Down, run.Network.Up = 10*netem.Mbps, 10*netem.Mbps
			run.Page.Assets = []scenario.Assets{{Count: 5, Size: 6000, Type: page.Image}}
			var full []int // numbers of the origin's full packets
			sent := 0
			whole := play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) {
				net.Observe(func(e netem.Event) {
					if e.Kind != netem.Sent || e.From != net.Servers[0] {
						return
					}
					sent++
					if e.Size > 1000 {
						full = append(full, sent)
					}
				})
			}})
			require.Empty(t, whole.Err)
			require.Zero(t, whole.Dropped)
			// A packet that is not full may carry the headers of many responses. Where
			// goroutines are scheduled in another order the packets have other numbers.
			var holed timeline.Run
			for middle, size := full[len(full)*6/10], 0; size < 1000; middle++ {
				holed = play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) {
					lossy := netem.Path{RTT: rtt, Back: netem.Direction{Drop: netem.Drops{Packets: []int{middle}}}}
					require.NoError(t, net.Path(net.Browser, net.Servers[0], lossy))
					net.Observe(func(e netem.Event) {
						if e.Kind == netem.Dropped {
							size = e.Size
						}
					})
				}})
				require.Empty(t, holed.Err)
				require.Equal(t, 1, holed.Dropped)
			}
			late := 0
			for i, r := range holed.Resources[1:] {
				by := r.End() - whole.Resources[1+i].End()
				t.Logf("%s: %v later", r.Path, by)
				if by > rtt/2 {
					late++
				}
			}
			require.GreaterOrEqual(t, late, tc.least)
			require.LessOrEqual(t, late, tc.most)
		})
	}
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// A server thinks about a page for T; the page has a style sheet, and that a
// font. Asked for when they are named they come one round trip after another: h
// + 1 trips and T for the page, then 2. A hint is there after h + 1 trips
// without T, and what it names one trip later; what is pushed is there with the
// hint. The page itself comes after h + 1 trips and T all the same.
func TestAhead(t *testing.T) {
	const rtt = 100 * time.Millisecond
	for _, tc := range []struct {
		http, tls string
		shake     int // h, round trips
		ahead     page.Ahead
		last      func(page, think time.Duration) time.Duration
	}{
		{"2", "", 1, page.NotAhead, func(p, t time.Duration) time.Duration { return p + t + 2*rtt }},
		{"2", "", 1, page.Hints, func(p, t time.Duration) time.Duration { return max(p+t, p+2*rtt) }},
		{"2", "1.3", 2, page.Hints, func(p, t time.Duration) time.Duration { return max(p+t, p+2*rtt) }},
		{"3", "1.3", 1, page.Hints, func(p, t time.Duration) time.Duration { return max(p+t, p+2*rtt) }},
		{"2", "", 1, page.Push, func(p, t time.Duration) time.Duration { return max(p+t, p+rtt) }},
		{"2", "1.3", 2, page.Push, func(p, t time.Duration) time.Duration { return max(p+t, p+rtt) }},
	} {
		for _, think := range []time.Duration{50 * time.Millisecond, 150 * time.Millisecond, 400 * time.Millisecond} {
			t.Run(fmt.Sprintf("HTTP/%s, TLS %q, ahead %s, T=%v", tc.http, tc.tls, tc.ahead, think), func(t *testing.T) {
				run := settings(0, rtt)
				run.HTTP, run.TLS.Version, run.Server.Think = tc.http, tc.tls, think
				run.Page.Assets = []scenario.Assets{
					{Count: 1, Size: 1, Type: page.CSS, Ahead: tc.ahead},
					{Count: 1, Size: 1, Type: page.Font},
				}
				out := play(t, run, replay.Options{})
				require.Empty(t, out.Err)
				require.Len(t, out.Resources, 3)
				want := tc.last(time.Duration(tc.shake+1)*rtt, think)
				require.GreaterOrEqual(t, out.Total, want-time.Microsecond)
				require.LessOrEqual(t, out.Total-want, 200*time.Microsecond)
				for i := range out.Resources {
					require.Equal(t, 200, out.Resources[i].Status)
				}
				// The page waits for the server's thinking, not for its hint.
				require.InDelta(t, float64(rtt+think), float64(out.Resources[0].Wait), float64(100*time.Microsecond))
			})
		}
	}
}

// Hints and pushes come the same every time, with loss too.
func TestAheadSameEveryTime(t *testing.T) {
	for _, tc := range []struct {
		http  string
		ahead page.Ahead
		loss  float64
	}{{"2", page.Hints, 0}, {"3", page.Hints, 0.02}, {"2", page.Push, 0}, {"2", page.Push, 0.02}} {
		t.Run(fmt.Sprintf("HTTP/%s, ahead %s, loss %v", tc.http, tc.ahead, tc.loss), func(t *testing.T) {
			run := full()
			run.HTTP, run.TLS.Version, run.Server.Think = tc.http, "1.3", 40*time.Millisecond
			run.Network.LossDown, run.Network.LossUp = tc.loss, tc.loss
			for i := range run.Page.Assets {
				run.Page.Assets[i].Count /= 2
			}
			run.Page.Assets[2].Ahead = tc.ahead // the style sheets
			run.Page.Assets = append(run.Page.Assets, scenario.Assets{Count: 2, Size: 20_000, Type: page.Font, Ahead: tc.ahead})
			sameEveryTime(t, run)
		})
	}
}

// What is pushed after it has been asked for is refused, and comes once.
func TestPushTooLate(t *testing.T) {
	run := settings(30, 50*time.Millisecond)
	run.HTTP, run.Page.HTML = "2", 1_000_000
	run.Network.Down, run.Network.Up = 4*netem.Mbps, netem.Mbps
	run.Page.Assets[0].Size, run.Page.Assets[0].Ahead = 20_000, page.Push
	out := play(t, run, replay.Options{})
	require.Empty(t, out.Err)
	require.Len(t, out.Resources, 31)
	for i := range out.Resources {
		require.Empty(t, out.Resources[i].Err)
	}
	require.Less(t, out.BytesDown, int64(1_600_000+160_000))
}

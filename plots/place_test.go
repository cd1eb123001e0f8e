package plots_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// Messages have their names in both pictures, and every picture says at which
// host its times were taken.
func TestTracesNameMessagesAndClocks(t *testing.T) {
	run, trace := timelinetest.Trace()
	for name, c := range map[string]struct {
		chart plots.Chart
		says  []string
	}{
		"sequence": {must(plots.NewSequence(&run, &trace))(t), []string{"GET /", "200 /", "sequence number · times: at the server, www.example.test"}},
		"ladder":   {must(plots.NewLadder(&run, &trace))(t), []string{"GET /", "200 /", "times: when each host sends, by one clock"}},
		"window":   {must(plots.NewWindow(&run, &trace))(t), []string{"segments · times: at the server, www.example.test"}},
		"queue":    {must(plots.NewQueue(&run, &trace))(t), []string{"waiting · times: at the link to the browser"}},
	} {
		text := svg(t, c.chart)
		for _, says := range c.says {
			require.Contains(t, text, ">"+says+"<", name)
		}
	}
}

// What was lost is a black cross, what is sent again is red: marks of different
// form and lightness.
func TestLostAndSentAgainAreApart(t *testing.T) {
	run, trace := timelinetest.Trace()
	const cross, red = `stroke="#202124" stroke-width="2.5"`, `fill="#C04040"`
	sequence := func() string { return svg(t, must(plots.NewSequence(&run, &trace))(t)) }
	both := sequence()
	require.Contains(t, both, cross)
	require.Contains(t, both, red)
	for i := range trace.Segments {
		trace.Segments[i].Dropped = ""
	}
	require.NotContains(t, sequence(), cross)
	for i := range trace.Segments {
		trace.Segments[i].Again = false
	}
	require.NotContains(t, sequence(), red)
}

// A timeout is as long in the picture as in time, and says how long it was.
func TestTimeoutsAreLabelled(t *testing.T) {
	run, trace := timelinetest.Trace()
	syn := trace.Segments[0]
	trace.Segments[0].Dropped, trace.Segments[0].Arrived = "lost on the path", 0
	for i, timeout := range []time.Duration{time.Second, 2 * time.Second} {
		again := syn
		again.Sent += time.Duration(2*i+1) * time.Second
		again.Arrived = again.Sent + 50*time.Millisecond
		again.Again, again.Timeout, again.Timeouts = true, timeout, i+1
		trace.Segments = append(trace.Segments, again)
	}
	probe := timeline.Segment{Sent: 3500 * time.Millisecond, Seq: 1, Bytes: 100, Again: true, Probe: true, Timeout: 250 * time.Millisecond, Timeouts: 1}
	trace.Segments = append(trace.Segments, probe)
	sequence := svg(t, must(plots.NewSequence(&run, &trace))(t))
	for _, words := range []string{"browser: timeout 1 s", "browser: timeout 2 s, doubled", "probe after 250 ms"} {
		require.Contains(t, sequence, ">"+words+"<")
	}
	ladder, err := plots.NewLadder(&run, &trace)
	require.NoError(t, err)
	ladder.Rows = 100
	for _, words := range []string{"timeout 1 s", "timeout 2 s, doubled", "probe after 250 ms"} {
		require.Contains(t, svg(t, ladder), ">"+words+"<")
	}
}

// The edge of the receive window is in the picture when it is near, and else it
// is said how far up it goes.
func TestReceiveWindow(t *testing.T) {
	run, trace := timelinetest.Trace()
	words := "receive window: up to"
	require.Contains(t, svg(t, must(plots.NewSequence(&run, &trace))(t)), words)
	for i := range trace.Segments {
		trace.Segments[i].Window = 50_000
	}
	require.NotContains(t, svg(t, must(plots.NewSequence(&run, &trace))(t)), words)
}

// A connection of QUIC has all four pictures, in its own words.
func TestTracesOfQUIC(t *testing.T) {
	run, trace := timelinetest.Trace()
	trace.QUIC = true
	for i := range trace.Segments {
		s := &trace.Segments[i]
		s.Flags, s.Number, s.Carried = "1-RTT", int64(i), s.Bytes
		if i < 2 {
			s.Flags, s.Bytes, s.Carried = "Initial", 1200, 1000
			s.Messages = []string{[]string{"ClientHello", "ServerHello"}[i]}
		}
	}
	all, err := plots.Traces(&run, &trace)
	require.NoError(t, err)
	require.Len(t, all, 4)
	sequence := svg(t, all[0].Chart)
	for _, words := range []string{"download: every packet of connection 1", "newest packet acknowledged", "with data that is sent again", "ServerHello"} {
		require.Contains(t, sequence, ">"+words+"<")
	}
	require.NotContains(t, sequence, "receive window")
	ladder := svg(t, all[1].Chart)
	for _, words := range []string{"ClientHello", "Initial 0, 1200 bytes", "handshake"} {
		require.Contains(t, ladder, ">"+words+"<")
	}
	require.Contains(t, svg(t, all[2].Chart), ">bytes · times: at the server, www.example.test<")
}

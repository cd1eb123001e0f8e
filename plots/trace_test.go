package plots_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// The pictures of a connection look as they did when somebody last looked at
// them.
func TestGoldenTraces(t *testing.T) {
	run, trace := timelinetest.Trace()
	for name, chart := range map[string]func(*testing.T) plots.Chart{
		"sequence": must(plots.NewSequence(&run, &trace)),
		"ladder":   must(plots.NewLadder(&run, &trace)),
		"window":   must(plots.NewWindow(&run, &trace)),
		"queue":    must(plots.NewQueue(&run, &trace)),
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, plots.Write(&got, chart(t), "png"))
			path := filepath.Join("testdata", name+".png")
			if *update {
				require.NoError(t, os.WriteFile(path, got.Bytes(), 0o666))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "go test ./plots -update draws it")
			requireSamePicture(t, decode(t, want), decode(t, got.Bytes()))
		})
	}
}

// A connection that is opened late, as by a second visit, is drawn as one that is
// opened at once, and it is said from when on.
func TestLateConnectionFillsThePicture(t *testing.T) {
	run, trace := timelinetest.Trace()
	_, late := timelinetest.Trace()
	const by = 10 * time.Second
	for i := range late.Segments {
		s := &late.Segments[i]
		s.Sent += by
		if s.Arrived > 0 {
			s.Arrived += by
		}
	}
	for i := range late.Sender {
		late.Sender[i].Time += by
	}
	clock := regexp.MustCompile(`<text .*times: .*</text>`)
	for name, chart := range map[string]func(*timeline.Trace) plots.Chart{
		"sequence": func(trace *timeline.Trace) plots.Chart { return must(plots.NewSequence(&run, trace))(t) },
		"ladder":   func(trace *timeline.Trace) plots.Chart { return must(plots.NewLadder(&run, trace))(t) },
		"window":   func(trace *timeline.Trace) plots.Chart { return must(plots.NewWindow(&run, trace))(t) },
	} {
		want, got := svg(t, chart(&trace)), svg(t, chart(&late))
		require.NotContains(t, want, "from", name)
		require.Contains(t, clock.FindString(got), ", from 10 s on", name)
		require.Equal(t, clock.ReplaceAllString(want, ""), clock.ReplaceAllString(got, ""), name)
	}
}

func svg(t *testing.T, chart plots.Chart) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, plots.Write(&b, chart, "svg"))
	return b.String()
}

// The ladder says what a textbook says: the handshake with its options, the
// request, a window of ten segments back to back, a segment that was lost, and
// that it was sent again.
func TestLadderSays(t *testing.T) {
	run, trace := timelinetest.Trace()
	ladder, err := plots.NewLadder(&run, &trace)
	require.NoError(t, err)
	text := svg(t, ladder)
	for _, label := range []string{
		"SYN seq=0 win=64240 mss=1460",
		"SYN, ACK seq=0 ack=1 win=65160 mss=1460",
		"GET /", "seq=1, 400 bytes",
		"200 /", "10 segments, 14480 bytes, up to 14481",
		"10 ACKs, up to 14481",
		"ACK seq=34753 ack=401, 1448 bytes, lost on the path", // 1 + 24*1448
		"ACK seq=34753 ack=401, 1448 bytes, sent again",
	} {
		require.Contains(t, text, ">"+label+"<")
	}

	ladder.Rows = 2
	text = svg(t, ladder)
	require.Contains(t, text, "SYN, ACK")
	require.NotContains(t, text, "lost on the path")
}

// A legend names what there is to see, and nothing else.
func TestTraceLegends(t *testing.T) {
	run, trace := timelinetest.Trace()
	sequence, err := plots.NewSequence(&run, &trace)
	require.NoError(t, err)
	window, err := plots.NewWindow(&run, &trace)
	require.NoError(t, err)
	queue, err := plots.NewQueue(&run, &trace)
	require.NoError(t, err)
	require.Contains(t, svg(t, sequence), ">sent again<")
	require.Contains(t, svg(t, sequence), ">lost<")
	require.Contains(t, svg(t, sequence), ">edge of the receive window<")
	require.Contains(t, svg(t, window), ">slow start threshold<")
	require.Contains(t, svg(t, queue), ">1 packet dropped<")

	for i := range trace.Segments { // as if nothing had been lost, and the window were huge
		s := &trace.Segments[i]
		s.Again, s.Dropped, s.Window = false, "", 1<<30
	}
	for i := range trace.Sender {
		trace.Sender[i].Ssthresh = 0
	}
	for i := range trace.Queue {
		trace.Queue[i].Dropped = false
	}
	require.Contains(t, svg(t, sequence), ">sent again<", "a chart does not change with what it was made of")
	sequence, err = plots.NewSequence(&run, &trace)
	require.NoError(t, err)
	window, err = plots.NewWindow(&run, &trace)
	require.NoError(t, err)
	queue, err = plots.NewQueue(&run, &trace)
	require.NoError(t, err)
	require.NotContains(t, svg(t, sequence), ">sent again<")
	require.Contains(t, svg(t, sequence), ">receive window: up to 1074 MB, above the picture<")
	require.NotContains(t, svg(t, window), ">slow start threshold<")
	require.NotContains(t, svg(t, queue), "dropped")
}

func TestTracesThatCannotBeDrawn(t *testing.T) {
	run, good := timelinetest.Trace()
	for want, change := range map[string]func(*timeline.Trace){
		"the trace has no segments: there is nothing to draw":        func(tr *timeline.Trace) { tr.Segments = nil },
		"segment 2 of the trace has a negative time or number":       func(tr *timeline.Trace) { tr.Segments[2].Sent = -time.Second },
		"the trace takes no time: it cannot be drawn on a time axis": func(tr *timeline.Trace) { tr.Segments = []timeline.Segment{{Flags: "SYN"}} },
		"the trace of connection 1 has nothing of the server's TCP":  func(tr *timeline.Trace) { tr.Sender = nil },
	} {
		_, trace := timelinetest.Trace()
		change(&trace)
		_, err := plots.Traces(&run, &trace)
		require.EqualError(t, err, want)
	}
	all, err := plots.Traces(&run, &good)
	require.NoError(t, err)
	require.Len(t, all, 4)
	good.Queue = nil // an unlimited link
	all, err = plots.Traces(&run, &good)
	require.NoError(t, err)
	require.Len(t, all, 3)
}

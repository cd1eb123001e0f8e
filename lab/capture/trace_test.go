package capture_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// traceOf plays a download of 300 kB at 9 Mbit/s, with room for 20 packets and
// RTT 60 ms, and traces it.
func traceOf(t *testing.T, http string, loss float64) (run timeline.Run, trace timeline.Trace, ok bool, dropped int) {
	t.Helper()
	settings := scenario.Run{
		Name: "run", Seed: 5, HTTP: http,
		Network: scenario.Network{RTT: 60 * time.Millisecond, Down: 9 * netem.Mbps, Queue: netem.Queue{Packets: 20}, LossDown: loss},
		Page:    scenario.Page{HTML: 300_000, Hosts: 1, Assets: []scenario.Assets{{Count: 1, Size: 100, Type: page.CSS}}},
		Browser: scenario.Browser{ConnectionsPerHost: 1},
	}
	if http == "3" {
		settings.TLS.Version = "1.3"
	}
	synctest.Test(t, func(t *testing.T) {
		var tracer *capture.Tracer
		var err error
		run, err = replay.Run(context.Background(), settings.Setup(), replay.Options{
			Prepare: func(_ string, net *replay.Network) {
				tracer = capture.NewTracer(net.Network, net.Browser)
				net.Observe(func(e netem.Event) {
					if e.Kind == netem.Dropped && e.Reason == netem.QueueFull {
						dropped++
					}
				})
			},
			Done: func(string) { tracer.Stop() },
		})
		require.NoError(t, err)
		require.Empty(t, run.Err)
		trace, ok = tracer.Trace(&run.Connections[0])
	})
	return run, trace, ok, dropped
}

// A trace has every segment of the connection, with what the timeline counts of
// them.
func TestTrace(t *testing.T) {
	run, trace, ok, _ := traceOf(t, "1.1", 0.02)
	require.True(t, ok)
	require.Equal(t, 1, trace.Connection)
	require.Equal(t, "browser", trace.Client)
	require.Equal(t, "www.example.test", trace.Server)

	// The handshake: half a round trip each way, and 60 bytes at 9 Mbit/s.
	syn, synack := trace.Segments[0], trace.Segments[1]
	require.Equal(t, timeline.Segment{
		Up: true, Sent: syn.Sent, Arrived: syn.Sent + 30*time.Millisecond, Flags: "SYN", Size: 60, Window: 64240, MSS: 1460,
	}, syn)
	require.Equal(t, "SYN, ACK", synack.Flags)
	require.Equal(t, syn.Arrived, synack.Sent)
	require.Equal(t, 30*time.Millisecond+60*8*time.Second/9_000_000, synack.Arrived-synack.Sent)

	var down, up, again, lost int
	var bytesDown, bytesUp int64
	for _, s := range trace.Segments {
		if s.Again {
			again++
		}
		if s.Dropped != "" {
			require.Zero(t, s.Arrived)
			lost++
		}
		switch {
		case s.Up:
			up, bytesUp = up+1, bytesUp+int64(s.Size)
		case s.Arrived > 0:
			down, bytesDown = down+1, bytesDown+int64(s.Size)
		}
	}
	require.Positive(t, again)
	require.Equal(t, run.Retransmits, again)
	require.Equal(t, run.Dropped, lost)
	require.Equal(t, run.PacketsDown, down)
	require.Equal(t, run.PacketsUp, up)
	require.Equal(t, run.BytesDown, bytesDown)
	require.Equal(t, run.BytesUp, bytesUp)
}

// The server starts with a window of ten segments, measures no round trip below
// the path's, and a loss lowers its threshold.
func TestTraceOfTheSender(t *testing.T) {
	_, trace, _, _ := traceOf(t, "1.1", 0.02)
	require.Equal(t, 10, trace.Sender[0].Cwnd)
	samples, threshold := 0, 0
	for i, s := range trace.Sender {
		if i > 0 {
			require.GreaterOrEqual(t, s.Time, trace.Sender[i-1].Time)
		}
		if s.Sample > 0 {
			samples++
			require.GreaterOrEqual(t, s.Sample, 60*time.Millisecond)
		}
		threshold = max(threshold, s.Ssthresh)
	}
	require.Positive(t, threshold)

	// An ACK measures a round trip when it acknowledges something new. Nothing
	// towards the server is lost or overtaken here.
	fresh, acked := 0, int64(0)
	for _, s := range trace.Segments {
		if s.Up && s.Arrived > 0 && s.Ack > acked {
			fresh, acked = fresh+1, s.Ack
		}
	}
	require.Equal(t, fresh, samples)
}

// The queue fills up to its 20 packets, and what does not fit is dropped there.
func TestTraceOfTheQueue(t *testing.T) {
	_, trace, _, full := traceOf(t, "1.1", 0)
	most, drops := 0, 0
	for _, d := range trace.Queue {
		most = max(most, d.Packets)
		if d.Dropped {
			drops++
		}
	}
	require.Equal(t, 20, most)
	require.Positive(t, drops)
	require.Equal(t, full, drops)
}

// There is no TCP in HTTP/3.
func TestNoTrace(t *testing.T) {
	_, _, ok, _ := traceOf(t, "3", 0)
	require.False(t, ok)
}

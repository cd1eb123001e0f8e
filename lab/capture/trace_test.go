package capture_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/lab/internal/quicnet"
	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// traceOf plays a download of 300 kB at 9 Mbit/s, with room for 20 packets and
// RTT 60 ms, and traces it.
func traceOf(t *testing.T, http string, loss float64, changes ...func(*setup.Setup)) (run timeline.Run, trace timeline.Trace, ok bool, dropped int) {
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
	s := settings.Setup()
	for _, change := range changes {
		change(s)
	}
	synctest.Test(t, func(t *testing.T) {
		var tracer *capture.Tracer
		var watch *quicnet.Watch
		var err error
		run, err = replay.Run(context.Background(), s, replay.Options{
			Explain: true,
			Prepare: func(_ string, net *replay.Network) {
				tracer, watch = capture.NewTracer(net.Network, net.Browser), net.Watch
				net.KeyLog = tracer.KeyLog()
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
		trace, ok = tracer.Trace(&run.Connections[0], watch)
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

// messages are those of a trace that was sent without losses, in their order.
func messages(trace *timeline.Trace) (up, down []string) {
	for i := range trace.Segments {
		if s := &trace.Segments[i]; s.Up {
			up = append(up, s.Messages...)
		} else {
			down = append(down, s.Messages...)
		}
	}
	return up, down
}

// Segments say what begins in them, also under TLS.
func TestTraceOfMessages(t *testing.T) {
	gets, answers := []string{"GET /", "GET /asset-001.css"}, []string{"200 /", "200 /asset-001.css"}
	hello, answer := []string{"ClientHello", "Finished"}, []string{"ServerHello", "EncryptedExtensions", "Certificate", "CertificateVerify", "Finished", "NewSessionTicket"}
	all := func(parts ...[]string) []string { return slices.Concat(parts...) }
	for _, c := range []struct {
		name, http, tls string
		up, down        []string
	}{
		{"in the clear", "1.1", "", gets, answers},
		{"HTTP/1.1", "1.1", "1.3", all(hello, gets), all(answer, answers)},
		{"HTTP/2", "2", "1.3", all(hello, []string{"SETTINGS"}, gets), all(answer, []string{"SETTINGS"}, answers)},
		{"HTTP/3", "3", "1.3", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, trace, ok, _ := traceOf(t, c.http, 0, func(s *setup.Setup) {
				s.PageServer().Server.TLS = c.tls
				for i := range s.Hosts {
					s.Hosts[i].Link.Queue = netem.Queue{}
				}
			})
			require.True(t, ok)
			up, down := messages(&trace)
			if c.http != "3" {
				require.Equal(t, c.up, up)
				require.Equal(t, c.down, down)
				return
			}
			for _, name := range []string{"ClientHello", "Finished", "SETTINGS", "GET /", "GET /asset-001.css"} {
				require.Contains(t, up, name)
			}
			for _, name := range []string{"ServerHello", "EncryptedExtensions … Finished", "SETTINGS", "HANDSHAKE_DONE", "200 /", "200 /asset-001.css"} {
				require.Contains(t, down, name)
			}
		})
	}
}

// A SYN is sent again after 1 s and then after twice that (RFC 6298 §2.1, §5.5).
func TestTraceOfTimeouts(t *testing.T) {
	_, trace, ok, _ := traceOf(t, "1.1", 0, func(s *setup.Setup) {
		for i := range s.Paths {
			s.Paths[i].There.Drop = netem.Drops{Packets: []int{1, 2}}
		}
	})
	require.True(t, ok)
	require.Equal(t, []time.Duration{0, time.Second, 2 * time.Second}, []time.Duration{
		trace.Segments[0].Timeout, trace.Segments[1].Timeout, trace.Segments[2].Timeout,
	})
	require.Equal(t, 2, trace.Segments[2].Timeouts)
	for _, s := range trace.Segments[3:] {
		require.Zero(t, s.Timeout)
	}
}

// The packets of HTTP/3 are traced like segments: all bytes of the connection are
// in them, and what was lost goes again in others.
func TestTraceOfQUIC(t *testing.T) {
	run, trace, ok, _ := traceOf(t, "3", 0.02)
	require.True(t, ok)
	require.True(t, trace.QUIC)
	require.Equal(t, "browser", trace.Client)
	require.Equal(t, "www.example.test", trace.Server)
	var end [2]int64
	var lost, again int
	for i := range trace.Segments {
		s := &trace.Segments[i]
		side := 0
		if s.Up {
			side = 1
		}
		require.Equal(t, end[side], s.Seq)
		require.LessOrEqual(t, s.Ack, end[1-side], "nothing is acknowledged that was not sent")
		end[side] = s.End()
		if s.Again {
			again++
		}
		if s.Dropped != "" {
			require.Zero(t, s.Arrived)
			lost++
		}
	}
	require.Equal(t, run.Dropped, lost)
	require.Positive(t, again)
	require.Equal(t, "Initial", trace.Segments[0].Flags)
	require.Greater(t, end[0], int64(300_000), "the file is in it")
	samples := 0
	for _, s := range trace.Sender {
		require.Positive(t, s.Cwnd)
		if s.Sample > 0 {
			samples++
			require.GreaterOrEqual(t, s.Sample, 60*time.Millisecond)
		}
	}
	require.Positive(t, samples)
}

// Where nobody watched QUIC there is nothing to be seen of it.
func TestNoTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: 1})
		defer n.Close()
		_, ok := capture.NewTracer(n, n.Host("browser", netem.Link{})).Trace(&timeline.Connection{Protocol: "h3"}, nil)
		require.False(t, ok)
	})
}

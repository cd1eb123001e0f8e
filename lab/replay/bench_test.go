//go:build unix

package replay_test

import (
	"context"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// BenchmarkPage is what a page of 101 resources of 10 KB costs to play, network
// and servers included, in processor time beside the floor of its protocol: the
// same requests over a pipe. One thread is the fast way: run it with -cpu 1.
//
// HTTP/3 says in x-packets how many packets it has beside its floor, 1.3 times as
// many: over a network they arrive one by one, and quic-go acknowledges every
// second; from the pipe it takes them in heaps and acknowledges a heap.
func BenchmarkPage(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command has it
	for _, bc := range []struct {
		name   string
		floor  floor
		change func(*scenario.Run)
	}{
		{"HTTP=1.0", floorHTTP1, func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) }},
		{"HTTP=1.1", floorHTTP1, func(*scenario.Run) {}},
		{"HTTP=1.1,TLS=1.3", floorHTTP1, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"HTTP=1.1,pipelined", floorHTTP1, func(r *scenario.Run) { r.Pipeline = true }},
		{"HTTP=2", floorHTTP2, func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP=2,TLS=1.3", floorHTTP2, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
		{"HTTP=3", floorHTTP3, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "3", "1.3" }},
	} {
		b.Run(bc.name, func(b *testing.B) {
			run := benchPage()
			bc.change(&run)
			var out timeline.Run
			datagrams := floorDatagrams.Load()
			besideFloor(b, func() { out = loadPage(b, &run, replay.Options{}) }, bc.floor)
			if datagrams = (floorDatagrams.Load() - datagrams) / int64(b.N); datagrams > 0 {
				b.ReportMetric(float64(out.PacketsDown+out.PacketsUp)/float64(datagrams), "x-packets")
			}
		})
	}
}

// BenchmarkExplain is what it costs to be told why, as a multiple of the same
// page without. Where a queue has dropped packets the page is played twice for
// that.
func BenchmarkExplain(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, version := range []string{"1.0", "1.1", "2"} {
		b.Run("HTTP="+version, func(b *testing.B) {
			run := benchPage()
			run.HTTP, run.KeepAlive = version, new(version != "1.0")
			run.Network.Queue = netem.Queue{Packets: 10_000}
			besideFloor(b, func() { loadPage(b, &run, replay.Options{Explain: true}) },
				func(b *testing.B) { loadPage(b, &run, replay.Options{}) })
		})
	}
}

// benchPage is the page that is played.
func benchPage() scenario.Run {
	run := settings(100, 100*time.Millisecond)
	run.TCP = scenario.TCP{}
	run.Network.Down, run.Network.Up = 20*netem.Mbps, 5*netem.Mbps
	run.Page = scenario.Page{HTML: 10000, Hosts: 1, Assets: []scenario.Assets{{Count: 100, Size: 10000, Type: page.Image}}}
	return run
}

func loadPage(b *testing.B, run *scenario.Run, opt replay.Options) timeline.Run {
	out, err := replay.Run(context.Background(), run.Setup(), opt)
	if err != nil || out.Err != "" {
		b.Error(err, out.Err)
	}
	return out
}

// inBubble runs f in virtual time from a benchmark, which has no *testing.T to
// offer.
func inBubble(b *testing.B, f func()) {
	b.Helper()
	synctest.Test(new(testing.T), func(*testing.T) { f() })
}

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
	"rttlab/netem"
)

// BenchmarkPage is what a page of 101 resources of 10 KB costs to play, network
// and servers included, in processor time beside the floor of its protocol: the
// same requests over a pipe. One thread is the fast way: run it with -cpu 1.
func BenchmarkPage(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command has it
	for _, bc := range []struct {
		name   string
		floor  floor
		change func(*scenario.Run)
	}{
		{"HTTP=1.0", floorHTTP1, func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", false }},
		{"HTTP=1.1", floorHTTP1, func(*scenario.Run) {}},
		{"HTTP=1.1,TLS=1.3", floorHTTP1, func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"HTTP=1.1,pipelined", floorHTTP1, func(r *scenario.Run) { r.Pipeline = true }},
		{"HTTP=2", floorHTTP2, func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP=2,TLS=1.3", floorHTTP2, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
		{"HTTP=3", floorHTTP3, func(r *scenario.Run) { r.HTTP, r.TLS.Version = "3", "1.3" }},
	} {
		b.Run(bc.name, func(b *testing.B) {
			run := settings(100, 100*time.Millisecond)
			run.TCP = scenario.TCP{}
			run.Network.Down, run.Network.Up = 20*netem.Mbps, 5*netem.Mbps
			run.Page = scenario.Page{HTML: 10000, Hosts: 1, Assets: []scenario.Assets{{Count: 100, Size: 10000, Type: page.Image}}}
			bc.change(&run)
			besideFloor(b, func() {
				out, err := replay.Run(context.Background(), run.Setup(), replay.Options{})
				if err != nil || out.Err != "" {
					b.Error(err, out.Err)
				}
			}, bc.floor)
		})
	}
}

// inBubble runs f in virtual time from a benchmark, which has no *testing.T to
// offer.
func inBubble(b *testing.B, f func()) {
	b.Helper()
	synctest.Test(new(testing.T), func(*testing.T) { f() })
}

package replay_test

import (
	"testing"
	"time"

	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// full is a run in which everything shares everything: a slow link, files that
// do not fit a window, thinking servers.
func full() scenario.Run {
	run := settings(0, 60*time.Millisecond)
	run.TCP = scenario.TCP{}
	run.Network.Down, run.Network.Up = 9*netem.Mbps, 1500*netem.Kbps
	run.Page = scenario.Page{HTML: 30000, Hosts: 1, Assets: []scenario.Assets{
		{Count: 20, Size: 10000, Type: page.Image},
		{Count: 10, Size: 40000, Type: page.JS, Think: 20 * time.Millisecond},
		{Count: 10, Size: 300, Type: page.CSS},
	}}
	return run
}

// many is 200 files, which are half as many in a run.
func many(host string) []scenario.Assets {
	return []scenario.Assets{{Count: 200, Size: 10000, Type: page.Image, Host: host}}
}

// The same settings and seed give the same timeline, to the byte, however the
// goroutines were scheduled.
func TestSameEveryTime(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*scenario.Run)
	}{
		{"HTTP/1.0", func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) }},
		{"HTTP/1.1, 3 domains", func(r *scenario.Run) { r.Page.Hosts = 3 }},
		{"DNS, 3 names, loss", func(r *scenario.Run) {
			r.Page.Hosts, r.Browser.DNS = 3, scenario.DNS{RTT: 30 * time.Millisecond, Think: 5 * time.Millisecond}
			r.Network.LossDown, r.Network.LossUp = 0.1, 0.1
		}},
		{"HTTP/2, DNS, 3 names", func(r *scenario.Run) {
			r.HTTP, r.Page.Hosts, r.Browser.DNS = "2", 3, scenario.DNS{RTT: 30 * time.Millisecond}
		}},
		{"pipelined", func(r *scenario.Run) { r.Pipeline = true }},
		{"HTTP/1.1, TLS 1.3", func(r *scenario.Run) { r.TLS.Version = "1.3" }},
		{"HTTP/2", func(r *scenario.Run) { r.HTTP = "2" }},
		{"HTTP/2, TLS 1.3", func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" }},
		{"HTTP/2, loss and jitter", func(r *scenario.Run) {
			r.HTTP = "2"
			r.Network.LossDown, r.Network.LossUp, r.Network.Jitter = 0.02, 0.01, 5*time.Millisecond
		}},
		{"HTTP/1.1, loss and jitter", func(r *scenario.Run) {
			r.Network.LossDown, r.Network.LossUp, r.Network.Jitter = 0.02, 0.01, 5*time.Millisecond
		}},
		{"no delay, unlimited", func(r *scenario.Run) { r.Network = scenario.Network{} }},
		{"no delay, unlimited, HTTP/2, TLS 1.3", func(r *scenario.Run) {
			r.HTTP, r.TLS.Version, r.Network = "2", "1.3", scenario.Network{}
		}},
		{"migration, HTTP/1.1", func(r *scenario.Run) {
			r.Migrate = scenario.Migrate{At: 300 * time.Millisecond, Network: r.Network}
		}},
		{"migration, HTTP/2", func(r *scenario.Run) {
			r.HTTP, r.Migrate = "2", scenario.Migrate{At: 300 * time.Millisecond, Network: r.Network}
		}},
		{"reset, HTTP/1.1", func(r *scenario.Run) { r.Reset = scenario.Reset{At: 300 * time.Millisecond, Connection: 1} }},
		{"reset, HTTP/2", func(r *scenario.Run) {
			r.HTTP, r.Reset = "2", scenario.Reset{At: 300 * time.Millisecond, Connection: 1}
		}},
		{"HTTP/2, 100 files of another name", func(r *scenario.Run) {
			r.HTTP, r.TLS.Version, r.Page.Assets = "2", "1.3", many("cdn.example.test")
		}},
		{"HTTP/2, 100 files, migration", func(r *scenario.Run) {
			r.HTTP, r.Page.Assets = "2", many("")
			r.Migrate = scenario.Migrate{At: 300 * time.Millisecond, Network: r.Network}
		}},
		{"HTTP/2, 100 files, reset", func(r *scenario.Run) {
			r.HTTP, r.Page.Assets = "2", many("")
			r.Reset = scenario.Reset{At: 300 * time.Millisecond, Connection: 1}
		}},
		{"HTTP/3", func(r *scenario.Run) { *r = overHTTP3(*r) }},
		{"HTTP/3, 0-RTT, 100 files", func(r *scenario.Run) {
			*r = overHTTP3(*r)
			r.TLS.Resume, r.Page.Assets = true, many("")
		}},
		{"HTTP/3, no delay, unlimited", func(r *scenario.Run) {
			*r = overHTTP3(*r)
			r.Network = scenario.Network{}
		}},
		{"HTTP/3, reset", func(r *scenario.Run) {
			*r = overHTTP3(*r)
			r.Reset = scenario.Reset{At: 300 * time.Millisecond, Connection: 1}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := full()
			for i := range run.Page.Assets {
				run.Page.Assets[i].Count /= 2
			}
			tc.change(&run)
			sameEveryTime(t, run)
		})
	}
}

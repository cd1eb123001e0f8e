package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// What the HTML names comes after 3R over HTTP/2 with prior knowledge, and each
// link of a chain that hangs from it costs one more: a style sheet 3R, its font
// 4R. With a preload link the font needs no style sheet.
func TestChains(t *testing.T) {
	const rtt = 100 * time.Millisecond
	for _, tc := range []struct {
		name   string
		assets []scenario.Assets
		trips  int
	}{
		{"a style sheet", []scenario.Assets{{Count: 1, Size: 1, Type: page.CSS}}, 3},
		{"its font", []scenario.Assets{{Count: 1, Size: 1, Type: page.CSS}, {Count: 1, Size: 1, Type: page.Font}}, 4},
		{"its font, preloaded", []scenario.Assets{{Count: 1, Size: 1, Type: page.CSS}, {Count: 1, Size: 1, Type: page.Font, Preload: true}}, 3},
		{"a chain of four", []scenario.Assets{
			{Name: "a", Count: 2, Size: 1, Type: page.JS},
			{Name: "b", Count: 5, Size: 1, Type: page.JS, DependsOn: "a"},
			{Name: "c", Count: 1, Size: 1, Type: page.Other, DependsOn: "b"},
			{Count: 3, Size: 1, Type: page.Image, DependsOn: "c"},
		}, 6},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(0, rtt)
			run.HTTP, run.Page.Assets = "2", tc.assets
			out := play(t, run, replay.Options{})
			require.Empty(t, out.Err)
			want := time.Duration(tc.trips) * rtt
			require.GreaterOrEqual(t, out.Total, want)
			require.LessOrEqual(t, out.Total-want, time.Duration(20*tc.trips+len(out.Resources))*time.Microsecond)
		})
	}
}

// Style sheets and scripts that the HTML names last are there before any of the
// images that it names first, whichever protocol has to see to it: HTTP/1.1's
// browser by what it asks for next, HTTP/2's and 3's server by what it sends.
func TestUrgentFirst(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		t.Run("HTTP/"+http, func(t *testing.T) {
			run := settings(0, 20*time.Millisecond)
			run.HTTP, run.Browser.ConnectionsPerHost = http, 1
			run.Network.Down, run.Network.Up = 2*netem.Mbps, netem.Mbps
			run.TCP = scenario.TCP{}
			run.Page.HTML = 1000
			run.Page.Assets = []scenario.Assets{
				{Count: 8, Size: 60_000, Type: page.Image},
				{Count: 2, Size: 20_000, Type: page.JS},
				{Count: 2, Size: 20_000, Type: page.CSS},
			}
			if http == "3" {
				run.TLS.Version = "1.3"
			}
			out := play(t, run, replay.Options{})
			require.Empty(t, out.Err)
			var sheets, scripts time.Duration
			for i := range out.Resources {
				switch r := &out.Resources[i]; r.Type {
				case "css":
					require.Equal(t, "VeryHigh", r.Priority)
					sheets = max(sheets, r.End())
				case "js":
					require.Equal(t, "High", r.Priority)
					scripts = max(scripts, r.End())
				}
			}
			for i := range out.Resources {
				if r := &out.Resources[i]; r.Type == "image" {
					require.Greater(t, r.End(), scripts, r.Path)
				}
			}
			require.Less(t, sheets, scripts)
		})
	}
}

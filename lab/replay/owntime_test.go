package replay_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// A browser that takes its time does the same every time, too.
func TestOwnTimeSameEveryTime(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		for _, loss := range []float64{0, 0.02} {
			t.Run(fmt.Sprintf("HTTP/%s, loss %v", http, loss), func(t *testing.T) {
				run := full()
				for i := range run.Page.Assets {
					run.Page.Assets[i].Count /= 2
				}
				run.HTTP, run.TLS.Version = http, "1.3"
				run.Network.LossDown, run.Network.LossUp = loss, loss
				run.Browser.Like = "chromium"
				sameEveryTime(t, run, 50)
			})
		}
	}
}

// sameEveryTime plays a run several times, on one thread and on two.
func sameEveryTime(t *testing.T, run scenario.Run, times int) {
	t.Helper()
	first := ""
	for i := range times {
		threads := runtime.GOMAXPROCS(1 + i%2)
		out := play(t, run, replay.Options{})
		runtime.GOMAXPROCS(threads)
		require.Empty(t, out.Err)
		text, err := json.Marshal(out)
		require.NoError(t, err)
		if first == "" {
			first = string(text)
		}
		require.Equal(t, first, string(text), "run %d", i)
	}
}

// Chromium begins later than a browser that takes no time, and opens as many
// connections. Whether it also ends later depends on what both wait for.
func TestLikeChromium(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		run := full()
		run.HTTP, run.TLS.Version = http, "1.3"
		without := play(t, run, replay.Options{})
		run.Browser.Like = "chromium"
		with := play(t, run, replay.Options{})
		require.Empty(t, with.Err)
		require.Len(t, with.Resources, len(without.Resources))
		require.Greater(t, with.Resources[1].Start, without.Resources[1].Start, "HTTP/%s", http)
		require.NotEmpty(t, with.Notes)
		require.Len(t, with.Connections, len(without.Connections), "HTTP/%s", http)
	}
}

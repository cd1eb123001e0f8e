package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
)

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

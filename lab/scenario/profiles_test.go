package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

func TestProfilesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Profiles() {
		require.False(t, seen[p.Name], "%s is there twice", p.Name)
		seen[p.Name] = true
		require.NotEmpty(t, p.Source, p.Name)
		require.Positive(t, p.RTT, p.Name)
		require.GreaterOrEqual(t, p.Loss, 0.0, p.Name)
		require.Less(t, p.Loss, 1.0, p.Name)
		require.Equal(t, p.Down == 0, p.Up == 0, "%s is limited both ways or not at all", p.Name)
	}
	require.Len(t, seen, 25)
}

func TestProfileFigures(t *testing.T) {
	for _, want := range []Profile{
		{"3g", 300 * ms, 1600 * netem.Kbps, 768 * netem.Kbps, 0, "WebPageTest"},
		{"lighthouse-mobile", 150 * ms, 1638400, 750 * netem.Kbps, 0, "Lighthouse mobileSlow4G"},
		{"lossy-edge", 650 * ms, 200 * netem.Kbps, 260 * netem.Kbps, 0.01, "Loadero edge"},
		{"seoul-us", 200 * ms, 0, 0, 0, `"Keep-Alive: Don't hang up yet"`},
	} {
		got, err := profile(want.Name)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

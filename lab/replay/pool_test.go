package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// Of two idle connections a request takes the one that became idle last,
// whichever that is: its window is the widest.
func TestMostRecentlyIdleConnection(t *testing.T) {
	for _, slow := range []int{1, 2} {
		run := settings(0, 100*time.Millisecond)
		first := scenario.Assets{Name: "first", Count: 1, Size: 10, Type: page.Image}
		second := scenario.Assets{Name: "second", Count: 1, Size: 10, Type: page.Image}
		after := scenario.Assets{DependsOn: "first", Count: 1, Size: 10, Type: page.Image}
		first.Think = 500 * time.Millisecond
		if slow == 2 {
			first.Think, second.Think, after.DependsOn = 0, 500*time.Millisecond, "second"
		}
		run.Page.Assets = []scenario.Assets{first, second, after}
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		on := map[int]int{}
		for _, r := range out.Resources {
			on[r.ID] = r.Connection
		}
		require.NotEqual(t, on[1], on[2])
		require.Equal(t, on[slow], on[3])
	}
}

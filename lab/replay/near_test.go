package replay_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/labtest"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// A nearer server is never the slower one, but for what a queue that is too short
// cost, which is said. And keep-alive never costs.
func TestNearerIsNotSlower(t *testing.T) {
	data, err := os.ReadFile("../../scenarios/keep-alive.yaml")
	require.NoError(t, err)
	runs := func(set ...string) []timeline.Run {
		s, err := scenario.Parse("keep-alive.yaml", data, set...)
		require.NoError(t, err)
		return labtest.Play(t, s).Runs
	}
	var before [][]timeline.Run
	explained := 0
	rtts := []string{"0ms", "1ms", "2ms", "5ms", "10ms", "20ms", "50ms", "100ms", "200ms"}
	if bubble.Shuffled {
		rtts = []string{"1ms", "10ms", "100ms"} // for the race detector to see, which takes long
	}
	for _, rtt := range rtts {
		far := runs("network.rtt=" + rtt)
		for i := range far {
			for _, near := range before {
				require.LessOrEqual(t, near[i].Total, far[i].Total+near[i].QueueCost, "%s at %v and at %s: %v", far[i].Name, near[i].RTT, rtt, near[i].Notes)
			}
			if far[i].QueueCost > 0 {
				explained++
				require.NotZero(t, far[i].QueueFull)
				// The cure is one.
				cure := regexp.MustCompile(`queue: (\w+)`).FindStringSubmatch(far[i].Notes[len(far[i].Notes)-1])
				require.Len(t, cure, 2, far[i].Notes)
				cured := runs("network.rtt="+rtt, "network.queue="+cure[1])[i]
				require.Equal(t, far[i].Total-far[i].QueueCost, cured.Total, "%s at %s with %s", far[i].Name, rtt, cure[0])
			}
		}
		require.Equal(t, []string{"HTTP/1.0", "HTTP/1.0 keep-alive", "HTTP/1.1"}, []string{far[0].Name, far[1].Name, far[2].Name})
		require.LessOrEqual(t, max(far[1].Total, far[2].Total), far[0].Total, "keep-alive at %s", rtt)
		before = append(before, slices.Clone(far))
	}
	require.Positive(t, explained, "18 connections at a time overflow a queue of 75 kB")
}

package replay_test

import (
	"flag"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/scenario"
)

var kills = flag.Int("kills", 2, "moments at which each run of the scenarios is killed: `just kill` has 20")

// The same for the runs of the scenarios; under the race detector, for the first
// run of each.
func TestKillScenarios(t *testing.T) {
	files, err := filepath.Glob("../../scenarios/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		s, err := scenario.Load(file)
		require.NoError(t, err)
		if bubble.Shuffled {
			s.Runs = s.Runs[:1]
		}
		for i := range s.Runs {
			s.Runs[i].Users.Count = min(s.Runs[i].Users.Count, 200)
			t.Run(filepath.Base(file)+" "+s.Runs[i].Name, func(t *testing.T) {
				kill(t, s.Name+s.Runs[i].Name, s.Runs[i].Setup, *kills)
			})
		}
	}
}

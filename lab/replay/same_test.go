package replay_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// requireSame plays the same several times, on one thread and on two, and wants
// the same bytes each time.
//
// A connection of QUIC is several goroutines that quic-go lets run at once. On a
// busy machine one run in some hundreds comes out differently; so a few of HTTP/3's
// runs may.
//
// Under the race detector Go's scheduler chooses at random among the goroutines
// that are ready (runtime: randomizeScheduler), which is not what a user has.
// There everything is played, for the detector to see, and nothing compared.
func requireSame(t *testing.T, exact bool, play func() any) {
	t.Helper()
	times, others := 25, 0
	if raceEnabled {
		times = 3 // everything takes ten times as long
	}
	first := ""
	for i := range times {
		threads := runtime.GOMAXPROCS(1 + i%2)
		out := play()
		runtime.GOMAXPROCS(threads)
		text, err := json.Marshal(out)
		require.NoError(t, err)
		hash := fmt.Sprintf("%x", sha256.Sum256(text))
		if first == "" {
			first = hash
		}
		if hash != first {
			others++
		}
		if !raceEnabled && exact {
			require.Equal(t, first, hash, "run %d", i)
		}
	}
	if !raceEnabled {
		require.LessOrEqual(t, others, 3, "runs that differ from the first of %d", times)
	}
}

// sameEveryTime plays a run that finishes, and wants the same each time.
func sameEveryTime(t *testing.T, run scenario.Run) {
	t.Helper()
	requireSame(t, run.HTTP != "3", func() any {
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		return out
	})
}

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
// Under the race detector Go's scheduler chooses at random among the goroutines
// that are ready (runtime: randomizeScheduler), which is not what a user has. A
// connection of QUIC is several goroutines that quic-go lets run at once, so
// there HTTP/3 is only played; all the rest repeats there as well.
func requireSame(t *testing.T, http string, play func() any) {
	t.Helper()
	times := 25
	if raceEnabled {
		times = 4 // everything takes ten times as long
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
		if !raceEnabled || http != "3" {
			require.Equal(t, first, hash, "run %d", i)
		}
	}
}

// sameEveryTime plays a run that finishes, and wants the same each time.
func sameEveryTime(t *testing.T, run scenario.Run) {
	t.Helper()
	requireSame(t, run.HTTP, func() any {
		out := play(t, run, replay.Options{})
		require.Empty(t, out.Err)
		return out
	})
}

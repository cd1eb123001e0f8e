package replay_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/internal/worker"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// sameEveryTime plays all visits of a run, which finish, several times, and wants
// the same bytes each time. It does so on one thread and on two; runs over HTTP/3
// are played by workers, which they need for that.
//
// Where goroutines are shuffled everything is played, for the race detector to
// see, and nothing compared.
func sameEveryTime(t *testing.T, run scenario.Run) {
	t.Helper()
	times := 10 // five with each number of threads; `just repeat` plays the scenarios far more often
	if bubble.Shuffled {
		times = 3 // everything takes ten times as long
	}
	overHTTP3 := run.Setup().QUIC()
	pool := worker.New(1)
	defer pool.Close()
	first := ""
	for i := range times {
		var out []timeline.Run
		if overHTTP3 {
			played, err := pool.Play(t.Context(), &worker.Job{Setup: run.Setup()})
			require.NoError(t, err)
			out = played.Visits
		} else {
			threads := runtime.GOMAXPROCS(1 + i%2)
			out = playVisits(t, run, replay.Options{})
			runtime.GOMAXPROCS(threads)
		}
		for i := range out {
			require.Empty(t, out[i].Err)
		}
		text, err := json.Marshal(out)
		require.NoError(t, err)
		hash := fmt.Sprintf("%x", sha256.Sum256(text))
		if first == "" {
			first = hash
		}
		if !bubble.Shuffled {
			require.Equal(t, first, hash, "run %d", i)
		}
	}
}

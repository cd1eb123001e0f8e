package worker_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
)

// A worker that collects its garbage all the time hears its parent all the same:
// nothing that it needs is garbage.
func TestWorkerSurvivesGarbageCollection(t *testing.T) {
	t.Setenv("GOGC", "1")
	pool := worker.New(1)
	defer pool.Close()
	job := &worker.Job{Setup: parse(t, "network: {rtt: 10ms}\npage: {html: 1KB, assets: [{count: 20, size: 10KB}]}").Runs[0].Setup()}
	for range 20 {
		res, err := pool.Play(t.Context(), job)
		require.NoError(t, err)
		require.Empty(t, res.Visits[0].Err)
	}
}

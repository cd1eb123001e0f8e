package worker_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
)

// peak is the most memory that a process has had, in bytes (proc(5)).
func peak(t *testing.T, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	kb := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	require.NotNil(t, kb)
	n, err := strconv.Atoi(string(kb[1]))
	require.NoError(t, err)
	return float64(n) * 1024
}

// However many loads are played for their figures, neither a worker nor its
// parent needs more memory than for the first of them. The worker collects its
// garbage at once here, which would hide what it keeps.
func TestMemoryIsFlat(t *testing.T) {
	t.Setenv("GOGC", "25")
	pool := worker.New(1)
	defer pool.Close()
	setup := parse(t, "network: {rtt: 10ms, down: 50Mbps}\npage: {html: 10KB, assets: [{count: 20, size: 10KB}]}\nhttp: 2").Runs[0].Setup()
	heap := func(loads int) float64 {
		for i := range loads {
			setup.Seed = uint64(i)
			_, err := pool.Play(t.Context(), &worker.Job{Setup: setup, Brief: true, Causes: true})
			require.NoError(t, err)
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	first := heap(100)
	worker := children(t)[0]
	before := peak(t, worker)
	last := heap(300)
	after := peak(t, worker)
	t.Logf("a worker needs %.1f MB for 100 loads and %.1f MB for 400, its parent %.1f and %.1f MB", before/1e6, after/1e6, first/1e6, last/1e6)
	require.Less(t, after, 1.1*before)
	require.Less(t, last, first+100e3)
}

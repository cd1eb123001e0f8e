//go:build unix

package worker_test

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
	"rttlab/scenarios"
)

var repeat = flag.Int("repeat", 0, "play every scenario that often in TestSameUnderStress; 0: a few of them, a few times")

// stress keeps the machine busy with as many loops, and stops each of this
// process's children for 15 ms now and then, until what it returns is called.
func stress(t *testing.T, loops int) (end func()) {
	over := make(chan struct{})
	threads := runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + loops)
	var wg sync.WaitGroup
	var ended atomic.Bool
	for range loops {
		wg.Go(func() {
			for !ended.Load() { // and nothing else
			}
		})
	}
	wg.Go(func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(time.Duration(rand.IntN(60)) * time.Millisecond):
			}
			for _, pid := range children(t) {
				if syscall.Kill(pid, syscall.SIGSTOP) == nil {
					time.Sleep(15 * time.Millisecond)
					_ = syscall.Kill(pid, syscall.SIGCONT)
				}
			}
		}
	})
	return func() {
		close(over)
		ended.Store(true)
		wg.Wait()
		runtime.GOMAXPROCS(threads)
	}
}

// What is many of the same is fewer here, so that all scenarios can be played again
// and again: users that come to a server, and the draws of a run.
const fewUsers, fewDraws = 500, 2

// Every scenario gives the same bytes, however often it is played, while the
// machine has other things to do and the workers are stopped again and again.
func TestSameUnderStress(t *testing.T) {
	names, times := []string{"handshakes", "http3"}, 3
	if *repeat > 0 {
		names, times = scenarios.Names(), *repeat
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := builtIn(t, name)
			for i := range s.Runs {
				s.Runs[i].Users.Count = min(s.Runs[i].Users.Count, fewUsers)
			}
			pool := worker.New(0)
			defer pool.Close()
			hash := func() (sum string, plays int) {
				jobs := make([]worker.Job, len(s.Runs))
				for i := range jobs {
					jobs[i] = worker.Job{Setup: s.Runs[i].Setup()}
					jobs[i].Setup.Draws = min(jobs[i].Setup.Draws, fewDraws)
				}
				results, err := pool.PlayAll(t.Context(), jobs)
				require.NoError(t, err)
				for _, r := range results {
					plays += r.Plays
				}
				text, err := json.Marshal(worker.Assemble(s, results, false))
				require.NoError(t, err)
				return fmt.Sprintf("%x", sha256.Sum256(text)), plays
			}
			first, least := hash()
			defer stress(t, 2)()
			plays, others := 0, 0
			for range times {
				sum, n := hash()
				plays += n
				if sum != first {
					others++
				}
			}
			t.Logf("%s: %d times, %.2f plays of each run", first[:16], times, float64(plays)/float64(times*least))
			require.Zero(t, others, "that differ from the first of %d", times)
		})
	}
}

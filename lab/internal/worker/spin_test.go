package worker

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
)

// requestThatFailsAtOnce is asked for again and again.
//
//go:noinline
func requestThatFailsAtOnce(n *int) { *n++ }

// A run that spins ends its process, which says where. It runs in a process of
// its own: this test, started again.
func TestSpin(t *testing.T) {
	const variable = "RTTLAB_TEST_SPIN"
	if os.Getenv(variable) != "" {
		s := &spin{limit: 200 * time.Millisecond}
		go func() {
			for {
				time.Sleep(10 * time.Millisecond)
				s.look()
			}
		}()
		_ = bubble.Run(func() {
			defer s.watch()()
			time.Sleep(time.Hour) // which passes
			n := 0
			for {
				requestThatFailsAtOnce(&n)
			}
		})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestSpin$", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), variable+"=1", "GOMAXPROCS=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run()
	require.Equal(t, spinning, cmd.ProcessState.ExitCode(), stderr.String())
	require.Contains(t, stderr.String(), "it spins: 200ms of the processor's time passed, and none of the run's own")
	require.Regexp(t, `requestThatFailsAtOnce|worker\.TestSpin\.func`, stderr.String())
}

// A run may take all of the processor's time that it wants while its own passes,
// and one that waits for ever is found however long there would be ticks.
func TestNoSpin(t *testing.T) {
	s := &spin{limit: 20 * time.Millisecond}
	require.NoError(t, bubble.Run(func() {
		defer s.watch()()
		for range 20 {
			for used := processorTime(); processorTime() < used+5*time.Millisecond; {
			}
			s.look()
			time.Sleep(2 * time.Second)
		}
	}))
	require.ErrorContains(t, bubble.Run(func() {
		defer s.watch()()
		<-make(chan int)
	}), "all goroutines in bubble are blocked")
}

// The ticks are few however long a run is, and get ahead.
func TestTicks(t *testing.T) {
	n := 0
	for at := time.Duration(0); at < lastTick; n++ {
		next := tickAfter(at)
		require.Greater(t, next, at)
		if at < 2*time.Hour {
			require.LessOrEqual(t, next-at, time.Second+time.Microsecond)
		}
		at = next
	}
	require.Less(t, n, 20000)
}

package worker

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// maxSpin is how much of the processor's time may pass at one instant of virtual
// time: more than any load that moves bytes takes, and all that one which does
// not gets.
const maxSpin = 20 * time.Second

// spinning is the exit code of a worker whose run spins.
const spinning = 3

// spin finds runs in which virtual time does not pass. A goroutine in the bubble
// says that it does; another outside, which the parent wakes, looks. Nothing
// else outside may happen during a run: it would come between the goroutines
// inside.
type spin struct {
	playing atomic.Bool
	ticks   atomic.Uint64

	seen  uint64        // ticks
	since time.Duration // of the processor, when seen was new
}

// watch is called in the bubble, and what it returns when the run is over.
//
// The ticks come ever later, an eighth of the time so far apart, so that a run
// that waits for ever is soon at their end, where Go finds it: two hundred of
// them are as many years. They fall between netem's microseconds.
func (s *spin) watch() (over func()) {
	const first, last = time.Second + 999, 200 * 365 * 24 * time.Hour
	stop, stopped := make(chan struct{}), make(chan struct{})
	s.playing.Store(true)
	go func() {
		defer close(stopped)
		step := first
		for at := step; at < last; at += step {
			timer := time.NewTimer(step)
			select {
			case <-stop:
				timer.Stop()
				return
			case <-timer.C:
			}
			s.ticks.Add(1)
			step = max(first, (at/8).Truncate(time.Second)+999)
		}
	}()
	return func() {
		close(stop)
		<-stopped
		s.playing.Store(false)
		s.ticks.Add(1)
	}
}

// look ends the process if its run spins, and says on stderr where.
func (s *spin) look() {
	ticks, used := s.ticks.Load(), processorTime()
	if ticks != s.seen || !s.playing.Load() || s.since == 0 {
		s.seen, s.since = ticks, used
		return
	}
	if used-s.since < maxSpin {
		return
	}
	fmt.Fprintf(os.Stderr, "it spins: %v of the processor's time in one instant of the run's. What runs:\n%s", maxSpin, runningInBubble())
	os.Exit(spinning)
}

// runningInBubble is the stacks of the goroutines of a bubble that do not wait.
func runningInBubble() string {
	buf := make([]byte, 16<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var out []string
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		state, _, _ := strings.Cut(stack, "\n")
		if strings.Contains(state, "synctest bubble") && (strings.Contains(state, "[runnable") || strings.Contains(state, "[running")) {
			lines := strings.SplitAfter(stack, "\n")
			out = append(out, strings.Join(lines[:min(len(lines), 24)], ""))
		}
	}
	return strings.Join(out[:min(len(out), 3)], "\n")
}

package worker

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// maxSpin is how much of the processor's time may pass while a run's own time
// gets on by less than a tick: more than any load that moves bytes takes, and all
// that one which does not gets.
const maxSpin = 20 * time.Second

// spinning is the exit code of a worker whose run spins.
const spinning = 3

// spin finds runs in which virtual time does not pass. A goroutine in the bubble
// says that it does; another outside, which the parent wakes, looks. Nothing
// else outside may happen during a run: it would come between the goroutines
// inside.
type spin struct {
	limit time.Duration // maxSpin

	playing atomic.Bool
	ticks   atomic.Uint64

	seen  uint64        // ticks
	since time.Duration // of the processor, when seen was new
}

// watch is called in the bubble, and what it returns when the run is over.
func (s *spin) watch() (over func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	s.playing.Store(true)
	go func() {
		defer close(stopped)
		for at := time.Duration(0); at < lastTick; {
			next := tickAfter(at)
			timer := time.NewTimer(next - at)
			select {
			case <-stop:
				timer.Stop()
				return
			case <-timer.C:
			}
			s.ticks.Add(1)
			at = next
		}
	}()
	return func() {
		close(stop)
		<-stopped
		s.playing.Store(false)
		s.ticks.Add(1)
	}
}

// lastTick is where the ticks end, so that Go finds a run that waits for ever.
const lastTick = 200 * 365 * 24 * time.Hour

// tickAfter is when the next tick is, in the run's time. An eighth of the time so
// far passes between two of them, so that there are several while a network that
// takes no time moves a gigabyte; but no more than a second while a page may load
// (replay gives it two hours), and all of them together are few. They fall
// between netem's microseconds.
func tickAfter(at time.Duration) time.Duration {
	step := max(at/8, time.Microsecond)
	if at < 3*time.Hour {
		step = min(step, time.Second)
	}
	return (at + step).Truncate(time.Microsecond) + 999
}

// look ends the process if its run spins, and says on stderr where.
func (s *spin) look() {
	ticks, used := s.ticks.Load(), processorTime()
	if ticks != s.seen || !s.playing.Load() || s.since == 0 {
		s.seen, s.since = ticks, used
		return
	}
	if used-s.since < s.limit {
		return
	}
	fmt.Fprintf(os.Stderr, "it spins: %v of the processor's time passed, and none of the run's own. What runs:\n%s", s.limit, runningInBubble())
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

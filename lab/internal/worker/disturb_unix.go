//go:build unix

package worker

import (
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// disturbance sees whether Go has taken the thread from a goroutine, or may have.
type disturbance struct {
	urgent chan os.Signal
	began  time.Time     // of a play
	used   time.Duration // of the processor, until then
}

// watch begins to look.
func (d *disturbance) watch() {
	d.urgent = make(chan os.Signal, 1)
	signal.Notify(d.urgent, syscall.SIGURG)
}

const (
	// late is how long a signal that was sent takes to reach the channel, at most:
	// it is on its way to a thread that runs.
	late = 50 * time.Microsecond

	// away is how long the process may wait for a processor while it plays, in all,
	// so that no goroutine can have had the thread for 10 ms meanwhile without having
	// worked as long. Go's monitor sends its signal after it has told the goroutine to
	// stop, and may be kept from a processor in between.
	away = 5 * time.Millisecond
)

// reset forgets what was.
func (d *disturbance) reset() {
	d.signalled()
	d.began, d.used = time.Now(), processorTime()
}

// disturbed says whether it has happened since reset, or may have.
func (d *disturbance) disturbed() bool {
	waited := time.Since(d.began) - (processorTime() - d.used)
	return d.signalled() || waited > away
}

func (d *disturbance) signalled() bool {
	time.Sleep(late)
	runtime.Gosched() // to the goroutine that fills the channel
	select {
	case <-d.urgent:
		return true
	default:
		return false
	}
}

//go:build unix

package worker

import (
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// disturbance sees whether Go has taken the thread from a goroutine.
type disturbance struct {
	urgent chan os.Signal
}

// watch begins to look.
func (d *disturbance) watch() {
	d.urgent = make(chan os.Signal, 1)
	signal.Notify(d.urgent, syscall.SIGURG)
}

// late is how long a signal that was sent takes to reach the channel, at most:
// it is on its way to a thread that runs.
const late = 50 * time.Microsecond

// reset forgets what was.
func (d *disturbance) reset() { d.disturbed() }

// disturbed says whether it has happened since the last time.
func (d *disturbance) disturbed() bool {
	time.Sleep(late)
	runtime.Gosched() // to the goroutine that fills the channel
	select {
	case <-d.urgent:
		return true
	default:
		return false
	}
}

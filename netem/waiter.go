package netem

import (
	"sync"
	"time"
)

// waiter is where goroutines wait for one thing: data, room, a connection.
type waiter struct {
	cond     sync.Cond
	waiting  int           // goroutines that nobody has woken yet
	queued   bool          // to be woken at due
	deadline time.Duration // 0: none; longPast or a time to come otherwise, when it was set
	due      time.Duration
	next     *waiter
	conn     *Conn // whose readers they are; nil: others
}

func (w *waiter) init(n *Network) { w.cond.L = &n.mu }

// wakeAll wakes everybody who waits, now.
func (w *waiter) wakeAll() {
	if w.waiting > 0 {
		w.waiting = 0
		w.cond.Broadcast()
	}
}

// wakeOne wakes one of those who wait, now.
func (w *waiter) wakeOne() {
	if w.waiting > 0 {
		w.waiting--
		w.cond.Signal()
	}
}

// setDeadline gives w a deadline. One that has passed wakes those who wait, and
// is done with: nothing is due for it any more, and nobody begins to wait.
func (w *waiter) setDeadline(d, now time.Duration) {
	w.deadline = d
	if w.expired(now) {
		w.deadline = longPast
		w.wakeAll()
	}
}

// expired reports whether the deadline has passed.
func (w *waiter) expired(now time.Duration) bool { return w.deadline != 0 && now >= w.deadline }

// timeout is when somebody who waits has to be told of the deadline. A timer
// that was set for an earlier one finds nothing to do: the event asks the
// waiter, it does not remember.
func (w *waiter) timeout() time.Duration {
	if w.waiting == 0 || w.queued || w.deadline == 0 {
		return never
	}
	return w.deadline
}

// deadlineOr is the deadline, or otherwise when there is none.
func (w *waiter) deadlineOr(otherwise time.Duration) time.Duration {
	if w.deadline == 0 {
		return otherwise
	}
	return w.deadline
}

package netem

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// sender has something to send: it was written to, read from or closed.
type sender interface {
	// flush sends what there is.
	flush(now time.Duration)
	rank() rank
	describe() string // for errors
}

// rank is the order in which senders that became busy in the same instant are
// flushed, however the goroutines that made them so were scheduled.
type rank struct {
	host, remote           string
	remotePort, port, kind int
}

func (a rank) compare(b rank) int {
	return cmp.Or(
		strings.Compare(a.host, b.host), strings.Compare(a.remote, b.remote),
		cmp.Compare(a.remotePort, b.remotePort), cmp.Compare(a.port, b.port), cmp.Compare(a.kind, b.kind),
	)
}

// flusher collects the senders of one instant and flushes them a tick later.
// That is the time that their packets bear, but nobody sees those before they
// have crossed the path.
type flusher struct {
	source
	busy []sender
}

// flushLater has s flushed at the next tick. The caller sees to it that s is
// not already waiting for that.
func (q *eventQueue) flushLater(s sender, now time.Duration) {
	f := &q.flush
	f.busy = append(f.busy, s)
	if f.at == never {
		f.noticed = never
		q.schedule(&f.source, nextTick(now))
	}
}

// takes has the flush happen in time for packets that take r.
func (f *flusher) takes(n *Network, r *route) {
	f.noticed = min(f.noticed, f.at+n.unseen(r))
}

func (f *flusher) fire(now time.Duration) time.Duration {
	if len(f.busy) > 1 {
		slices.SortStableFunc(f.busy, func(a, b sender) int { return a.rank().compare(b.rank()) })
	}
	for i, s := range f.busy {
		f.busy[i] = nil
		s.flush(now)
	}
	f.busy = f.busy[:0]
	return never
}

// wakeAll wakes those whose dials have not begun yet: no host knows them.
func (f *flusher) wakeAll() {
	for _, s := range f.busy {
		if c, ok := s.(*Conn); ok {
			c.wr.wakeAll()
		}
	}
}

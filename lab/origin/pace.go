package origin

import (
	"context"
	"time"

	"rttlab/lab/page"
)

// A handler's stretch of instants has three: the first for its header, and for
// its body and its end these. They are even; writes end at odd ones.
const (
	handlersFrom  = 100 * time.Nanosecond
	handlersUntil = 1000 * time.Nanosecond
	handlerStep   = 6 * time.Nanosecond

	toWrite = 2 * time.Nanosecond
	toEnd   = 4 * time.Nanosecond
)

// think returns when the answer to a request is due; false when nobody wants it
// any more. On a connection that is not paced a request without think time is
// answered at once.
func (h *handler) think(ctx context.Context, r *page.Resource, paced bool) bool {
	if r.Think > 0 {
		timer := time.NewTimer(r.Think)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return false
		}
	}
	if !h.realTime && (paced || r.Think > 0) {
		h.turns.Begin(r.ID)
	}
	return true
}

// await returns at the next instant of r's handler that is offset into its
// stretch.
func (h *handler) await(r *page.Resource, offset time.Duration) {
	if !h.realTime {
		h.turns.Wait(r.ID, offset)
	}
}

package origin

import (
	"context"
	"time"

	"rttlab/lab/page"
)

// A handler's stretch has three instants: the first for its header, and for its
// body and its end these.
const (
	instants = 3
	toWrite  = 1
	toEnd    = 2
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

// await returns at the next instant of r's handler of its stretch that has that number.
func (h *handler) await(r *page.Resource, instant int) {
	if !h.realTime {
		h.turns.Wait(r.ID, instant)
	}
}

package origin

import (
	"context"
	"net/http"
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
// any more. On a connection of its own a request without think time is answered
// at once.
func (h *handler) think(ctx context.Context, r *page.Resource, shared bool) bool {
	if r.Think > 0 {
		timer := time.NewTimer(r.Think)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return false
		}
	}
	if !h.realTime && (shared || r.Think > 0) {
		h.turns.Begin(r.ID)
	}
	return true
}

// writeInTurn answers on a connection that several share. Each thing that the
// server's loop is asked for, it is asked at an instant when nobody else asks.
func (h *handler) writeInTurn(w http.ResponseWriter, r *page.Resource) {
	if err := http.NewResponseController(w).Flush(); err != nil {
		return // the client is gone
	}
	h.turns.Wait(r.ID, toWrite)
	_, _ = w.Write(h.body[:r.Size]) // a client that is gone needs no answer
	h.turns.Wait(r.ID, toEnd)
}

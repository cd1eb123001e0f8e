package origin

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"rttlab/lab/internal/pace"
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

// pacedConn is a connection whose writes end at odd nanoseconds: whoever waited
// for one has acted before the next frame is chosen.
type pacedConn struct {
	net.Conn
	closing *atomic.Bool
}

// Write does not wait once the server closes: net/http then says goodbye with a
// mutex held that others want, and time would stand still for all.
func (c pacedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if !c.closing.Load() {
		pace.WaitOdd()
	}
	return n, err
}

package origin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"rttlab/lab/page"
)

// net/http's HTTP/2 sends what the handlers of a connection have written in
// turn, and does not ask what the browser said about its requests (RFC 9218). So
// the handlers do: each writes piece by piece, and waits while a response that
// is to go before its own is being written. With HTTP/3 quic-go does that.

// piece is how much a handler writes at once: HTTP/2's largest frame, unless
// the browser allows more (RFC 9113 §4.2).
const piece = 16 << 10

// urgency is what a request's Priority says (RFC 9218 §4).
type urgency struct {
	level       int // 0 goes first, 7 last
	incremental bool
}

// urgencyOf reads it. What it does not understand is as if it were not there
// (§4): a request without is of the middle level. Such responses share the
// connection, as servers have always done it, although §4.2 has them go one
// after the other.
func urgencyOf(req *http.Request) urgency {
	field := strings.Join(req.Header["Priority"], ",")
	if field == "" {
		return urgency{level: 3, incremental: true}
	}
	u := urgency{level: 3}
	for item := range strings.SplitSeq(field, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch key {
		case "u":
			if n, err := strconv.Atoi(value); err == nil && 0 <= n && n <= 7 {
				u.level = n
			}
		case "i":
			u.incremental = value == "" || value == "?1"
		}
	}
	return u
}

// answer is one that is being written.
type answer struct {
	urgency
	id int // of its resource: of those that go one after the other, the one named first is first
}

// before says whether a response is sent before another.
func (a *answer) before(b *answer) bool {
	if a.level != b.level {
		return a.level < b.level
	}
	if a.incremental || b.incremental {
		return !a.incremental && b.incremental
	}
	return a.id < b.id
}

// queue is the responses that are being written on one connection.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	writing map[*answer]bool
}

type queueKey struct{}

// withQueue gives a connection its queue, for http.Server.
func withQueue(ctx context.Context) context.Context {
	q := &queue{writing: map[*answer]bool{}}
	q.changed.L = &q.mu
	return context.WithValue(ctx, queueKey{}, q)
}

func (q *queue) enter(r *answer) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.writing[r] = true
}

func (q *queue) leave(r *answer) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.writing, r)
	q.changed.Broadcast()
}

// mayGo says whether nothing is to go before r.
func (q *queue) mayGo(r *answer) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.first(r)
}

func (q *queue) first(r *answer) bool {
	for other := range q.writing {
		if other.before(r) {
			return false
		}
	}
	return true
}

// wait returns when nothing is to go before r, or when nobody wants it any more.
func (q *queue) wait(ctx context.Context, r *answer) {
	defer context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})()
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.first(r) && ctx.Err() == nil {
		q.changed.Wait()
	}
}

// writeShared answers on a connection that several share. Each thing that the
// server's loop is asked for, it is asked at an instant when nobody else asks.
func (h *handler) writeShared(w http.ResponseWriter, req *http.Request, r *page.Resource) {
	q := req.Context().Value(queueKey{}).(*queue)
	mine := &answer{urgencyOf(req), r.ID}
	q.enter(mine)
	defer q.leave(mine)
	if err := http.NewResponseController(w).Flush(); err != nil {
		return // the client is gone
	}
	h.await(r, toWrite)
	for rest := r.Size; rest > 0; {
		for !q.mayGo(mine) {
			q.wait(req.Context(), mine)
			h.await(r, toWrite)
			if req.Context().Err() != nil {
				return
			}
		}
		n := min(piece, rest)
		if _, err := w.Write(zeros[:n]); err != nil {
			return // a client that is gone needs no answer
		}
		rest -= n
		h.await(r, toWrite)
	}
	h.await(r, toEnd)
}

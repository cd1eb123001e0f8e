package client

import (
	"context"
	"net/http"
	"sync"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/timeline"
)

// requests is Requests at work.
type requests struct {
	Requests
	clock
	dials     *dials
	transport *http.Transport
	http      *http.Client
	twins     []bool
	turns     pace.Turns // of callers

	mu   sync.Mutex
	done int // requests
}

func newRequests(cfg Requests) *requests {
	callers := 1
	for i := range cfg.Groups {
		callers = max(callers, cfg.Groups[i].callers())
	}
	r := &requests{
		Requests: cfg, clock: clock{time.Now(), cfg.RealTime}, twins: cfg.Page.Twins(),
		turns: pace.NewTurns(callers, pace.Asks, 1),
	}
	// Each caller has one, and as many may be on their way for nobody.
	r.dials = newDials(&r.clock, cfg.protocol(), cfg.Dial, 2*callers+cfg.Pool)
	r.transport = cfg.transport(r.dials.dial)
	r.http = &http.Client{
		Transport: r.transport, Timeout: cfg.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return r
}

// ended is a request that is over; of the start, it has ID -1.
type ended struct {
	id int
	at time.Duration
}

// group has the callers of a group make its requests, adds what came of them, and
// says which was over last.
func (r *requests) group(ctx context.Context, g *Group, before ended, out *Result) (last ended) {
	first := len(out.Resources)
	all := make([]timeline.Resource, g.Count)
	var mu sync.Mutex
	taken := g.callers() // each has its first: they begin at one instant
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		taken++
		return taken - 1
	}
	var callers sync.WaitGroup
	for n := range g.callers() {
		callers.Go(func() {
			before := before
			for i := n; i < g.Count; i = take() {
				r.wait(ctx, n, max(g.At, before.at+g.After))
				if ctx.Err() != nil {
					return
				}
				all[i] = r.ask(ctx, g, &r.Page.Resources[first+i], before.id)
				before = ended{first + i, all[i].End()}
				r.progress()
			}
		})
	}
	callers.Wait()
	last = before
	for i := range all {
		if all[i].URL == "" {
			continue // ctx has ended before
		}
		out.Resources = append(out.Resources, all[i])
		if end := all[i].End(); end >= last.at {
			last = ended{first + i, end}
		}
	}
	return last
}

func (r *requests) progress() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if r.Progress != nil {
		r.Progress(r.done, len(r.Page.Resources))
	}
}

// wait sleeps until a time, or until ctx ends, and then until it is the caller's
// turn.
func (r *requests) wait(ctx context.Context, caller int, until time.Duration) {
	if r.Poll != nil {
		r.mu.Lock()
		r.Poll()
		r.mu.Unlock()
	}
	timer := time.NewTimer(until - time.Since(r.start))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if !r.real {
		r.turns.Wait(caller, 0)
	}
}

package worker

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// Pool plays jobs on workers. Its methods may be called from any goroutine.
type Pool struct {
	size int
	free chan struct{} // a place for each worker

	mu     sync.Mutex
	idle   []*process
	closed bool
}

// New makes a pool of at most n workers; 0: as many as Go uses threads. They
// are started when there is something to play.
func New(n int) *Pool {
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	return &Pool{size: n, free: make(chan struct{}, n)}
}

// Size is how many jobs are played at the same time.
func (p *Pool) Size() int { return p.size }

// Play plays a job, with as many seeds as its setup has draws. It waits for a
// worker when all of them are busy. A run that did not finish is a result, with Err set in its visits. An error is about
// settings that make no network, or a *DeadError, or ctx's cause: the run is
// ended at once when ctx is.
func (p *Pool) Play(ctx context.Context, job *Job) (*Result, error) {
	if job.Setup.Draws > 1 {
		return p.repeat(ctx, job)
	}
	select {
	case p.free <- struct{}{}:
		defer func() { <-p.free }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	w, err := p.take()
	if err != nil {
		return nil, fmt.Errorf("no worker for run %q: %w", job.Setup.Name, err)
	}
	res, err := w.play(ctx, job)
	p.put(w)
	return res, err
}

// Runs plays setups side by side, once each, and returns their first visits in
// their order, or PlayAll's error.
func (p *Pool) Runs(ctx context.Context, setups []*setup.Setup) ([]timeline.Run, error) {
	jobs := make([]Job, len(setups))
	for i, s := range setups {
		jobs[i].Setup = s
	}
	results, err := p.PlayAll(ctx, jobs)
	if err != nil {
		return nil, err
	}
	runs := make([]timeline.Run, len(results))
	for i, r := range results {
		runs[i] = r.Visits[0]
	}
	return runs, nil
}

// PlayAll plays jobs side by side. It waits for all of them and returns the
// results in their order, and the error of the first in that order that has one.
func (p *Pool) PlayAll(ctx context.Context, jobs []Job) ([]*Result, error) {
	results, errs := make([]*Result, len(jobs)), make([]error, len(jobs))
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Go(func() { results[i], errs[i] = p.Play(ctx, &jobs[i]) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

// Scenario plays every run of a scenario and checks what is expected of them, as
// replay.All does.
func (p *Pool) Scenario(ctx context.Context, s *scenario.Scenario) (*timeline.Timeline, error) {
	jobs := make([]Job, len(s.Runs))
	for i := range jobs {
		jobs[i] = Job{Setup: s.Runs[i].Setup(), Scenario: s.Name}
	}
	results, err := p.PlayAll(ctx, jobs)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	return Assemble(s, results, false), nil
}

// Assemble makes a scenario's timeline of what its runs gave, in their order; in real
// time expectations are held to less.
func Assemble(s *scenario.Scenario, results []*Result, realTime bool) *timeline.Timeline {
	var runs []timeline.Run
	for _, r := range results {
		runs = append(runs, r.Visits...)
	}
	return replay.Assemble(s, runs, replay.Options{RealTime: realTime})
}

// Close ends the workers. Nothing may be playing.
func (p *Pool) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for _, w := range p.idle {
		errs = append(errs, w.close())
	}
	p.idle = nil
	return errors.Join(errs...)
}

// take is a worker that does nothing yet.
func (p *Pool) take() (*process, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("the pool is closed")
	}
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return w, nil
	}
	return start(p.size)
}

// put gives a worker back, if it can go on.
func (p *Pool) put(w *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.ended == nil && !p.closed {
		p.idle = append(p.idle, w)
		return
	}
	w.kill()
	_ = w.close() // how it ended has been said
}

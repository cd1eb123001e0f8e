package sweep

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"rttlab/lab/internal/worker"
	"rttlab/lab/timeline"
)

// Shard is a part of the points: number I of N, from 1. The zero Shard is all.
type Shard struct{ I, N int }

// of are those of the points that are the shard's: each Nth, so that slow ones
// are spread.
func (s Shard) of(points []*Point) []*Point {
	if s.N <= 1 {
		return points
	}
	var own []*Point
	for i := s.I - 1; i < len(points); i += s.N {
		own = append(own, points[i])
	}
	return own
}

// Play plays the points of a shard that the store does not have, on the pool's
// workers, and calls done after each. When ctx ends it returns its cause; what
// was done by then is kept.
func Play(ctx context.Context, p *Plan, pool *worker.Pool, store Store, shard Shard, done func(played, of int)) error {
	var todo []*Point
	for _, point := range shard.of(p.points()) {
		figures, err := store.load(point.Hash)
		if err != nil {
			return err
		}
		if figures == nil {
			todo = append(todo, point)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	finished := make(chan struct{})
	counted := make(chan struct{})
	go func() {
		defer close(counted)
		n := 0
		for range finished {
			n++
			done(n, len(todo))
		}
	}()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(pool.Size() + 1) // one more is made ready meanwhile
	for _, point := range todo {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			figures, err := play(ctx, pool, point, p.Causes)
			if err != nil {
				return err
			}
			if err := store.save(point.Hash, figures); err != nil {
				return err
			}
			finished <- struct{}{}
			return nil
		})
	}
	err := group.Wait()
	close(finished)
	<-counted
	return err
}

// play plays a point's runs.
func play(ctx context.Context, pool *worker.Pool, point *Point, causes bool) ([]timeline.Figures, error) {
	jobs := make([]worker.Job, len(point.runs))
	for i := range jobs {
		jobs[i] = worker.Job{Setup: point.runs[i].Setup(), Brief: true, Causes: causes}
	}
	results, err := pool.PlayAll(ctx, jobs)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("with %v: %w", point.Values, err)
	}
	var figures []timeline.Figures
	for _, r := range results {
		figures = append(figures, r.Figures...)
	}
	return figures, nil
}

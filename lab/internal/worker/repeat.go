package worker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"rttlab/lab/timeline"
)

// repeat plays a job with each of its seeds, and gives that draw which is the
// median, with the spread of all. What the draws did is not kept: for details and
// recordings the median is played once more, which comes out the same.
func (p *Pool) repeat(ctx context.Context, job *Job) (*Result, error) {
	totals, errs := make([]time.Duration, job.Setup.Draws), make([]error, job.Setup.Draws)
	figures := make([]timeline.Figures, job.Setup.Draws)
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(p.size, len(totals)) {
		wg.Go(func() {
			for i := range next {
				res, err := p.Play(ctx, &Job{Setup: job.Setup.Draw(i), Scenario: job.Scenario, Brief: true})
				if err != nil {
					errs[i] = err
					continue
				}
				if figures[i] = res.Figures[0]; figures[i].Err == "" {
					totals[i] = figures[i].Total
				}
			}
		})
	}
	for i := range totals {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	spread, median := timeline.NewSpread(job.Setup.Seed, totals)
	if job.Brief && !job.Causes {
		figures[median].Spread = &spread
		return &Result{Figures: figures[median : median+1]}, nil
	}
	again := *job
	again.Setup = job.Setup.Draw(median)
	res, err := p.Play(ctx, &again)
	if err != nil {
		return nil, err
	}
	if job.Brief {
		res.Figures[0].Spread = &spread
		return res, nil
	}
	run := &res.Visits[0]
	run.Spread = &spread
	for i, f := range figures {
		if f.Err != "" {
			run.Warnings = append(run.Warnings, fmt.Sprintf("%d of %d draws did not finish; the first has seed %d: %s", spread.Failed, spread.Draws, job.Setup.Seed+uint64(i), f.Err))
			break
		}
	}
	return res, nil
}

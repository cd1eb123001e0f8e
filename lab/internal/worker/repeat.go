package worker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"rttlab/lab/timeline"
)

// repeat plays a job with each of its seeds, and gives that draw which is the
// median, with the spread of all. What the others did is not kept: the median is
// played once more for its details and recordings, which comes out the same.
func (p *Pool) repeat(ctx context.Context, job *Job) (*Result, error) {
	totals, errs := make([]time.Duration, job.Setup.Draws), make([]error, job.Setup.Draws)
	failed := make([]string, job.Setup.Draws)
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(p.size, len(totals)) {
		wg.Go(func() {
			for i := range next {
				res, err := p.Play(ctx, &Job{Setup: job.Setup.Draw(i), Scenario: job.Scenario, Brief: true})
				switch {
				case err != nil:
					errs[i] = err
				case res.Figures[0].Err != "":
					failed[i] = res.Figures[0].Err
				default:
					totals[i] = res.Figures[0].Total
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
	for i, why := range failed {
		if why != "" {
			run.Warnings = append(run.Warnings, fmt.Sprintf("%d of %d draws did not finish; the first has seed %d: %s", spread.Failed, spread.Draws, job.Setup.Seed+uint64(i), why))
			break
		}
	}
	return res, nil
}

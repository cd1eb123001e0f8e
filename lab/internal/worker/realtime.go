package worker

import (
	"context"

	"rttlab/lab/replay"
)

// RealTime plays a job here and now: in the machine's time, in which nothing
// repeats. Progress, when set, is told of every finished resource.
func RealTime(ctx context.Context, job *Job, progress func(run string, done, total int)) (*Result, error) {
	rec := newRecorder(job)
	opt := rec.options()
	opt.RealTime, opt.Progress = true, progress
	visits, err := replay.Visits(ctx, job.Setup, opt)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	if err := rec.whole(ctx); err != nil {
		return nil, err
	}
	out := sinks{open: job.Recording}
	for _, r := range rec.recordings(visits) {
		if err := r.write(out.named(r.name)); err != nil {
			out.abort()
			return nil, err
		}
	}
	return &Result{Visits: visits, Traces: rec.traces(visits), Plays: 1}, out.commit()
}

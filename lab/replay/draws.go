package replay

import (
	"context"
	"time"

	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// draws plays a run with each of its seeds, and gives the median with its
// spread. In real time there is one draw, since no two are alike anyway.
func draws(ctx context.Context, s *setup.Setup, opt Options, bubble func(f func()) error) ([]timeline.Run, error) {
	if s.Draws <= 1 || opt.RealTime {
		return Bubbled(ctx, s, opt, bubble)
	}
	totals := make([]time.Duration, s.Draws)
	for i := range totals {
		out, err := Bubbled(ctx, s.Draw(i), opt, bubble)
		if err != nil || ctx.Err() != nil {
			return out, err
		}
		if out[0].Err == "" {
			totals[i] = out[0].Total
		}
	}
	spread, median := timeline.NewSpread(s.Seed, totals)
	out, err := Bubbled(ctx, s.Draw(median), opt, bubble)
	if err == nil {
		out[0].Spread = &spread
	}
	return out, err
}

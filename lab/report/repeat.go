package report

import (
	"fmt"
	"time"

	"rttlab/lab/timeline"
)

// repeatJSON is of all draws of a run, its own figures being the median's.
type repeatJSON struct {
	Draws  int       `json:"draws"`
	Seed   uint64    `json:"seed"` // of the first
	Failed int       `json:"failed,omitempty"`
	P10    *millis   `json:"p10_ms"` // null: so many draws failed
	Median *millis   `json:"median_ms"`
	P90    *millis   `json:"p90_ms"`
	Totals []*millis `json:"totals_ms"` // in the order of the seeds; null: it did not finish
}

func repeatToJSON(r *timeline.Run) *repeatJSON {
	if r.Spread == nil {
		return nil
	}
	s := r.Spread
	out := &repeatJSON{Draws: s.Draws, Seed: s.Seed, Failed: s.Failed, P10: known(s.P10), P90: known(s.P90)}
	if r.Err == "" {
		out.Median = known(r.Total)
	}
	for _, d := range s.Totals {
		out.Totals = append(out.Totals, known(d))
	}
	return out
}

// known is a total; nil for one that is not.
func known(d time.Duration) *millis {
	if d == 0 {
		return nil
	}
	return new(toMillis(d))
}

// draws is the table of runs of which some are the median of several draws.
func draws(t *timeline.Timeline, c clock) *grid {
	g := &grid{
		head: []string{"run", "draws", "p10", "median", "p90", "speedup", "conns", "bytes", "packets", "lost"},
		drop: []string{"packets", "bytes", "conns", "lost", "draws"},
	}
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Err != "" {
			g.add(r.Name, "failed: "+r.Err)
			continue
		}
		n, p10, p90 := 1, "-", "-"
		if s := r.Spread; s != nil {
			n, p10, p90 = s.Draws, quantile(c, s.P10), quantile(c, s.P90)
		}
		speedup := "-"
		if times := r.Speedup(t.Base(i)); times > 0 {
			speedup = ratio(times)
		}
		g.add(r.Name, fmt.Sprint(n), p10, c.format(r.Total), p90, speedup, fmt.Sprint(r.Opened()),
			volume(r.BytesDown+r.BytesUp), fmt.Sprint(r.PacketsDown+r.PacketsUp), count(r.Dropped))
	}
	return g
}

const drawsLegend = "A draw is the load with another seed. Half of the draws took no longer than the median, a tenth no longer than p10, " +
	"nine tenths no longer than p90. All else is about the draw that is the median. Without chance one draw is all there is. " +
	"Bytes and packets count both ways, with headers; lost are packets that did not arrive."

func quantile(c clock, d time.Duration) string {
	if d == 0 {
		return "never"
	}
	return c.format(d)
}

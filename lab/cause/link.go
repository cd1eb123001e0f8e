package cause

import (
	"time"

	"rttlab/lab/timeline"
)

// linkOf is how the browser's link fared: busy is when it was sending. It is nil
// where the link is never busy: one without a limit takes no time.
func linkOf(run *timeline.Run, busy spans, e Evidence) *timeline.Link {
	every := (run.Total + timeline.LinkSamples - 1) / timeline.LinkSamples
	if every <= 0 || len(busy) == 0 {
		return nil
	}
	l := &timeline.Link{Every: every, Busy: make([]float64, timeline.LinkSamples), Queued: make([]time.Duration, timeline.LinkSamples)}
	for _, s := range busy {
		for i := max(0, int(s.From/every)); i < len(l.Busy); i++ {
			from, to := every*time.Duration(i), every*time.Duration(i+1)
			if from >= s.To {
				break
			}
			l.Busy[i] += float64(min(to, s.To)-max(from, s.From)) / float64(every)
		}
	}
	for _, f := range e.Flows {
		if !e.Browser(f.To) {
			continue
		}
		for i := range f.Packets {
			p := &f.Packets[i]
			at := int((p.Queued - e.Base) / every)
			if p.Began > 0 && p.Queued >= e.Base && at < len(l.Queued) {
				l.Queued[at] = max(l.Queued[at], p.Began-p.Queued)
			}
		}
	}
	return l
}

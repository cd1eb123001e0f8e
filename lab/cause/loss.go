package cause

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"rttlab/lab/timeline"
	"rttlab/netem"
)

// why is a cause, with the stage that it is of where it is a loss.
type why struct {
	timeline.Cause
	timeline.Stage
}

func lost(s timeline.Stage) why { return why{timeline.Recovery, s} }

// because is a cause that is no loss.
func because(c timeline.Cause) why { return why{c, timeline.NoStage} }

// resends finds out of all that was lost when it was sent again: the next time
// that any of its bytes was.
func (s *stream) resends(came []seg) {
	if len(s.lost) == 0 {
		return
	}
	sent := slices.Concat(came, s.lost)
	slices.SortStableFunc(sent, func(a, b seg) int { return cmp.Compare(a.sent, b.sent) })
	for i := range s.lost {
		g := &s.lost[i]
		g.again = never
		for j := sort.Search(len(sent), func(j int) bool { return sent[j].sent > g.sent }); j < len(sent); j++ {
			if sent[j].seq < g.end && g.seq < sent[j].end {
				g.again = sent[j].sent
				break
			}
		}
	}
}

// stage is that of a loss at a time before it was made good, by the clock of its
// sender: a timeout until the first timer that ran out before it was sent again,
// if one did.
func (s *stream) stage(g *seg, at time.Duration) timeline.Stage {
	switch timer := s.timer(g.sent, g.again); {
	case at >= g.again:
		return timeline.Retransmission
	case at < timer:
		return timeline.Timeout
	}
	return timeline.Detection
}

// timer is the first time after one and up to another at which a timer ran out;
// 0 if none did.
func (s *stream) timer(after, to time.Duration) time.Duration {
	i := sort.Search(len(s.timers), func(i int) bool { return s.timers[i] > after })
	if i == len(s.timers) || s.timers[i] > to {
		return 0
	}
	return s.timers[i]
}

// turns are the times at which the stage of what was lost may change.
func (s *stream) turns(lost []seg, out []time.Duration) []time.Duration {
	for i := range lost {
		g := &lost[i]
		out = append(out, g.arrived, g.readable, g.again, s.timer(g.sent, g.again))
	}
	return out
}

// latest is, of what was lost and is missing at a time, what was lost last; nil
// if nothing is.
func latest(lost []seg, at time.Duration) *seg {
	var last *seg
	for i := range lost {
		if g := &lost[i]; g.arrived <= at && at < g.readable && (last == nil || g.arrived >= last.arrived) {
			last = g
		}
	}
	return last
}

// holdCause is the cause that a sender's waiting is, if it waits.
func holdCause(h netem.Hold, otherwise timeline.Cause) why {
	switch h {
	case netem.HoldWindow, netem.HoldPacing:
		return because(timeline.SlowStart)
	case netem.HoldCut, netem.HoldRecovery:
		return lost(timeline.CutWindow)
	case netem.HoldReceiver, netem.HoldNagle:
		return because(timeline.FlowControl)
	}
	return because(otherwise)
}

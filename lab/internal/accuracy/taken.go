package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// taken is what a run says of a cause, and what it saves to take it away.
type taken struct {
	Scenario, Run, What string
	Files               int
	Total, Cause, Saved time.Duration
	Left                time.Duration   // of the cause, when it had been taken away
	Others              timeline.Causes // by how much each has become less; the one that was taken away is 0
}

// other is the cause that has changed most beside, and by how much it has become
// less.
func (t taken) other() string {
	at := 0
	for i, d := range t.Others {
		if d.Abs() > t.Others[at].Abs() {
			at = i
		}
	}
	if t.Others[at].Abs() < worthLooking {
		return ""
	}
	return fmt.Sprintf("%v %+.4f", timeline.Cause(at), -t.Others[at].Seconds())
}

// beyond is how much more was saved than the cause says.
func (t taken) beyond() time.Duration { return t.Saved - t.Cause }

func (t taken) line() string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %+.4f | %s |\n", t.Scenario, t.Run, t.What, seconds(t.Total), seconds(t.Cause), seconds(t.Saved), t.beyond().Seconds(), t.other())
}

// worthLooking is the least that a cause has to have to be taken away.
const worthLooking = time.Millisecond

// less are the causes that became less beside, the greatest part first.
func (t taken) less() string {
	order := make([]int, len(t.Others))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.Others[b], t.Others[a]) })
	var parts []string
	for _, i := range order[:3] {
		if t.Others[i] >= worthLooking {
			parts = append(parts, fmt.Sprintf("%v %.4f", timeline.Cause(i), t.Others[i].Seconds()))
		}
	}
	return fmt.Sprintf("| %s | %s | %s | %+.4f | %s |\n", t.Scenario, t.Run, t.What, t.beyond().Seconds(), strings.Join(parts, ", "))
}

// check says which law a row breaks. A cause that was taken away is gone; what is
// saved is the cause and what all others became less, to the nanosecond; one file
// on one connection saves the cause, to what a clock of microseconds rounds off.
func (t taken) check() error {
	var others time.Duration
	for _, d := range t.Others {
		others += d
	}
	what := fmt.Sprintf("%s: %s without %s", t.Scenario, t.Run, t.What)
	switch {
	case t.Left >= worthLooking:
		return fmt.Errorf("%s: %v is left of it", what, t.Left)
	case t.Saved != t.Cause-t.Left+others:
		return fmt.Errorf("%s: causes do not add up: %v saved, %v of the cause and %v of others", what, t.Saved, t.Cause-t.Left, others)
	case t.Files == 1 && t.beyond().Abs() >= worthLooking:
		return fmt.Errorf("%s: one file saves %v, and the cause is %v", what, t.Saved, t.Cause)
	}
	return nil
}

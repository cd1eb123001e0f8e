package report

import (
	"time"

	"rttlab/lab/timeline"
)

// causesJSON is how long each cause held, in milliseconds, in the order of
// timeline's causes; those that did not hold are left out.
type causesJSON timeline.Causes

// causesOf adds pieces up; nil where nobody looked for causes.
func causesOf(pieces []timeline.Piece) *causesJSON {
	if pieces == nil {
		return nil
	}
	sum := causesJSON(timeline.AddUp(pieces))
	return &sum
}

// stagesJSON is how long each stage of recovery held, in the same way.
type stagesJSON timeline.Stages

// stagesOf adds pieces of recovery up; nil where there is none.
func stagesOf(pieces []timeline.Piece) *stagesJSON {
	sum := stagesJSON(timeline.AddUpStages(pieces))
	if sum == (stagesJSON{}) {
		return nil
	}
	return &sum
}

// MarshalJSON writes an object whose sum is that of recovery.
func (s *stagesJSON) MarshalJSON() ([]byte, error) {
	return object(s[:], func(i int) string { return timeline.Stage(i).String() })
}

// MarshalJSON writes an object whose sum is the time that was divided.
func (c *causesJSON) MarshalJSON() ([]byte, error) {
	return object(c[:], func(i int) string { return timeline.Cause(i).String() })
}

// object is times by name, without those that are none.
func object(times []time.Duration, nameOf func(int) string) ([]byte, error) {
	b := buffer("{")
	for i, d := range times {
		if d == 0 {
			continue
		}
		if len(b) > len("{") {
			b.raw(",")
		}
		b.text("", nameOf(i))
		b.millis(":", toMillis(d))
	}
	b.raw("}")
	return b, nil
}

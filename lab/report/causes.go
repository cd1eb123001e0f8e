package report

import (
	"bytes"
	"encoding/json"

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

// MarshalJSON writes an object whose sum is the time that was divided.
func (c *causesJSON) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, d := range c {
		if d == 0 {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(timeline.Cause(i).String())
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(toMillis(d))
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

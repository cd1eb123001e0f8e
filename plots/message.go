package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// group are messages that begin at nearly the same time, and where.
type group struct {
	first    *timeline.Segment
	messages []string
}

// at is when the server sent or got it.
func (g group) at() time.Duration {
	if g.first.Up {
		return g.first.Arrived
	}
	return g.first.Sent
}

// groups are the messages of one side, as the server sees them. What it sends
// within a quarter of a round trip has one label.
func (t *traced) groups(up bool) (all []group) {
	for i := range t.trace.Segments {
		seg := &t.trace.Segments[i]
		if len(seg.Messages) == 0 || seg.Up != up || seg.Again || up && seg.Arrived == 0 {
			continue
		}
		if n := len(all); n > 0 && (group{first: seg}).at()-all[n-1].at() <= max(t.run.RTT/4, t.end/60) {
			all[n-1].messages = append(slices.Clip(all[n-1].messages), seg.Messages...)
			continue
		}
		all = append(all, group{seg, seg.Messages})
	}
	return all
}

const messageRoom = 440.0

// messages names what begins in the segments: what the server sends at their
// left, what it is asked when that arrives. Where they are too many for that, all
// have flags.
func (c *Sequence) messages(s *sheet, axis timeAxis, bytes valueAxis, acked []reading, free *places) {
	labels, left := c.labels(axis, bytes, acked, *free, true)
	if left > 0 {
		if flags, more := c.labels(axis, bytes, acked, *free, false); more < left {
			labels, left = flags, more
		}
	}
	for _, l := range labels {
		s.label(l)
	}
	if left > 0 {
		s.text(s.width-margin, axisName, fmt.Sprintf("no room for the names of %s", plural(left, "message")), leastText, false, toRight, quiet)
	}
}

// labels are those that have room, and how many messages have none.
func (c *Sequence) labels(axis timeAxis, bytes valueAxis, acked []reading, free places, beside bool) (labels []label, left int) {
	free.taken, free.texts = slices.Clip(free.taken), slices.Clip(free.texts)
	all := append(c.groups(true), c.groups(false)...)
	slices.SortStableFunc(all, func(a, b group) int { return cmp.Compare(b.at(), a.at()) }) // flags stand lower at the right
	for _, g := range all {
		x, l := axis.x(g.at()), label{text: spoken(g.messages, false, messageRoom), color: ink}
		var foot dot
		var near []spot
		if g.first.Up {
			y := bytes.y0
			if i, _ := slices.BinarySearchFunc(acked, x, func(r reading, x float64) int { return cmp.Compare(r.x, math.Nextafter(x, x+1)) }); i > 0 {
				y = bytes.y(acked[i-1].v)
			}
			l.color, foot = ackColor, dot{x, y}
			near = []spot{{x + 10, y + 18, toLeft}, {x + 10, y - 18, toLeft}, {x + 10, y + 42, toLeft}, {x - 10, y - 18, toRight}}
		} else {
			a := c.place(axis, bytes, g.first, 2.5)
			foot = dot{x, a.y0}
			near = []spot{{a.x0 - 8, a.y1 - 8, toRight}, {a.x0 - 8, a.y1 - 34, toRight}, {a.x1 + 8, a.y1 - 16, toLeft}}
		}
		placed, ok := l, false
		if beside {
			placed, ok = free.beside(l, near...)
		}
		if !ok {
			placed, ok = free.flag(l, foot)
		}
		if !ok {
			left += len(g.messages)
			continue
		}
		labels = append(labels, placed)
	}
	return labels, left
}

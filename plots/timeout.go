package plots

import (
	"rttlab/lab/timeline"
)

// timeoutWords say how long a sender waited in vain.
func timeoutWords(seg *timeline.Segment) string {
	words := "timeout " + shortDuration(seg.Timeout)
	switch {
	case seg.Probe:
		words = "probe after " + shortDuration(seg.Timeout)
	case seg.Timeouts > 1:
		words += ", doubled"
	}
	return words
}

// timeouts draws, at the height of each segment that a timeout made, the time
// that this took, with its length in words.
func (t *traced) timeouts(s *sheet, axis timeAxis, p *places, up bool, height func(*timeline.Segment) float64) {
	var waited []*timeline.Segment
	for i := range t.trace.Segments {
		seg := &t.trace.Segments[i]
		if seg.Up != up || seg.Timeout == 0 {
			continue
		}
		waited = append(waited, seg)
		x0, x1, y := axis.x(max(seg.Sent-seg.Timeout, 0)), axis.x(seg.Sent), height(seg)
		s.horizontal(x0, x1, y, 2, againColor)
		s.vertical(x0, y-8, y+8, 2, againColor)
		s.vertical(x1, y-8, y+8, 2, againColor)
		p.taken = append(p.taken, area{x0 - 2, y - 9, x1 + 2, y + 9})
	}
	for _, seg := range waited {
		x0, x1, y := axis.x(max(seg.Sent-seg.Timeout, 0)), axis.x(seg.Sent), height(seg)
		words := timeoutWords(seg)
		if up {
			words = t.trace.Client + ": " + words
		}
		middle := (x0 + x1) / 2
		if p.write(s, words, true, againColor,
			spot{middle, y - 24, toMiddle}, spot{middle, y + 26, toMiddle}, spot{x0 - 10, y, toRight}, spot{x1 + 14, y + 26, toLeft},
			spot{x1, y - 24, toRight}, spot{x1, y - 50, toRight}, spot{x0, y - 24, toLeft}, spot{middle, y - 76, toMiddle}) {
			continue
		}
		if l, ok := p.flag(label{text: words, bold: true, color: againColor}, dot{middle, y}); ok {
			s.label(l)
			continue
		}
		p.somewhere(s, words, true, againColor)
	}
}

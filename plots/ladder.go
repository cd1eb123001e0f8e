package plots

import (
	"image/color"
	"time"

	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Ladder is the first exchanges of a connection as textbooks draw them: two
// hosts, time from top to bottom, an arrow for each segment, slanted by its
// delay. Segments that leave back to back are one band.
type Ladder struct {
	traced
	Rows int // the picture ends before a host has sent more often; default: 13
}

// NewLadder makes the diagram of a connection of the run.
func NewLadder(run *timeline.Run, trace *timeline.Trace) (*Ladder, error) {
	t, err := newTraced("the first exchanges", run, trace)
	t.fromOpening()
	return &Ladder{traced: t, Rows: 13}, err
}

const (
	ladderSide = 600.0 // the column with a host's labels
	ladderTop  = 196.0
	labelRoom  = 34.0 // from one label to the next
)

// Draw draws it.
func (l *Ladder) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	s.header(l.Title, &l.run)
	s.text(margin, axisName, "times: when each host sends, by one clock"+l.since(), leastText, true, toLeft, quiet)
	left, right := margin+ladderSide, s.width-margin-ladderSide
	bottom := s.height - 84
	bursts, end := l.first()
	s.legend(margin, s.width-margin, s.height-36, legendSize, l.keys(bursts))
	axis := timeAxis{x0: ladderTop, x1: bottom, end: end}
	step := axis.step(60)
	for t := time.Duration(0); t <= end; t += step {
		s.horizontal(left, right, axis.x(t), 1, grid)
		s.text(margin, axis.x(t), tickLabel(t, step), leastText, false, toLeft, quiet)
	}
	ways := map[bool][2]float64{true: {left, right}, false: {right, left}}
	for _, b := range bursts {
		b.band(s, axis, ways[b.up()], l.color(b))
	}
	for _, lost := range []bool{false, true} { // crosses lie on top
		for _, b := range bursts {
			if (b[0].Dropped != "") == lost {
				b.arrows(s, axis, ways[b.up()], l.run.RTT/2, l.color(b))
			}
		}
	}
	for _, host := range []struct {
		x    float64
		name string
	}{{left, l.trace.Client}, {right, l.trace.Server}} {
		s.vertical(host.x, ladderTop-14, bottom, 4, ink)
		s.text(host.x, ladderTop-40, host.name, 28, true, toMiddle, ink)
	}
	l.waits(s, axis, left, right, bursts)
	free := map[bool]float64{} // where the next label of a side may stand
	free[true] = l.lookup(s, axis, left)
	for _, b := range bursts {
		y := max(axis.x(b[0].Sent), free[b.up()])
		free[b.up()] = y + labelRoom
		if y > bottom {
			continue
		}
		side := toLeft
		if b.up() {
			side = toRight
		}
		l.label(s, axis, b, ways[b.up()][0], y, side)
	}
}

// keys are of what the picture has.
func (l *Ladder) keys(bursts []burst) []key {
	keys := []key{{label: "data", color: dataColor}, {label: "acknowledgement", color: ackColor}}
	if l.trace.QUIC {
		keys = append(keys, key{label: "handshake", color: setupColor})
	} else {
		keys = append(keys, key{label: "SYN, FIN, RST", color: setupColor})
	}
	lost, again := false, false
	for _, b := range bursts {
		lost, again = lost || b[0].Dropped != "", again || b[0].Again
	}
	if lost {
		keys = append(keys, key{label: "lost", color: lostColor, cross: true})
	}
	if again {
		keys = append(keys, key{label: l.again(), color: againColor})
	}
	return keys
}

// waits draws the timeouts beside the hosts that waited.
func (l *Ladder) waits(s *sheet, axis timeAxis, left, right float64, bursts []burst) {
	for _, b := range bursts {
		seg := b[0]
		if seg.Timeout == 0 {
			continue
		}
		x, side, where := left+14, 1.0, toLeft
		if !seg.Up {
			x, side, where = right-14, -1, toRight
		}
		y0, y1 := axis.x(max(seg.Sent-seg.Timeout, 0))+3, axis.x(seg.Sent)-3
		s.vertical(x, y0, y1, 3, againColor)
		s.horizontal(x-7, x+7, y0, 3, againColor)
		s.horizontal(x-7, x+7, y1, 3, againColor)
		if y1-y0 > leastText {
			words := timeoutWords(seg)
			at, width := x+side*14, textWidth(words, leastText, true)
			s.rect(min(at, at+side*width)-4, (y0+y1)/2-14, max(at, at+side*width)+4, (y0+y1)/2+14, paper)
			s.text(at, (y0+y1)/2, words, leastText, true, where, againColor)
		}
	}
}

// lookup draws that the name was looked up before the connection was opened, and
// returns where the next label of the browser may stand.
func (l *Ladder) lookup(s *sheet, axis timeAxis, left float64) float64 {
	if l.begin > 0 { // the connection is a later visit's, whose look-ups have another clock
		return 0
	}
	for i := range l.run.Resources {
		res := &l.run.Resources[i]
		if res.Connection != l.trace.Connection || res.DNS == 0 || res.Connect == 0 {
			continue
		}
		const away = 130.0
		asked, answered := res.Start+res.Blocked, res.Start+res.Blocked+res.DNS
		tip := dot{left + away, axis.x((asked + answered) / 2)}
		color := phaseColors[timeline.DNS]
		s.arrow(dot{left, axis.x(asked)}, tip, 2.5, color)
		s.arrow(tip, dot{left, axis.x(answered)}, 2.5, color)
		s.textOn(paper, tip.x+10, tip.y, "resolver", leastText, true, toLeft, color)
		y := axis.x(asked)
		s.text(left-18, y, "DNS query, "+res.Host, leastText, true, toRight, ink)
		return y + labelRoom
	}
	return 0
}

// first are the bursts that the picture has, and when it ends.
func (l *Ladder) first() (bursts []burst, end time.Duration) {
	sent := map[bool]int{}
	for _, b := range l.bursts() {
		if sent[b.up()] == l.Rows {
			break
		}
		sent[b.up()]++
		bursts = append(bursts, b)
		end = max(end, b.end())
	}
	return bursts, max(end, 1)
}

// burst are segments of one host that leave back to back.
type burst []*timeline.Segment

// bursts puts the segments of the connection together. Those that stand for
// themselves, such as a SYN, stay alone.
func (l *Ladder) bursts() (all []burst) {
	gap := l.run.RTT / 20
	last := map[bool]int{} // index of a side's last burst, from 1
	for i := range l.trace.Segments {
		seg := &l.trace.Segments[i]
		if n := last[seg.Up]; n > 0 {
			b := all[n-1]
			before := b[len(b)-1]
			if l.alike(before, seg) && seg.Sent-before.Sent <= gap && seg.Sent-b[0].Sent <= l.run.RTT/4 {
				all[n-1] = append(b, seg)
				continue
			}
		}
		all = append(all, burst{seg})
		last[seg.Up] = len(all)
	}
	return all
}

// alike says whether two segments may be drawn as one band: both data or both
// bare ACKs, and the same became of them.
func (l *Ladder) alike(a, b *timeline.Segment) bool {
	return !l.setUp(a) && !l.setUp(b) && (l.trace.Data(a) > 0) == (l.trace.Data(b) > 0) && (a.SACK > 0) == (b.SACK > 0) &&
		a.Again == b.Again && a.Probe == b.Probe && a.Dropped == b.Dropped && b.Timeout == 0
}

func (b burst) up() bool { return b[0].Up }

// end is when the last of it was there, or sent when it did not arrive.
func (b burst) end() time.Duration { return max(b[len(b)-1].Sent, b[len(b)-1].Arrived) }

func (l *Ladder) color(b burst) color.RGBA {
	s := b[0]
	switch {
	case s.Dropped != "":
		return lostColor
	case s.Again:
		return againColor
	case l.setUp(s):
		return setupColor
	case l.trace.Data(s) > 0:
		return dataColor
	}
	return ackColor
}

// band fills what lies between the first and the last arrow of the burst.
func (b burst) band(s *sheet, axis timeAxis, way [2]float64, c color.RGBA) {
	first, last := b[0], b[len(b)-1]
	if len(b) == 1 || first.Arrived == 0 || last.Arrived == 0 {
		return
	}
	pale := flightColor
	if c == ackColor {
		pale = acksColor
	}
	s.fill(pale, dot{way[0], axis.x(first.Sent)}, dot{way[1], axis.x(first.Arrived)},
		dot{way[1], axis.x(last.Arrived)}, dot{way[0], axis.x(last.Sent)})
}

// arrows draws the first and the last arrow of the burst.
func (b burst) arrows(s *sheet, axis timeAxis, way [2]float64, delay time.Duration, c color.RGBA) {
	b.arrow(s, axis, b[0], way, delay, c)
	if len(b) > 1 {
		b.arrow(s, axis, b[len(b)-1], way, delay, c)
	}
}

// arrow draws one segment's way. One that was lost ends in a cross on the way
// that the path's delay would have taken it. One that is sent again is thicker.
func (b burst) arrow(s *sheet, axis timeAxis, seg *timeline.Segment, way [2]float64, delay time.Duration, c color.RGBA) {
	width := 2.5
	switch {
	case seg.Again:
		width = 5
	case c == ackColor || c == setupColor:
		width = 1.8
	}
	begin := dot{way[0], axis.x(seg.Sent)}
	if seg.Arrived > 0 {
		s.arrow(begin, dot{way[1], axis.x(seg.Arrived)}, width, c)
		return
	}
	part := 0.45           // of the way
	if seg.Dropped == "" { // it is on its way when the picture ends
		part = min(part, float64(axis.end-seg.Sent)/float64(max(delay, 1)))
	}
	end := dot{way[0] + (way[1]-way[0])*part, axis.x(seg.Sent + time.Duration(part*float64(delay)))}
	s.line(width, c, begin, end)
	if seg.Dropped != "" {
		s.cross(end.x, end.y, 12, 4, lostColor)
	}
}

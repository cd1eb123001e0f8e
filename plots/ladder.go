package plots

import (
	"fmt"
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
	left, right := margin+ladderSide, s.width-margin-ladderSide
	bottom := s.height - 84
	s.legend(margin, s.width-margin, s.height-36, legendSize, []key{
		{label: "data", color: dataColor},
		{label: "acknowledgement", color: ackColor},
		{label: "SYN, FIN", color: setupColor},
		{label: "lost, or sent again", color: againColor},
	})
	bursts, end := l.first()
	axis := timeAxis{x0: ladderTop, x1: bottom, end: end}
	step := axis.step(60)
	for t := time.Duration(0); t <= end; t += step {
		s.horizontal(left, right, axis.x(t), 1, grid)
		s.text(margin, axis.x(t), tickLabel(t, step), 18, false, toLeft, quiet)
	}
	ways := map[bool][2]float64{true: {left, right}, false: {right, left}}
	for _, b := range bursts {
		b.band(s, axis, ways[b.up()])
	}
	for _, b := range bursts {
		b.arrows(s, axis, ways[b.up()], l.run.RTT/2)
	}
	for _, host := range []struct {
		x    float64
		name string
	}{{left, l.trace.Client}, {right, l.trace.Server}} {
		s.vertical(host.x, ladderTop-14, bottom, 4, ink)
		s.text(host.x, ladderTop-40, host.name, 28, true, toMiddle, ink)
	}
	free := map[bool]float64{} // where the next label of a side may stand
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
		b.label(s, axis, ways[b.up()][0], y, side)
	}
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
			if alike(before, seg) && seg.Sent-before.Sent <= gap && seg.Sent-b[0].Sent <= l.run.RTT/4 {
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
func alike(a, b *timeline.Segment) bool {
	plain := func(s *timeline.Segment) bool { return s.Flags == "ACK" || s.Flags == "PSH, ACK" }
	return plain(a) && plain(b) && (a.Bytes > 0) == (b.Bytes > 0) && (a.SACK > 0) == (b.SACK > 0) &&
		a.Again == b.Again && a.Probe == b.Probe && a.Dropped == b.Dropped
}

func (b burst) up() bool { return b[0].Up }

// end is when the last of it was there, or sent when it did not arrive.
func (b burst) end() time.Duration { return max(b[len(b)-1].Sent, b[len(b)-1].Arrived) }

func (b burst) color() color.RGBA {
	s := b[0]
	switch {
	case s.Again || s.Dropped != "":
		return againColor
	case s.Flags != "ACK" && s.Flags != "PSH, ACK":
		return setupColor
	case s.Bytes > 0:
		return dataColor
	}
	return ackColor
}

// band fills what lies between the first and the last arrow of the burst.
func (b burst) band(s *sheet, axis timeAxis, way [2]float64) {
	first, last := b[0], b[len(b)-1]
	if len(b) == 1 || first.Arrived == 0 || last.Arrived == 0 {
		return
	}
	pale := flightColor
	if first.Bytes == 0 {
		pale = acksColor
	}
	s.fill(pale, dot{way[0], axis.x(first.Sent)}, dot{way[1], axis.x(first.Arrived)},
		dot{way[1], axis.x(last.Arrived)}, dot{way[0], axis.x(last.Sent)})
}

// arrows draws the first and the last arrow of the burst.
func (b burst) arrows(s *sheet, axis timeAxis, way [2]float64, delay time.Duration) {
	b.arrow(s, axis, b[0], way, delay)
	if len(b) > 1 {
		b.arrow(s, axis, b[len(b)-1], way, delay)
	}
}

// arrow draws one segment's way. One that was lost ends in a cross on the way
// that the path's delay would have taken it.
func (b burst) arrow(s *sheet, axis timeAxis, seg *timeline.Segment, way [2]float64, delay time.Duration) {
	width := 2.5
	if seg.Bytes == 0 {
		width = 1.8
	}
	begin := dot{way[0], axis.x(seg.Sent)}
	if seg.Arrived > 0 {
		s.arrow(begin, dot{way[1], axis.x(seg.Arrived)}, width, b.color())
		return
	}
	const part = 0.45 // of the way
	end := dot{way[0] + (way[1]-way[0])*part, axis.x(seg.Sent + time.Duration(part*float64(delay)))}
	s.line(width, b.color(), begin, end)
	if seg.Dropped != "" {
		s.cross(end.x, end.y, 10, 3, againColor)
	}
}

// label writes beside the host what it sent, at y, and points to where.
func (b burst) label(s *sheet, axis timeAxis, x, y float64, side align) {
	away, tick := 14.0, 1.0
	if side == toRight {
		away, tick = -14, -1
	}
	at := axis.x(b[0].Sent)
	s.line(1.5, quiet, dot{x + 3*tick, at}, dot{x + 7*tick, at}, dot{x + away - 2*tick, y})
	const size = 19
	text, note := b.text()
	color := ink
	if note != "" {
		text, color = text+", "+note, againColor
	}
	room := ladderSide - 110.0
	s.text(x+away+4*tick, y, cutMiddle(text, shrink(text, size, 15, room, false), false, room), shrink(text, size, 15, room, false), false, side, color)
}

// text is what the burst is, as Wireshark would say it, and what became of it.
func (b burst) text() (text, note string) {
	first, last := b[0], b[len(b)-1]
	switch {
	case first.Dropped != "":
		note = first.Dropped
	case first.Again:
		note = "sent again"
	}
	bytes := 0
	for _, seg := range b {
		bytes += seg.Bytes
	}
	switch {
	case len(b) > 1 && bytes > 0:
		return fmt.Sprintf("%d segments, %d bytes, up to %d", len(b), bytes, last.End()), note
	case len(b) > 1:
		text = fmt.Sprintf("%d ACKs, up to %d", len(b), last.Ack)
		if first.SACK > 0 {
			text += ", SACK"
		}
		return text, note
	}
	text = first.Flags
	if first.Bytes > 0 || first.Flags != "ACK" {
		text += fmt.Sprintf(" seq=%d", first.Seq)
	}
	if first.Flags != "SYN" && first.Flags != "RST" {
		text += fmt.Sprintf(" ack=%d", first.Ack)
	}
	switch {
	case first.Bytes > 0:
		text += fmt.Sprintf(", %d bytes", first.Bytes)
	case first.MSS > 0:
		text += fmt.Sprintf(" win=%d mss=%d", first.Window, first.MSS)
	case first.SACK > 0:
		text += ", SACK"
	}
	return text, note
}

package plots

import "fmt"

// label writes beside the host what it sent, at y, and points to where.
func (l *Ladder) label(s *sheet, axis timeAxis, b burst, x, y float64, side align) {
	away, tick := 14.0, 1.0
	if side == toRight {
		away, tick = -14, -1
	}
	at := axis.x(b[0].Sent)
	s.line(1.5, quiet, dot{x + 3*tick, at}, dot{x + 7*tick, at}, dot{x + away - 2*tick, y})
	names, rest, note := l.words(b)
	color := ink
	if note {
		color = againColor
		if b[0].Dropped != "" {
			color = lostColor
		}
	}
	gap := 0.0
	if names != "" && rest != "" {
		gap = wordGap
	}
	x += away + 4*tick
	if side == toRight {
		s.text(x, y, rest, leastText, false, toRight, color)
		s.text(x-textWidth(rest, leastText, false)-gap, y, names, leastText, true, toRight, ink)
		return
	}
	s.text(x, y, names, leastText, true, toLeft, ink)
	s.text(x+textWidth(names, leastText, true)+gap, y, rest, leastText, false, toLeft, color)
}

// words are the names of a burst's messages, and what it is, as Wireshark would
// say it, and what became of it. What does not fit is shortened: first what it is,
// then the names.
func (l *Ladder) words(b burst) (names, rest string, special bool) {
	room := ladderSide - 30.0
	if b.up() {
		room -= 80 // where the times stand
	}
	var messages []string
	for _, seg := range b {
		messages = append(messages, seg.Messages...)
	}
	note := ""
	switch {
	case b[0].Dropped != "":
		note = b[0].Dropped
	case b[0].Again:
		note = "sent again"
	}
	for _, much := range []bool{true, false} {
		rest = l.what(b, much && len(messages) == 0)
		if note != "" {
			rest += ", " + note
		}
		if names = spoken(messages, true, room); fits(names, rest, room) {
			return names, rest, note != ""
		}
	}
	if names == "" {
		return "", cutMiddle(rest, leastText, false, room), note != ""
	}
	if rest = note; rest == "" {
		return names, "", false
	}
	return spoken(messages, true, room-wordGap-textWidth(rest, leastText, false)), rest, true
}

const wordGap = 12.0 // between names and what follows them

func fits(names, rest string, room float64) bool {
	return textWidth(names, leastText, true)+wordGap+textWidth(rest, leastText, false) <= room
}

// what a burst is, and whether all of that is wanted.
func (l *Ladder) what(b burst, all bool) string {
	if l.trace.QUIC {
		return l.packets(b)
	}
	return segments(b, !all)
}

// segments is what a burst of TCP is, or the least of that.
func segments(b burst, brief bool) string {
	first, last := b[0], b[len(b)-1]
	bytes := 0
	for _, seg := range b {
		bytes += seg.Bytes
	}
	switch {
	case len(b) > 1 && bytes > 0:
		return fmt.Sprintf("%d segments, %d bytes, up to %d", len(b), bytes, last.End())
	case len(b) > 1:
		text := fmt.Sprintf("%d ACKs, up to %d", len(b), last.Ack)
		if first.SACK > 0 {
			text += ", SACK"
		}
		return text
	case brief && bytes > 0:
		return fmt.Sprintf("seq=%d, %s", first.Seq, plural(first.Bytes, "byte"))
	}
	text := first.Flags
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
	return text
}

// packets is what a burst of QUIC is.
func (l *Ladder) packets(b burst) string {
	first, last := b[0], b[len(b)-1]
	bytes := 0
	for _, seg := range b {
		bytes += seg.Bytes
	}
	text := fmt.Sprintf("%s %d", first.Flags, first.Number)
	if len(b) > 1 {
		text += fmt.Sprintf("–%d", last.Number)
	}
	if l.trace.Data(first) == 0 {
		return text + ", ACK"
	}
	return text + fmt.Sprintf(", %d bytes", bytes)
}

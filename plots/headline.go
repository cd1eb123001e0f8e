package plots

import (
	"fmt"
	"strings"
)

// head is title and sentence, and the ratio that the picture is about.
func (c *Compare) head(s *sheet) {
	big, caption, because := c.headline()
	room := s.width - 3*margin
	if big != "" {
		s.text(s.width-margin, 80, big, 116, true, toRight, faster)
		s.text(s.width-margin, 158, caption, 26, true, toRight, ink)
		s.text(s.width-margin, 194, because, 26, false, toRight, quiet)
		room -= max(textWidth(big, 116, true), textWidth(caption, 26, true), textWidth(because, 26, false))
	}
	size := shrink(c.Title, 54, 30, room, true)
	s.text(margin, 66, cutMiddle(c.Title, size, true, room), size, true, toLeft, ink)
	y := 128.0
	for _, line := range lines(c.Why, 28, room, 2) {
		s.text(margin, y, line, 28, false, toLeft, quiet)
		y += 38
	}
}

// headline is the greatest speedup, of what over what, and the round trips that
// it saved.
func (c *Compare) headline() (big, caption, because string) {
	at := c.best()
	if at < 0 {
		return "", "", ""
	}
	best, base := &c.runs[at], c.base[at]
	slow, fast := base.Ledger(), best.Ledger()
	if slow.RTT == fast.RTT && fast.RoundTrips() < slow.RoundTrips() {
		trips := "round trips"
		if fast.RoundTrips() == 1 {
			trips = "round trip"
		}
		of := " of " + roundTrip(fast.RTT)
		if best.Change.RTT > 0 && best.Change.RTT != best.RTT {
			of = "" // they were not all alike
		}
		because = fmt.Sprintf("%d %s%s instead of %d", fast.RoundTrips(), trips, of, slow.RoundTrips())
	}
	return ratio(best.Speedup(base)) + " faster", best.Name + " against " + base.Name, because
}

// best is the index of the run with the greatest speedup, of those that are
// compared with a run on their own network if there are any: one thing changed
// at a time. It is -1 when none was faster.
func (c *Compare) best() int {
	best := -1
	for _, same := range []bool{true, false} {
		speedup := 1.0
		for i := range c.runs {
			run, base := &c.runs[i], c.base[i]
			if v := run.Speedup(base); v > speedup && (run.Network == base.Network) == same {
				best, speedup = i, v
			}
		}
		if best >= 0 {
			break
		}
	}
	return best
}

// firstSentence ends at the first full stop that a space or the end follows.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if strings.ContainsRune(".!?", rune(s[i])) && (i+1 == len(s) || s[i+1] == ' ') {
			return s[:i+1]
		}
	}
	return s
}

// lines breaks a text into at most n lines of at most width; what is too much
// is cut off with dots.
func lines(text string, size, width float64, n int) []string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		last := len(out) - 1
		switch {
		case last >= 0 && textWidth(out[last]+" "+word, size, false) <= width:
			out[last] += " " + word
		case len(out) == n:
			out[last] = strings.TrimRight(out[last], ".,;:") + " …"
			return out
		default:
			out = append(out, word)
		}
	}
	return out
}

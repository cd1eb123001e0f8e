package plots

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// head is title and sentence, and the figure that the picture is about.
func (c *Compare) head(s *sheet) {
	room := s.width - 3*margin - c.headline().draw(s)
	size := shrink(c.Title, 54, 30, room, true)
	s.text(margin, 66, cutMiddle(c.Title, size, true, room), size, true, toLeft, ink)
	y := 128.0
	for _, line := range lines(c.Why, 28, room, 2) {
		s.text(margin, y, line, 28, false, toLeft, quiet)
		y += 38
	}
}

// headline is the one figure of a picture.
type headline struct {
	big     string // "2.2x faster"
	caption string // of what against what
	because string // the round trips that it saved or cost
	color   color.RGBA
}

// draw writes it at the top right, and says how wide it is.
func (h headline) draw(s *sheet) (width float64) {
	if h.big == "" {
		return 0
	}
	s.text(s.width-margin, 80, h.big, 116, true, toRight, h.color)
	s.text(s.width-margin, 158, h.caption, 26, true, toRight, ink)
	s.text(s.width-margin, 194, h.because, 26, false, toRight, quiet)
	return max(textWidth(h.big, 116, true), textWidth(h.caption, 26, true), textWidth(h.because, 26, false))
}

// headline is what the scenario says that its lesson is, else the greatest
// speedup.
func (c *Compare) headline() headline {
	run, against := c.lesson.run, c.lesson.against
	if run == nil || against == nil {
		at := c.best()
		if at < 0 {
			return headline{}
		}
		run, against = &c.runs[at], c.base[at]
	}
	if run.Err != "" || against.Err != "" || run.Total <= 0 || against.Total <= 0 {
		return headline{}
	}
	h := headline{caption: run.Name + " against " + against.Name, color: faster}
	if c.lesson.measure == "failed" {
		h.failed(run, against)
		return h
	}
	h.because = because(run, against)
	slow, fast := against.Ledger(), run.Ledger()
	switch times := float64(against.Total) / float64(run.Total); {
	case c.lesson.measure == "time":
		h.big = signed(duration((run.Total - against.Total).Abs()), run.Total-against.Total)
	case c.lesson.measure == "round trips" && slow.RTT > 0:
		trips := fast.RoundTrips() - slow.RoundTrips()
		h.big = signed(fmt.Sprintf("%d RTT", max(trips, -trips)), time.Duration(trips))
		h.because = duration(run.Total) + " instead of " + duration(against.Total)
	case times > 0.995 && times < 1.005:
		h.big = "as fast"
	case times < 1:
		h.big = ratio(1/times) + " slower"
	default:
		h.big = ratio(times) + " faster"
	}
	if run.Total > against.Total {
		h.color = slower
	}
	return h
}

// failed has the figure be how many more or fewer requests failed, or users were
// turned away.
func (h *headline) failed(run, against *timeline.Run) {
	more := run.Failed() - against.Failed()
	what, of := "failed", plural(len(run.Resources), "request")+" failed"
	if u := run.Users; u != nil {
		what, of = "turned away", plural(u.Count, "user")+" turned away"
	}
	h.big = signed(fmt.Sprintf("%d %s", max(more, -more), what), time.Duration(more))
	h.because = fmt.Sprintf("%d of %s instead of %d", run.Failed(), of, against.Failed())
	if more > 0 {
		h.color = slower
	}
}

// signed puts the sign of a difference before it.
func signed(text string, of time.Duration) string {
	switch {
	case of < 0:
		return "−" + text
	case of > 0:
		return "+" + text
	}
	return "±" + text
}

// because compares the round trips of two runs, where they explain which was
// faster, else their times.
func because(run, against *timeline.Run) string {
	mine, theirs := run.Ledger(), against.Ledger()
	less := theirs.RoundTrips() - mine.RoundTrips()
	explains := less != 0 && (less > 0) == (run.Total < against.Total)
	if mine.RTT == 0 || mine.RTT != theirs.RTT || !explains {
		return duration(run.Total) + " instead of " + duration(against.Total)
	}
	trips := "round trips"
	if mine.RoundTrips() == 1 {
		trips = "round trip"
	}
	of := " of " + roundTrip(mine.RTT)
	if run.Change.RTT > 0 && run.Change.RTT != run.RTT {
		of = "" // they were not all alike
	}
	return fmt.Sprintf("%d %s%s instead of %d", mine.RoundTrips(), trips, of, theirs.RoundTrips())
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

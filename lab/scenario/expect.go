package scenario

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Expect is one line of a file's expectations. Exactly one of the measures
// FasterThan, Total, Handshakes, Connections, Requests and Failed is asked for.
type Expect struct {
	Run string

	// FasterThan is another run's name. The measure is that run's total divided
	// by this one's, held against By, or, where Saves is not 0, that run's
	// total minus this one's, held against Saves. Without Within it must be at
	// least as much; with Within it must differ by at most that part of it,
	// either way.
	FasterThan string
	By         float64 // how many times; 1 when the file does not say
	Saves      time.Duration

	// Total is the time that the run takes, and Handshakes that of all its
	// handshakes added up (those side by side count each). 0: not asked. Each
	// has a Within: the measured time differs from it by at most that part of
	// it, either way.
	Total      time.Duration
	Handshakes time.Duration

	// Connections is how many are opened, Requests how many are made, Failed how
	// many of those fail. -1: not asked. They are exact and have no Within.
	Connections int
	Requests    int
	Failed      int
	Peak        int // connections of users that the server has open at once

	Within float64 // tolerance as a fraction: 0.1 is 10 %; 0: none given
	Line   int     // in the file; 0: an override has it

	// Skipped says why this does not apply: the runs that it is about are no
	// longer the file's. "": it applies.
	Skipped string
}

// Unit is what the measure is counted in: "x" for one total over another, "ms"
// for times, "" for a count.
func (e Expect) Unit() string {
	switch {
	case e.FasterThan != "" && e.Saves == 0:
		return "x"
	case e.FasterThan != "" || e.Total > 0 || e.Handshakes > 0:
		return "ms"
	}
	return ""
}

// Met says whether the measured value, in e's unit, is what was expected.
func (e Expect) Met(got float64) bool {
	want := 0.0
	switch {
	case e.FasterThan != "" && e.Saves > 0:
		want = millis(e.Saves)
	case e.FasterThan != "":
		want = e.By
	case e.Total > 0:
		want = millis(e.Total)
	case e.Handshakes > 0:
		want = millis(e.Handshakes)
	case e.Connections >= 0:
		want = float64(e.Connections)
	case e.Requests >= 0:
		want = float64(e.Requests)
	case e.Failed >= 0:
		want = float64(e.Failed)
	default:
		want = float64(e.Peak)
	}
	if e.FasterThan != "" && e.Within == 0 {
		return got >= want
	}
	const rounding = 1e-9 // 2.2 is within 10 % of 2, whatever floating point makes of it
	return math.Abs(got-want) <= (e.Within+rounding)*want
}

// String says the expectation as a sentence.
func (e Expect) String() string {
	within := ""
	if e.Within > 0 {
		within = fmt.Sprintf(" (within %s%%)", number(e.Within*100))
	}
	switch {
	case e.Saves > 0 && e.Within > 0:
		return fmt.Sprintf("%s is %s faster than %s%s", e.Run, e.Saves, e.FasterThan, within)
	case e.Saves > 0:
		return fmt.Sprintf("%s is at least %s faster than %s", e.Run, e.Saves, e.FasterThan)
	case e.FasterThan != "" && e.Within > 0 && e.By == 1:
		return fmt.Sprintf("%s is as fast as %s%s", e.Run, e.FasterThan, within)
	case e.FasterThan != "" && e.Within > 0 && e.By < 1:
		return fmt.Sprintf("%s is %sx as fast as %s%s", e.Run, number(e.By), e.FasterThan, within)
	case e.FasterThan != "" && e.Within > 0:
		return fmt.Sprintf("%s is %sx faster than %s%s", e.Run, number(e.By), e.FasterThan, within)
	case e.FasterThan != "" && e.By == 1:
		return fmt.Sprintf("%s is no slower than %s", e.Run, e.FasterThan)
	case e.FasterThan != "":
		return fmt.Sprintf("%s is at least %sx faster than %s", e.Run, number(e.By), e.FasterThan)
	case e.Total > 0:
		return fmt.Sprintf("%s takes %s%s", e.Run, e.Total, within)
	case e.Handshakes > 0:
		return fmt.Sprintf("%s spends %s in handshakes%s", e.Run, e.Handshakes, within)
	case e.Connections >= 0:
		return fmt.Sprintf("%s opens %s", e.Run, plural(e.Connections, "connection"))
	case e.Requests >= 0:
		return fmt.Sprintf("%s makes %s", e.Run, plural(e.Requests, "request"))
	case e.Failed == 1:
		return e.Run + " has 1 request that fails"
	case e.Failed >= 0:
		return fmt.Sprintf("%s has %d requests that fail", e.Run, e.Failed)
	}
	return fmt.Sprintf("%s has %s open at once at most", e.Run, plural(e.Peak, "connection"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// number writes f with the digits that a person gave it.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }

package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// Layout says how a table is to look. The zero Layout is 100 columns wide and
// has all there is to say.
type Layout struct {
	Width int  // columns; 0: 100
	Quiet bool // the runs and the expectations that fail, and nothing else
}

// Table writes what a scenario gave for people to read: its runs, what their
// time went to, the expectations, the warnings, then what the scenario is about.
func Table(w io.Writer, t *timeline.Timeline) error { return Layout{}.Table(w, t) }

// Table is like the function, in that layout. Where not all columns have room,
// those that matter least are left out.
func (l Layout) Table(w io.Writer, t *timeline.Timeline) error {
	out := &text{w: w, width: cmp.Or(l.Width, usualWidth)}
	c := clockOf(t)
	if l.Quiet {
		runs(out, t, c)
		expectations(out, t, true)
		return out.err
	}
	heading(out, t)
	runs(out, t, c)
	if len(t.Runs) > 0 {
		out.line("")
		out.wrapped("", legendOf(t))
	}
	causes(out, t, c)
	roundTrips(out, t, c)
	notes(out, t)
	expectations(out, t, false)
	warnings(out, t)
	about(out, t)
	return out.err
}

func about(out *text, t *timeline.Timeline) {
	if t.About != "" {
		out.line("")
		out.prose(t.About)
	}
}

func heading(out *text, t *timeline.Timeline) {
	title := t.Scenario
	if t.Title != "" {
		title += ": " + t.Title
	}
	seed := fmt.Sprintf("seed %d", t.Seed)
	if pad := out.width - columns(title) - len(seed); pad > 0 {
		title += strings.Repeat(" ", pad) + seed
	} else {
		title += ", " + seed
	}
	out.line(title)
	out.line("")
	networks(out, t)
}

// networks names the first run's network, and those that others have instead.
func networks(out *text, t *timeline.Timeline) {
	if len(t.Runs) == 0 {
		out.line("no runs")
		return
	}
	first := t.Runs[0].Network
	g := grid{head: []string{"run", "another network"}}
	for i := range t.Runs {
		if r := &t.Runs[i]; r.Network != first {
			g.add(r.Name, r.Network)
		}
	}
	if first != "" {
		out.wrapped("network: ", first)
		out.line("")
	}
	if len(g.rows) > 0 {
		g.writeLeft(out)
		out.line("")
	}
}

// clockOf chooses the unit of all durations of a table.
func clockOf(t *timeline.Timeline) clock {
	var longest time.Duration
	for i := range t.Runs {
		longest = max(longest, t.Runs[i].Total, t.Runs[i].HandshakeTotal)
		if s := t.Runs[i].Spread; s != nil {
			longest = max(longest, s.P90)
		}
	}
	return clockFor(longest)
}

func runs(out *text, t *timeline.Timeline, c clock) {
	if len(t.Runs) > 0 {
		runsGrid(t, c).write(out)
	}
}

func runsGrid(t *timeline.Timeline, c clock) *grid {
	if repeated(t) {
		return draws(t, c)
	}
	if visited(t) {
		return visitors(t, c)
	}
	g := &grid{
		head: []string{"run", "total", "speedup", "conns", "handshakes", "critical", "reqs", "bytes", "packets"},
		drop: []string{"packets", "bytes", "reqs", "critical", "handshakes", "lost"},
	}
	failed, lost := t.AnyFailed(), anyLost(t) // columns of their own, where there is anything to say
	if failed {
		g.head = slices.Insert(g.head, 2, "failed")
	}
	if lost {
		g.head = append(g.head, "lost")
	}
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Err != "" {
			g.add(r.Name, "failed: "+r.Err)
			continue
		}
		speedup := "-"
		if times := r.Speedup(t.Base(i)); times > 0 {
			speedup = ratio(times)
		}
		cells := []string{
			r.Name, c.format(r.Total), speedup, fmt.Sprint(r.Opened()),
			c.format(r.HandshakeTotal), c.format(r.HandshakeCritical),
			fmt.Sprint(r.Requests()), volume(r.BytesDown + r.BytesUp), fmt.Sprint(r.PacketsDown + r.PacketsUp),
		}
		if failed {
			cells = slices.Insert(cells, 2, count(r.Failed()))
		}
		if lost {
			cells = append(cells, count(r.Dropped))
		}
		g.add(cells...)
	}
	return g
}

func anyLost(t *timeline.Timeline) bool {
	return slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return r.Dropped > 0 })
}

func repeated(t *timeline.Timeline) bool {
	return slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return r.Spread != nil })
}

// legendOf says what the columns of runs are.
func legendOf(t *timeline.Timeline) string {
	if repeated(t) {
		return drawsLegend
	}
	if visited(t) {
		return visitorsLegend
	}
	legend := "Handshakes are added up over all connections; critical are those that the end of the load waited for. " +
		"Bytes and packets count both ways, with headers."
	if t.AnyFailed() {
		legend += " Failed are requests without the answer that was wanted; runs in which not as many fail have no speedup over each other."
	}
	if anyLost(t) {
		legend += " Lost are packets that did not arrive: lost on the way, or dropped by a queue that was full."
	}
	if slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return r.Network != t.Runs[0].Network }) {
		legend += " A speedup is over the first run on the same network, or over the first of all where there is no other."
	}
	return legend
}

// roundTrips is the ledger of each run.
func roundTrips(out *text, t *timeline.Timeline, c clock) {
	g := roundTripsGrid(t, c)
	if len(g.rows) == 0 {
		return
	}
	out.line("")
	g.write(out)
	out.line("")
	out.wrapped("", roundTripsLegend(t))
}

func roundTripsLegend(t *timeline.Timeline) string {
	return "Round trips that the end of the load waited for, one after the other. A wave is a request whose " +
		"answer the next one waited for. Their time is that of the causes tcp, quic, tls, request and slow_start: a round of slow start takes " +
		"a round trip less what its bytes take on the link." + loginNote(t) + quicNote(transports(t))
}

// logsIn says whether a run asks a database that lets it in.
func logsIn(t *timeline.Timeline) bool {
	return slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return r.Ledger().Login > 0 })
}

func loginNote(t *timeline.Timeline) string {
	if !logsIn(t) {
		return ""
	}
	return " Login is the database's start-up and password, and its time is that of the cause login; TLS has the question in it whether the database has TLS."
}

func roundTripsGrid(t *timeline.Timeline, c clock) *grid {
	g := &grid{drop: []string{"time", "RTT"}}
	logins := logsIn(t)
	cells := func(name, rtt, connect, tls, login string, rest ...string) []string {
		all := []string{name, rtt, connect, tls}
		if logins {
			all = append(all, login)
		}
		return append(all, rest...)
	}
	g.head = cells("round trips", "RTT", transports(t), "TLS", "login", "waves", "slow start", "sum", "time", "of total")
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Err != "" || r.RTT <= 0 || r.Total <= 0 {
			continue
		}
		l := r.Ledger()
		g.add(cells(r.Name, rtts(r), count(l.Connect), count(l.TLS), count(l.Login), count(l.Waves), count(l.SlowStart),
			fmt.Sprint(l.RoundTrips()), c.format(l.Took), fmt.Sprintf("%.0f%%", 100*l.Took.Seconds()/r.Total.Seconds()))...)
	}
	return g
}

// transports are those whose handshakes the runs have.
func transports(t *timeline.Timeline) string {
	var names []string
	for i := range t.Runs {
		for name := range strings.SplitSeq(t.Runs[i].Ledger().Transport, "/") {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	slices.Reverse(names) // TCP/QUIC
	return strings.Join(names, "/")
}

func quicNote(transports string) string {
	if !strings.Contains(transports, "QUIC") {
		return ""
	}
	return " QUIC's handshake has its TLS in it."
}

// rtts is the RTT of the run's network, and of the one that it changed to; or the
// least and the greatest of its connections'.
func rtts(r *timeline.Run) string {
	least, most := r.RTT, r.RTT
	for i := range r.Connections {
		if c := &r.Connections[i]; c.Window > 0 && (r.Change.At == 0 || c.Opened < r.Change.At) {
			least, most = min(least, c.RTT), max(most, c.RTT)
		}
	}
	if least < most {
		return fmt.Sprintf("%v to %v", least, most)
	}
	if r.Change.RTT > 0 && r.Change.At < r.Total && r.Change.RTT != r.RTT {
		return fmt.Sprintf("%v, then %v", r.RTT, r.Change.RTT)
	}
	return fmt.Sprint(r.RTT)
}

func count(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

// expectations are all, or only those that fail.
func expectations(out *text, t *timeline.Timeline, failed bool) {
	checks := slices.Clone(t.Expect)
	if failed {
		checks = slices.DeleteFunc(checks, func(c timeline.Check) bool { return c.OK || c.Skipped != "" })
	}
	if len(checks) == 0 {
		return
	}
	out.line("")
	for _, check := range checks {
		switch result := check.Text + ": " + got(check); {
		case check.Skipped != "":
			out.wrapped("- ", result+" (with "+check.Skipped+" this is not expected)")
		case check.OK:
			out.wrapped("✓ ", result)
		default:
			out.wrapped("✗ ", result)
		}
	}
}

// got is a check's value in its unit.
func got(check timeline.Check) string {
	if check.Failed != "" {
		return check.Failed
	}
	switch check.Unit {
	case "x":
		return ratio(check.Got)
	case "":
		return fmt.Sprintf("%.0f", check.Got)
	case "ms":
		return clockFor(time.Duration(check.Got * float64(time.Millisecond))).format(time.Duration(check.Got * float64(time.Millisecond)))
	}
	return timeline.ThreeDigits(check.Got) + " " + check.Unit
}

// notes are what happened in the runs that the figures do not say.
func notes(out *text, t *timeline.Timeline) {
	var lines []string
	for i := range t.Runs {
		for _, note := range t.Runs[i].Notes {
			lines = append(lines, t.Runs[i].Name+": "+note)
		}
	}
	remarks(out, "note: ", lines)
}

func warnings(out *text, t *timeline.Timeline) {
	lines := slices.Clone(t.Warnings)
	for i := range t.Runs {
		for _, warning := range t.Runs[i].Warnings {
			lines = append(lines, t.Runs[i].Name+": "+warning)
		}
	}
	remarks(out, "warning: ", lines)
}

func remarks(out *text, lead string, lines []string) {
	if len(lines) == 0 {
		return
	}
	out.line("")
	for _, line := range lines {
		out.wrapped(lead, line)
	}
}

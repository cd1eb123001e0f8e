package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// causes is a table of what each run's time went to, and that in words.
func causes(out *text, t *timeline.Timeline, c clock) {
	g := causesGrid(t, c, out.width)
	if g == nil {
		return
	}
	out.line("")
	g.write(out)
	out.line("")
	out.wrapped("", causesLegend)
	out.line("")
	for i := range t.Runs {
		if s := Sentence(&t.Runs[i]); s != "" {
			out.wrapped("- ", s)
		}
	}
}

const causesLegend = "Each moment of a total has one cause: what its last byte, or what had to come before that, was waiting for."

// causesGrid is the table; nil where nobody looked for causes.
func causesGrid(t *timeline.Timeline, c clock, width int) *grid {
	sums := make([]timeline.Causes, len(t.Runs))
	var most timeline.Causes // of any run, the share of its total, in millionths
	known := false
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Pieces == nil || r.Total <= 0 {
			continue
		}
		known = true
		sums[i] = timeline.AddUp(r.Pieces)
		for j, d := range sums[i] {
			most[j] = max(most[j], d*1_000_000/r.Total)
		}
	}
	if !known {
		return nil
	}
	shown := shownCauses(&most, causesRoom(t, width)/causeWidth)
	g := &grid{head: []string{"why, in " + c.name}}
	for _, cause := range shown {
		g.head = append(g.head, cause.String())
	}
	rest := anyOther(sums, shown)
	if rest {
		g.head = append(g.head, "other")
	}
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Pieces == nil || r.Total <= 0 {
			continue
		}
		cells, left := []string{r.Name}, r.Total
		for _, cause := range shown {
			left -= sums[i][cause]
			cells = append(cells, c.number(sums[i][cause]))
		}
		if rest {
			cells = append(cells, c.number(left))
		}
		g.add(cells...)
	}
	return g
}

// causeWidth is what a column of the table takes, with the gap: "flow_control"
// is the longest but rare.
const causeWidth = 11

// causesRoom is what names leave of a line.
func causesRoom(t *timeline.Timeline, width int) int {
	longest := columns("why, in ms")
	for i := range t.Runs {
		longest = max(longest, columns(t.Runs[i].Name))
	}
	return width - min(longest, leastName)
}

// shownCauses are those that matter: a fiftieth of a run's total or more, the
// greatest of them where not all have room, in their order.
func shownCauses(most *timeline.Causes, room int) []timeline.Cause {
	var all []timeline.Cause
	for i, part := range most {
		if part >= 20_000 {
			all = append(all, timeline.Cause(i))
		}
	}
	slices.SortStableFunc(all, func(a, b timeline.Cause) int { return cmp.Compare(most[b], most[a]) })
	if len(all) > room-1 {
		all = all[:max(room-1, 1)]
	}
	slices.Sort(all)
	return all
}

// anyOther says whether causes that are not shown would be seen in the table.
func anyOther(sums []timeline.Causes, shown []timeline.Cause) bool {
	for i := range sums {
		left := sums[i].Sum()
		for _, cause := range shown {
			left -= sums[i][cause]
		}
		if left >= time.Millisecond {
			return true
		}
	}
	return false
}

// Sentence says in words what a run's time went to: its greatest causes, until
// the most of it is named. It is "" where nobody looked for causes.
func Sentence(r *timeline.Run) string {
	if r.Pieces == nil || r.Total <= 0 || r.Err != "" {
		return ""
	}
	sums := timeline.AddUp(r.Pieces)
	// Bytes on the link are one thing to somebody who reads, whose they are is
	// another.
	busy := sums[timeline.Sending] + sums[timeline.Queueing]
	if sums[timeline.Queueing] > 0 {
		sums[timeline.Sending], sums[timeline.Queueing] = 0, busy
	}
	order := make([]timeline.Cause, timeline.CauseCount)
	for i := range order {
		order[i] = timeline.Cause(i)
	}
	slices.SortStableFunc(order, func(a, b timeline.Cause) int { return cmp.Compare(sums[b], sums[a]) })
	ledger := r.Ledger()
	unit, decimals, name := time.Second, 2, "s"
	switch {
	case r.Total < time.Second:
		unit, decimals, name = time.Millisecond, 0, "ms"
	case r.Total >= 10*time.Second:
		decimals = 1
	}
	short := func(d time.Duration) string { return fmt.Sprintf("%.*f", decimals, float64(d)/float64(unit)) }
	var parts []string
	named := time.Duration(0)
	for i, cause := range order {
		d := sums[cause]
		if d == 0 || i == 3 || named*20 >= r.Total*17 {
			break
		}
		named += d
		if i == 0 {
			parts = append(parts, fmt.Sprintf("%s of its %s %s are %s", short(d), short(r.Total), name, phrase(r, &ledger, cause)))
		} else {
			parts = append(parts, fmt.Sprintf("%s %s %s", short(d), name, phrase(r, &ledger, cause)))
		}
	}
	return r.Name + ": " + strings.Join(parts, "; ")
}

// phrase is a cause in words.
func phrase(r *timeline.Run, l *timeline.Ledger, cause timeline.Cause) string {
	switch cause {
	case timeline.FoundLate:
		return "files that name others late"
	case timeline.OwnTime:
		return "the browser's own work"
	case timeline.Limit:
		return "waiting for a free connection"
	case timeline.Lookup:
		return "looking up names"
	case timeline.TCP:
		return counted(l.Connect, "handshake of TCP", "handshakes of TCP")
	case timeline.TLSSetUp:
		return "handshakes of TLS"
	case timeline.QUIC:
		return "handshakes of QUIC"
	case timeline.Asking:
		return counted(l.Waves, "request, a round trip", "requests in turn")
	case timeline.Server:
		return "the server's thinking"
	case timeline.Proxy:
		return "a proxy's work"
	case timeline.SlowStart:
		return "windows that are still small"
	case timeline.FlowControl:
		return "a receiver that takes no more"
	case timeline.Sending:
		return "bytes on the link"
	case timeline.Queueing:
		return "bytes on the link, its own and others'"
	case timeline.Held:
		return "bytes that are here, held behind a lost one"
	}
	switch {
	case r.Dropped == 1:
		return "one lost packet, noticed and sent again"
	case r.Dropped > 1 && len(r.Connections) == 1:
		return fmt.Sprintf("one window that %d losses keep small", r.Dropped)
	case r.Dropped > 1:
		return fmt.Sprintf("%d losses: noticed, sent again, and smaller windows", r.Dropped)
	}
	return "what was lost: noticed and sent again"
}

func counted(n int, one, many string) string {
	switch n {
	case 0:
		return many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

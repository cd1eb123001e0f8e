package sweep

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// Row is a run at a point.
type Row struct {
	Values []string // of the axes
	timeline.Figures
}

// Rows are what a sweep gave, in the plan's order, point by point, run by run.
func Rows(store Store, s *Sweep) ([]Row, error) {
	var rows []Row
	for _, point := range s.Points {
		figures, err := store.load(point.Hash)
		if err != nil {
			return nil, err
		}
		if figures == nil {
			return nil, fmt.Errorf("the point %s has not been played", strings.Join(point.Values, ", "))
		}
		for _, f := range figures {
			rows = append(rows, Row{point.Values, f})
		}
	}
	return rows, nil
}

// column is one of the table's.
type column struct {
	name   string
	number bool // or a text
	cell   func(r *Row) string
}

// columns are a sweep's: the axes with their units, then figures. Times are in
// milliseconds.
func columns(p *Plan, s *Sweep) []column {
	cols := []column{{"scenario", false, func(*Row) string { return p.Scenario }}}
	for i := range s.Axes {
		cols = append(cols, axisColumn(&s.Axes[i], i))
	}
	ms := func(name string, of func(r *Row) time.Duration) {
		cols = append(cols, column{name + "_ms", true, func(r *Row) string { return millis(of(r)) }})
	}
	count := func(name string, of func(r *Row) int64) {
		cols = append(cols, column{name, true, func(r *Row) string { return strconv.FormatInt(of(r), 10) }})
	}
	ended := func(of func(r *Row) time.Duration) func(r *Row) string {
		return func(r *Row) string {
			if d := of(r); d > 0 {
				return millis(d)
			}
			return ""
		}
	}
	cols = append(cols, column{"run", false, func(r *Row) string { return r.Name }})
	count("draws", func(r *Row) int64 { n, _ := r.draws(); return int64(n) })
	count("failed_draws", func(r *Row) int64 { _, n := r.draws(); return int64(n) })
	cols = append(cols,
		column{"total_ms", true, ended(func(r *Row) time.Duration { return r.median() })},
		column{"p10_ms", true, ended(func(r *Row) time.Duration { low, _ := r.quantiles(); return low })},
		column{"p90_ms", true, ended(func(r *Row) time.Duration { _, high := r.quantiles(); return high })})
	ms("handshake", func(r *Row) time.Duration { return r.HandshakeTotal })
	ms("handshake_critical", func(r *Row) time.Duration { return r.HandshakeCritical })
	count("connections", func(r *Row) int64 { return int64(r.Connections) })
	count("requests", func(r *Row) int64 { return int64(r.Requests) })
	count("failed_requests", func(r *Row) int64 { return int64(r.FailedRequests) })
	count("users", func(r *Row) int64 { return int64(r.Users) })
	count("users_turned_away", func(r *Row) int64 { return int64(r.UsersTurnedAway) })
	count("body_bytes", func(r *Row) int64 { return r.Bodies })
	count("down_bytes", func(r *Row) int64 { return r.BytesDown })
	count("up_bytes", func(r *Row) int64 { return r.BytesUp })
	count("down_packets", func(r *Row) int64 { return int64(r.PacketsDown) })
	count("up_packets", func(r *Row) int64 { return int64(r.PacketsUp) })
	count("dropped_packets", func(r *Row) int64 { return int64(r.Dropped) })
	count("retransmits", func(r *Row) int64 { return int64(r.Retransmits) })
	if p.Causes {
		for c := range timeline.CauseCount {
			ms("cause_"+timeline.Cause(c).String(), func(r *Row) time.Duration { return r.Causes[c] })
		}
	}
	return append(cols, column{"error", false, func(r *Row) string { return r.Err }})
}

// plain is what a column's name may not have: R and SQL want none of it.
var plain = regexp.MustCompile(`[^A-Za-z0-9]+`)

// axisColumn is an axis's: of numbers, when all its values are of one unit.
func axisColumn(a *scenario.Axis, i int) column {
	name := strings.Trim(plain.ReplaceAllString(a.Key, "_"), "_")
	unit, ok := unitOf(a)
	if !ok {
		return column{name, false, func(r *Row) string { return r.Values[i] }}
	}
	if unit != "" {
		name += "_" + strings.ToLower(unit)
	}
	return column{name, true, func(r *Row) string {
		v, _, _ := scenario.Quantity(r.Values[i]) // unitOf has seen it
		return decimal(v, 12, 'g')
	}}
}

// versions are the last parts of keys whose values look like numbers, and are
// names.
var versions = []string{"http", "tls", "version"}

// unitOf is what an axis's values are counted in; ok is false for words.
func unitOf(a *scenario.Axis) (unit string, ok bool) {
	if slices.Contains(versions, a.Key[strings.LastIndexByte(a.Key, '.')+1:]) {
		return "", false
	}
	for i, v := range a.Values {
		_, u, err := scenario.Quantity(v)
		if err != nil || i > 0 && u != unit {
			return "", false
		}
		unit = u
	}
	return unit, true
}

// millis always has a point, as decimal has: whoever reads a table guesses a
// column's type by its cells, and it should not depend on the figures.
func millis(d time.Duration) string { return decimal(float64(d)/1e6, -1, 'f') }

func decimal(v float64, digits int, format byte) string {
	text := strconv.FormatFloat(v, format, digits, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// draws are how many there were, and how many did not finish.
func (r *Row) draws() (n, failed int) {
	switch {
	case r.Spread != nil:
		return r.Spread.Draws, r.Spread.Failed
	case r.Err != "":
		return 1, 1
	}
	return 1, 0
}

// median is the run's total; 0: it did not finish.
func (r *Row) median() time.Duration {
	if r.Err != "" {
		return 0
	}
	return r.Total
}

// quantiles are the 10th and the 90th percentile; 0: never.
func (r *Row) quantiles() (low, high time.Duration) {
	if r.Spread == nil {
		return r.median(), r.median()
	}
	return r.Spread.P10, r.Spread.P90
}

// CSV writes a sweep's rows under a head.
func CSV(w io.Writer, p *Plan, s *Sweep, rows []Row) error {
	out := csv.NewWriter(w)
	cols := columns(p, s)
	cells := make([]string, len(cols))
	for i, c := range cols {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for i := range rows {
		for j, c := range cols {
			cells[j] = c.cell(&rows[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// JSONLines writes a sweep's rows, an object a line, with the columns of CSV.
// What is not known is null.
func JSONLines(w io.Writer, p *Plan, s *Sweep, rows []Row) error {
	cols := columns(p, s)
	var b bytes.Buffer
	for i := range rows {
		b.Reset()
		for j, c := range cols {
			b.WriteByte("{,"[min(j, 1)])
			b.WriteString(strconv.Quote(c.name) + ":")
			switch cell := c.cell(&rows[i]); {
			case cell == "" && (c.number || c.name == "error"):
				b.WriteString("null")
			case c.number:
				b.WriteString(cell)
			default:
				text, err := json.Marshal(cell)
				if err != nil {
					return err
				}
				b.Write(text)
			}
		}
		b.WriteString("}\n")
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

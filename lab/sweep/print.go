package sweep

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rttlab/lab/report"
)

// Table writes a sweep's rows for people to read, in at most width columns: a
// line for each point, with the medians of the runs beside each other, and what
// kept loads from finishing.
func Table(w io.Writer, p *Plan, s *Sweep, rows []Row, width int) error {
	var keys []string
	for _, i := range s.shown() {
		keys = append(keys, s.Axes[i].Key)
	}
	fmt.Fprintf(w, "%s: load time over %s\n\n", p.Scenario, strings.Join(keys, " and "))
	names := runNames(rows)
	var table [][]string
	for i := 0; i < len(rows); {
		at := map[string]string{}
		values := rows[i].Values
		for ; i < len(rows) && &rows[i].Values[0] == &values[0]; i++ {
			at[rows[i].Name] = seconds(&rows[i])
		}
		var cells []string
		for _, k := range s.shown() {
			cells = append(cells, values[k])
		}
		for _, name := range names {
			cells = append(cells, at[name])
		}
		table = append(table, cells)
	}
	if err := report.Folded(w, width, len(keys), slices.Concat(keys, names), table); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n", failures(rows))
	return err
}

// failures says why loads did not finish, each reason once.
func failures(rows []Row) string {
	var b strings.Builder
	seen := map[string]bool{}
	for i := range rows {
		if r := &rows[i]; r.Err != "" && !seen[r.Err] {
			seen[r.Err] = true
			fmt.Fprintf(&b, "\n%s, %s: %s\n", r.Name, strings.Join(r.Values, ", "), r.Err)
		}
	}
	return b.String()
}

// runNames are the runs', in the order in which they come up.
func runNames(rows []Row) (names []string) {
	seen := map[string]bool{}
	for i := range rows {
		if !seen[rows[i].Name] {
			seen[rows[i].Name] = true
			names = append(names, rows[i].Name)
		}
	}
	return names
}

func seconds(r *Row) string {
	d := r.median()
	if d == 0 {
		return "failed"
	}
	text := fmt.Sprintf("%.3f s", d.Seconds())
	if low, high := r.quantiles(); r.Spread != nil {
		text += fmt.Sprintf(" (%s to %s)", short(low), short(high))
	}
	return text
}

func short(d time.Duration) string {
	if d == 0 {
		return "never"
	}
	return fmt.Sprintf("%.2f", d.Seconds())
}

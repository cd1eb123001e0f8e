package sweep

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Table writes a sweep's rows for people to read: a line for each point, with
// the medians of the runs beside each other.
func Table(w io.Writer, p *Plan, s *Sweep, rows []Row) error {
	var keys []string
	for _, i := range s.shown() {
		keys = append(keys, s.Axes[i].Key)
	}
	fmt.Fprintf(w, "%s: load time over %s\n\n", p.Scenario, strings.Join(keys, " and "))
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	names := runNames(rows)
	fmt.Fprintf(out, "%s\t%s\n", strings.Join(keys, "\t"), strings.Join(names, "\t"))
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
		fmt.Fprintln(out, strings.Join(cells, "\t"))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
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

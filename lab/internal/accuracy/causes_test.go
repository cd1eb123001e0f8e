package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

// documented is a row of a document.
type documented struct{ scenario, run, what, total, line string }

// documentedRows are those of the document, which is of every scenario.
func documentedRows(t *testing.T) (rows []documented) {
	t.Helper()
	text, err := os.ReadFile("../../cause/ACCURACY.md")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		if len(cells) == 8 && strings.Contains(cells[3], ".") {
			rows = append(rows, documented{strings.TrimPrefix(cells[0], "| "), cells[1], cells[2], cells[3], line})
		}
	}
	require.NotEmpty(t, rows)
	return rows
}

// What is taken away is gone, what is saved is what causes say, and the document
// says the same: of every scenario and cause the quickest load is played again.
func TestTakenAway(t *testing.T) {
	type key struct{ scenario, what string }
	quickest := map[key]documented{}
	for _, row := range documentedRows(t) {
		k := key{row.scenario, row.what}
		if best, ok := quickest[k]; !ok || len(row.total) < len(best.total) || len(row.total) == len(best.total) && row.total < best.total {
			quickest[k] = row
		}
	}
	pool := worker.New(0)
	defer pool.Close()
	for _, name := range scenarios.Names() {
		text, err := scenarios.Open(name)
		require.NoError(t, err)
		s, err := scenario.Parse(name+".yaml", text)
		require.NoError(t, err)
		for _, c := range counterfactuals {
			row, ok := quickest[key{name, c.Name}]
			if !ok {
				continue
			}
			i := slices.IndexFunc(s.Runs, func(r scenario.Run) bool { return r.Name == row.run })
			require.GreaterOrEqual(t, i, 0, "%s has no run %q any more: just accuracy-causes", name, row.run)
			rows, err := withoutEach(t.Context(), pool, name, &s.Runs[i], c.Name)
			require.NoError(t, err)
			if bubble.Shuffled && s.Runs[i].Setup().QUIC() {
				continue // its figures are others each time, and a cause may have none
			}
			require.Len(t, rows, 1)
			require.NoError(t, rows[0].check())
			require.Equal(t, row.line, rows[0].line())
		}
	}
}

package report

import (
	"io"
	"slices"
	"strings"
)

// Folded writes rows under a head in at most width columns, every cell to the
// left. Where not all fit, those behind the first keys cells go on in further
// tables below, which have the keys as well. A single cell that is wider than
// that is written all the same.
func Folded(w io.Writer, width, keys int, head []string, rows [][]string) error {
	rows = append([][]string{head}, rows...)
	widths := leftWidths(rows)
	out := &text{w: w, width: width}
	for from := keys; from < len(head); {
		to, taken := from+1, sum(widths[:keys])+widths[from]
		for ; to < len(head) && taken+widths[to]-gap <= width; to++ {
			taken += widths[to]
		}
		if from > keys {
			out.line("")
		}
		for _, cells := range rows {
			out.line(leftRow(cells[:keys], widths) + leftRow(cells[from:to], widths[from:]))
		}
		from = to
	}
	return out.err
}

// Remarked writes rows under a head, if there is one, in at most width columns,
// every cell to the left; the last one goes on below itself where it has no room.
func Remarked(w io.Writer, width int, head []string, rows [][]string) error {
	if head != nil {
		rows = append([][]string{head}, rows...)
	}
	widths := leftWidths(rows)
	out := &text{w: w, width: width}
	for _, cells := range rows {
		last := len(cells) - 1
		out.wrapped(leftRow(cells[:last], widths), cells[last])
	}
	return out.err
}

// Width is how wide Remarked makes the first columns of rows, as many as head has,
// with the gap behind them.
func Width(head []string, rows [][]string) int {
	widths := leftWidths(append([][]string{head}, rows...))
	return sum(widths[:len(head)])
}

// leftWidths are the columns', each with the gap behind it.
func leftWidths(rows [][]string) []int {
	widths := make([]int, len(slices.MaxFunc(rows, func(a, b []string) int { return len(a) - len(b) })))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], columns(cell)+gap)
		}
	}
	return widths
}

func leftRow(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		b.WriteString(cell + strings.Repeat(" ", max(widths[i]-columns(cell), 0)))
	}
	return b.String()
}

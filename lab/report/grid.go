package report

import (
	"io"
	"strings"
)

// width is how many columns a report may take, so that it fits a terminal
// beside an editor, and a slide.
const width = 100

// grid is rows of cells under a head: the first column to the left, the others
// to the right.
type grid struct {
	head []string
	rows [][]string // a row with two cells where the head has more is a name and a remark
}

const gap = 2 // spaces between columns

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) write(w *text) {
	widths := g.widths()
	w.line(row(g.head, widths))
	for _, cells := range g.rows {
		if len(cells) < len(g.head) {
			w.wrapped(row(cells[:1], widths)+strings.Repeat(" ", gap), cells[1])
			continue
		}
		w.line(row(cells, widths))
	}
}

// writeLeft writes two columns, both to the left.
func (g *grid) writeLeft(w *text) {
	name := 0
	for _, cells := range append([][]string{g.head}, g.rows...) {
		name = max(name, columns(cells[0]))
	}
	for _, cells := range append([][]string{g.head}, g.rows...) {
		w.wrapped(row(cells[:1], []int{min(name, width/2)})+strings.Repeat(" ", gap), cells[1])
	}
}

// widths are the columns'; the first gives way so that all fit.
func (g *grid) widths() []int {
	widths := make([]int, len(g.head))
	rest := 0
	for i, h := range g.head {
		widths[i] = columns(h)
		for _, cells := range g.rows {
			if i == 0 || len(cells) == len(g.head) {
				widths[i] = max(widths[i], columns(cells[i]))
			}
		}
		if i > 0 {
			rest += gap + widths[i]
		}
	}
	widths[0] = min(widths[0], width-rest)
	return widths
}

func row(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		if i == 0 {
			cell = cut(cell, widths[0])
		}
		pad := strings.Repeat(" ", max(widths[i]-columns(cell), 0))
		if i == 0 {
			b.WriteString(cell + pad)
			continue
		}
		b.WriteString(strings.Repeat(" ", gap) + pad + cell)
	}
	return b.String()
}

// cut takes characters out of the middle until s has at most n columns.
func cut(s string, n int) string {
	if columns(s) <= n || n < 3 {
		return s
	}
	runes := []rune(s)
	left, right := 0, len(runes)
	room := n/2 - columnsOf(runes[0])
	for ; room >= 0; room -= columnsOf(runes[left]) {
		left++
	}
	room = n - 1 - columns(string(runes[:left])) - columnsOf(runes[right-1])
	for ; room >= 0; room -= columnsOf(runes[right-1]) {
		right--
	}
	return string(runes[:left]) + "…" + string(runes[right:])
}

// text collects lines and keeps the first error of writing them.
type text struct {
	w   io.Writer
	err error
}

func (t *text) line(s string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.w, strings.TrimRight(s, " ")+"\n")
	}
}

// wrapped writes words behind a lead, and lines that do not fit under the first.
func (t *text) wrapped(lead, words string) {
	indent := strings.Repeat(" ", columns(lead))
	line := lead
	for i, word := range strings.Fields(words) {
		switch {
		case i == 0:
			line += word
		case columns(line)+1+columns(word) > width:
			t.line(line)
			line = indent + word
		default:
			line += " " + word
		}
	}
	t.line(line)
}

// prose breaks a text of paragraphs, which blank lines part, and of list items,
// which begin with a dash. Lines that are indented stay as they are, such as
// those of a table, unless they go on with a list item.
func (t *text) prose(words string) {
	lead, block := "", ""
	flush := func() {
		if block != "" {
			t.wrapped(lead, block)
		}
		lead, block = "", ""
	}
	for line := range strings.Lines(strings.Trim(words, "\n")) {
		indented := strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
		as := strings.TrimRight(line, " \t\r\n")
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		if line == "" || isItem {
			flush()
		}
		switch {
		case line == "":
			t.line("")
		case isItem:
			lead, block = "- ", item
		case indented && lead == "":
			flush()
			t.line(as)
		default:
			block += " " + line
		}
	}
	flush()
}

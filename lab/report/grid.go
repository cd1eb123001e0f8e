package report

import (
	"io"
	"slices"
	"strings"
)

// usualWidth is how many columns a report takes where nothing else is asked for:
// so many fit a terminal beside an editor, and a slide.
const usualWidth = 100

// grid is rows of cells under a head: the first column to the left, the others
// to the right.
type grid struct {
	head []string
	rows [][]string // a row with two cells where the head has more is a name and a remark
	drop []string   // heads of columns that go first where not all fit
}

// leastName is what is left of a name at least before a column goes.
const leastName = 34

const gap = 2 // spaces between columns

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) write(w *text) {
	g.fit(w.width)
	widths := g.widths(w.width)
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
		w.wrapped(row(cells[:1], []int{min(name, w.width/2)})+strings.Repeat(" ", gap), cells[1])
	}
}

// widths are the columns'; the first gives way so that all fit.
func (g *grid) widths(width int) []int {
	widths := g.wanted()
	widths[0] = min(widths[0], max(width-sum(widths[1:]), 1))
	return widths
}

// wanted is what the columns would take, all but the first with the gap before.
func (g *grid) wanted() []int {
	widths := make([]int, len(g.head))
	for i, h := range g.head {
		widths[i] = columns(h)
		for _, cells := range g.rows {
			if i == 0 || len(cells) == len(g.head) {
				widths[i] = max(widths[i], columns(cells[i]))
			}
		}
		if i > 0 {
			widths[i] += gap
		}
	}
	return widths
}

// fit takes columns away until the others have room.
func (g *grid) fit(width int) {
	for _, head := range g.drop {
		widths := g.wanted()
		if min(widths[0], leastName)+sum(widths[1:]) <= width {
			return
		}
		at := slices.Index(g.head, head)
		if at < 0 {
			continue
		}
		full := len(g.head)
		g.head = slices.Delete(g.head, at, at+1)
		for i := range g.rows {
			if len(g.rows[i]) == full {
				g.rows[i] = slices.Delete(g.rows[i], at, at+1)
			}
		}
	}
}

func sum(widths []int) (n int) {
	for _, w := range widths {
		n += w
	}
	return n
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
		b.WriteString(pad + cell)
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
	w     io.Writer
	width int // columns
	err   error
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
		case columns(line)+1+columns(word) > t.width:
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

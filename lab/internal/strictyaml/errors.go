package strictyaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Error is one thing that is wrong with a file, or with an override of its
// keys, which is then called File.
type Error struct {
	File    string
	Line    int // from 1
	Column  int // in characters, from 1
	Message string
	Text    string // the line of the file

	source *source
}

// Error gives place and message on one line, then the line of the file with a
// caret under the place. An override has no line: it is named whole.
func (e *Error) Error() string {
	if e.source != nil && e.source.flag {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	if strings.TrimSpace(e.Text) == "" {
		return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	}
	gutter := fmt.Sprint(e.Line)
	text, before := window(e.Text, e.Column)
	return fmt.Sprintf("%s:%d:%d: %s\n %s | %s\n %*s | %s^",
		e.File, e.Line, e.Column, e.Message, gutter, text, len(gutter), "", before)
}

// maxText is how much of a line an error shows.
const maxText = 100

// window gives the part of a line around a column that an error shows, and
// the blanks that lead to the column. Tabs stay tabs in both, so that the
// caret stands right whatever their width.
func window(line string, column int) (text, before string) {
	runes := []rune(strings.TrimRight(line, " \t\r"))
	at := min(max(column-1, 0), len(runes))
	start, end := 0, len(runes)
	if end > maxText {
		start = max(0, min(at-maxText/2, end-maxText))
		end = start + maxText
	}
	show := func(r rune) rune {
		if r != '\t' && !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}
	blank := func(r rune) rune {
		if r != '\t' {
			return ' '
		}
		return r
	}
	text = strings.Map(show, string(runes[start:end]))
	before = strings.Map(blank, string(runes[start:at]))
	if start > 0 {
		text, before = "…"+text, " "+before
	}
	if end < len(runes) {
		text += "…"
	}
	return text, before
}

// Errors are all that is wrong with a file, in the file's order.
type Errors []*Error

// maxErrors is how many errors of a file are printed. More are seldom read.
const maxErrors = 10

// Error gives the errors one after the other.
func (es Errors) Error() string {
	var b strings.Builder
	for i, e := range es {
		if i == maxErrors {
			fmt.Fprintf(&b, "\n%s: and %d more", e.File, len(es)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Error())
	}
	return b.String()
}

// Unwrap makes each error visible to errors.As.
func (es Errors) Unwrap() []error {
	errs := make([]error, len(es))
	for i, e := range es {
		errs[i] = e
	}
	return errs
}

// sorted puts errors in the file's order.
func (es Errors) sorted() Errors {
	slices.SortStableFunc(es, func(a, b *Error) int {
		return cmp.Or(a.source.order-b.source.order, a.Line-b.Line, a.Column-b.Column)
	})
	return es
}

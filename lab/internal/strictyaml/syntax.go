package strictyaml

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// document parses YAML and gives the one document that a file holds.
func (b *builder) document(source string) ast.Node {
	if line, what := tooMuch(b.source.lines); what != "" {
		b.d.Errorf(Place{b.source, line, 1}, "%s: is this %s?", what, b.d.format.Noun)
		return nil
	}
	file, err := parse(source)
	if err != nil {
		b.syntax(err)
		return nil
	}
	var docs []ast.Node
	var starts []*token.Token // their ---, nil without
	for _, doc := range file.Docs {
		if _, empty := doc.Body.(*ast.NullNode); doc.Body != nil && !empty {
			docs, starts = append(docs, doc.Body), append(starts, doc.Start)
		}
	}
	switch len(docs) {
	case 0:
		b.d.Errorf(b.source.at(nil), "the file is empty: %s needs at least %s", b.d.format.Noun, b.d.format.Example)
		return nil
	case 1:
		return docs[0]
	}
	second := docs[1].GetToken()
	if starts[1] != nil {
		second = starts[1]
	} else if m, ok := docs[1].(*ast.MappingNode); ok && len(m.Values) > 0 {
		second = m.Values[0].Key.GetToken()
	}
	b.d.Errorf(b.source.at(second), "a second document starts here: a file holds one, so give this one a file of its own")
	return nil
}

// parse is the YAML parser, with its panics turned into errors: it is fed what
// people type.
func parse(source string) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	// Duplicate keys are found later, with the line of the first.
	return parser.ParseBytes([]byte(source), 0, parser.AllowDuplicateMapKey())
}

// syntax reports what keeps a file from being YAML, in words that say what to
// do.
func (b *builder) syntax(err error) {
	var at *token.Token
	var message string
	var e yaml.Error
	if errors.As(err, &e) {
		at, message = e.GetToken(), e.GetMessage()
	} else { // the other's Error draws the text, which takes long
		message = err.Error()
	}
	if at == nil || at.Position == nil || at.Position.Line < 1 || at.Position.Line > len(b.source.lines) {
		b.d.Errorf(b.source.at(at), "this is not YAML: %s", message)
		return
	}
	line := b.source.lines[at.Position.Line-1]
	next := ""
	if at.Position.Line < len(b.source.lines) {
		next = b.source.lines[at.Position.Line]
	}
	hint := ""
	switch {
	case strings.Contains(message, "tab character") && strings.Contains(line, "\t"):
		tab := utf8.RuneCountInString(line[:strings.Index(line, "\t")])
		b.d.Errorf(Place{b.source, at.Position.Line, tab + 1}, "a tab stands here: YAML wants blanks")
		return
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		hint = "a tab indents this line: YAML wants blanks"
	case strings.Contains(message, "mapping value is not allowed") && indent(next) > indent(line) && strings.Count(line, ": ") < 2:
		b.d.Errorf(Place{b.source, at.Position.Line + 1, indent(next) + 1},
			"this line is indented further than the one above, which has a value already: line them up")
		return
	case strings.Contains(message, "mapping value is not allowed") && strings.HasPrefix(at.Value, "("):
		hint = "keys stand between { and }"
	case strings.Contains(message, "mapping value is not allowed"):
		hint = "a text with a colon and a blank in it needs quotes around it"
	case strings.Contains(message, "value is not allowed in this context. map key-value is pre-defined"):
		hint = "something stands behind the closing quote: take it away, or quote it all"
	case strings.Contains(message, "value is not allowed in this context") && (at.Value == "}" || at.Value == "]"):
		hint = "this " + at.Value + " closes nothing: take it away"
	case strings.Contains(message, "value is not allowed in this context") && strings.HasPrefix(at.Value, "//"):
		hint = "a comment starts with #"
	case strings.Contains(message, "value is not allowed in this context"):
		hint = "this line's indentation fits none above: line it up with its neighbours"
	case isColonLess(strings.TrimSpace(line)):
		hint = "write a space after the colon"
	case strings.Contains(message, "non-map value is specified"), strings.Contains(message, "unexpected key name"):
		hint = "a key is followed by a colon and a value, as in rtt: 200ms"
	case strings.Contains(message, "is a reserved character"), strings.Contains(message, "directive"):
		hint = "a text that starts with this character needs quotes around it"
	case strings.Contains(message, "must be specified"):
		if quote := b.openQuote(at.Position.Line); quote != nil {
			b.d.Errorf(*quote, "this quote has no other that closes it")
			return
		}
		hint = "a { or [ above is still open: close it before this line"
	case strings.Contains(message, "sequence end token"):
		hint = "this [ has no ] that closes it"
	case strings.Contains(message, "mapping end token"):
		hint = "this { has no } that closes it"
	case strings.Contains(message, "end character of"):
		hint = "this quote has no other that closes it"
	case strings.Contains(message, "block sequence entries are not allowed"):
		hint = "a list starts on a line of its own, or is written [a, b]"
	default:
		hint = "this is not YAML: " + message
	}
	b.d.Errorf(b.source.at(at), "%s", hint)
}

// openQuote is the last quote of the first line above that has an odd number of
// them; nil: there is none. A text may go over lines, so this is asked only of a
// file that is wrong.
func (b *builder) openQuote(below int) *Place {
	for i, line := range b.source.lines[:below-1] {
		if strings.Count(line, `"`)%2 == 1 {
			return &Place{b.source, i + 1, utf8.RuneCountInString(line[:strings.LastIndex(line, `"`)]) + 1}
		}
	}
	return nil
}

// indent is how many blanks a line starts with.
func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

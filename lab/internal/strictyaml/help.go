package strictyaml

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Help explains sections for people to read, at most width columns wide: every
// key with an example, its type, its default and what it means, then the units.
func Help(w io.Writer, width int, sections ...Described) error {
	h := &helper{width: width}
	for _, s := range sections {
		s.help(h)
	}
	h.line("")
	h.line("units")
	for _, u := range h.units {
		h.wrapped("  ", u)
	}
	_, err := io.WriteString(w, strings.TrimPrefix(h.out.String(), "\n"))
	return err
}

type helper struct {
	out   strings.Builder
	width int
	units []string // without the same twice
}

func (s *Section[T]) help(h *helper) {
	h.line("")
	h.line(s.Where)
	if s.Doc != "" {
		h.wrapped("  ", s.Doc)
	}
	for _, k := range s.Keys {
		h.line("")
		lead := "  " + k.Name + ": " + k.example()
		about := k.Type
		switch def := k.Schema.Default; {
		case slices.Contains(s.Required, k.Name):
			about += "; required"
		case def != nil:
			about += "; default " + flow(def)
		}
		const column = 36
		if pad := column - utf8.RuneCountInString(lead); pad > 1 && column+utf8.RuneCountInString(about) <= h.width {
			h.line(lead + strings.Repeat(" ", pad) + about)
		} else {
			h.line(lead)
			h.wrapped("      ", about)
		}
		h.wrapped("      ", cmp.Or(k.Schema.Description, k.Doc))
		if k.Units != "" && !slices.Contains(h.units, k.Units) {
			h.units = append(h.units, k.Units)
		}
	}
}

// example is a value that the key may have, other than its default if there is
// another that comes to mind.
func (k *Key[T]) example() string {
	s := k.Schema
	switch {
	case len(s.Examples) > 0:
		return flow(s.Examples[0])
	case s.Type == "boolean":
		return fmt.Sprint(s.Default != true)
	case k.Example != "":
		return k.Example
	}
	for _, v := range s.Enum {
		if v != s.Default {
			return flow(v)
		}
	}
	return flow(s.Default)
}

// flow writes a value as YAML has it on one line: with quotes where it would be
// taken for something else.
func flow(v any) string {
	text, isText := v.(string)
	if isText && strings.ContainsFunc(text, letter) {
		return text
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// CheckExamples says what is wrong with the examples of the section's keys, as
// in a file of that name.
func (s *Section[T]) CheckExamples(f *Format, file string) error {
	var errs []error
	for _, k := range s.Keys {
		var to T
		d := NewDecoder(f, file)
		if root := d.Parse([]byte(k.Name + ": " + k.example())); root != nil {
			s.Fill(d, "", []*Node{s.Open(d, root, "the file")}, &to)
		}
		if err := d.Err(); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", k.Name, s.Name, err))
		}
	}
	return errors.Join(errs...)
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '%' }

func (h *helper) line(s string) { h.out.WriteString(strings.TrimRight(s, " ") + "\n") }

// wrapped writes text over as many lines as it needs, each behind indent.
func (h *helper) wrapped(indent, text string) {
	line := indent
	for word := range strings.FieldsSeq(text) {
		if line != indent && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > h.width {
			h.line(line)
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	if line != indent {
		h.line(line)
	}
}

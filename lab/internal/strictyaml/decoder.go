// Package strictyaml decodes YAML files that people write by hand, and accepts
// nothing that it does not know: every error names file, line and column and
// says what to write instead.
//
// A format is declared once, as Sections of Keys, each with the Kind of its
// value. The decoder, the hints in its errors, the JSON Schema that editors use
// and the help text are all made from that declaration.
package strictyaml

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Format is what a decoder knows about a format as a whole.
type Format struct {
	Noun     string              // "a scenario"
	Example  string              // the least file that there can be
	MaxBytes int                 // of a file
	Places   map[string][]string // key to the sections that have it: "under network"
	Synonyms Synonyms
	Unused   string // why an override may change nothing
}

// Decoder reads one file. It goes on after an error, so that a file's mistakes
// come out together. It is for one goroutine.
type Decoder struct {
	format    *Format
	file      *source
	errs      Errors
	noted     map[Place]bool  // where there is an error: of each place the first is kept
	misspelt  map[string]bool // keys that unknown ones were taken for
	count     int             // of errors, those of one place included
	given     map[string]Entry
	overrides []*Override
}

// NewDecoder gives a decoder for a file of that name.
func NewDecoder(format *Format, file string) *Decoder {
	return &Decoder{format: format, file: &source{name: file}, given: map[string]Entry{}, noted: map[Place]bool{}, misspelt: map[string]bool{}}
}

// Parse reads the file's text, and lays overrides over it. It returns nil,
// having noted why, when the text is not a group of keys.
func (d *Decoder) Parse(data []byte, overrides ...string) *Node {
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		d.Errorf(Place{}, "the file is not a text in UTF-8: save it as UTF-8 (Windows' Notepad calls UTF-16 Unicode)")
		return nil
	}
	d.file.lines = strings.Split(text, "\n")
	if len(text) > d.format.MaxBytes {
		d.Errorf(Place{}, "the file is longer than %d kB: is it %s?", d.format.MaxBytes>>10, d.format.Noun)
		return nil
	}
	root := d.Mapping(d.build(d.file, text), "the file", d.format.Example)
	for i, text := range overrides {
		if root != nil {
			root = d.override(root, text, i+1)
		}
	}
	return root
}

// build makes the node of a text; nil, having noted why, when it has none.
func (d *Decoder) build(from *source, text string) *Node {
	b := builder{d: d, source: from, anchors: map[string]*anchor{}}
	root := b.document(text)
	if root == nil {
		return nil
	}
	return b.node(root)
}

// Err is what was noted, in the file's order, with what is wrong with
// overrides behind it; nil when all was right.
func (d *Decoder) Err() error {
	if len(d.errs) == 0 {
		d.unused()
	}
	if len(d.errs) == 0 {
		return nil
	}
	return d.errs.sorted()
}

// Count is how many errors there were so far. What stands at the top of a file is
// read again for each run, and its errors count again.
func (d *Decoder) Count() int { return d.count }

// File is the file's name.
func (d *Decoder) File() string { return d.file.name }

// Errorf notes an error at a place, unless there is one already.
func (d *Decoder) Errorf(at Place, format string, args ...any) {
	if at.source == nil {
		at = Place{source: d.file, line: 1, column: 1}
	}
	d.count++
	if d.full(at) {
		return
	}
	d.noted[at] = true
	e := &Error{File: at.source.name, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...), source: at.source}
	if at.line >= 1 && at.line <= len(at.source.lines) {
		e.Text = at.source.lines[at.line-1]
	}
	d.errs = append(d.errs, e)
}

// Missing notes that a key is missing at a place, unless some unknown key was taken
// for it: that error says what to do already.
func (d *Decoder) Missing(at Place, key, format string, args ...any) {
	if !d.misspelt[key] {
		d.Errorf(at, format, args...)
	}
}

// full says whether an error at a place would not be kept.
func (d *Decoder) full(at Place) bool { return d.noted[at] || len(d.errs) >= maxNoted }

// Known reports the keys of m that are not among names. section says where
// they would be, as in "network has".
func (d *Decoder) Known(m *Node, names []string, section string) {
	if m.under != nil {
		d.Known(m.under, names, section)
	}
	for _, e := range m.entries {
		switch {
		case slices.Contains(names, e.Name):
		case d.full(e.Key):
			d.count++ // a hint takes its time
		default:
			d.Errorf(e.Key, "unknown key %q: %s", e.Name, d.hint(e.Name, names, section))
		}
	}
}

// hint says what to write instead of an unknown key.
func (d *Decoder) hint(name string, names []string, section string) string {
	if key, _, ok := strings.Cut(name, ":"); ok && slices.Contains(names, key) {
		return "write a space after the colon"
	}
	if i := strings.IndexAny(name, ";="); i > 0 && slices.Contains(names, strings.TrimSpace(name[:i])) {
		return fmt.Sprintf("a colon and a blank stand between a key and its value: %s: %s", strings.TrimSpace(name[:i]), Shorten(strings.TrimSpace(name[i+1:])))
	}
	if in := d.format.Places[name]; len(in) > 0 {
		return "it belongs " + strings.Join(in, " or ")
	}
	if s := d.format.Synonyms.Near(name, names); s != "" {
		d.misspelt[s] = true
		return fmt.Sprintf("did you mean %q?", s)
	}
	word := d.format.Synonyms[strings.ToLower(name)]
	if in := d.format.Places[word]; len(in) > 0 {
		return fmt.Sprintf("did you mean %q? it belongs %s", word, strings.Join(in, " or "))
	}
	return section + " " + List(names)
}

package strictyaml

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// source is a text that keys come from: a file, or an override.
type source struct {
	name  string
	flag  bool // an override, which has no lines to speak of
	order int  // what comes later wins over what comes before
	lines []string
}

// Place is where something stands. The zero Place is the file's beginning.
type Place struct {
	source       *source
	line, column int // from 1; columns count characters
}

// Known says whether the place is known.
func (p Place) Known() bool { return p.source != nil }

// Line is the place's line in the file, from 1; 0 when it is none of the
// file's.
func (p Place) Line() int {
	if p.source == nil || p.source.flag {
		return 0
	}
	return p.line
}

// After says whether p comes after q: further down in the file, or in an
// override that is given after it.
func (p Place) After(q Place) bool {
	switch {
	case p.source == nil || q.source == nil:
		return q.source == nil && p.source != nil
	case p.source != q.source:
		return p.source.order > q.source.order
	case p.line != q.line:
		return p.line > q.line
	}
	return p.column > q.column
}

// String is where the place is, as in "on line 3".
func (p Place) String() string {
	if p.source != nil && p.source.flag {
		return "in " + p.source.name
	}
	return fmt.Sprintf("on line %d", p.line)
}

// at is a token's place.
func (s *source) at(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{source: s, line: 1, column: 1}
	}
	return Place{source: s, line: t.Position.Line, column: t.Position.Column}
}

// Where is how a message begins about the place: "x.yaml:3", or an override.
func (p Place) Where() string {
	if p.source != nil && p.source.flag {
		return p.source.name
	}
	return fmt.Sprintf("%s:%d", p.source.name, p.line)
}

package scenario

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// kind is how one sort of value is written: how to read it, what to say about
// it, what an editor checks.
type kind[V any] struct {
	want   string // "a time such as 200ms"
	parse  func(scalar) (V, error)
	schema schema
}

// scalar is a value as the file has it. The text is what was written: what
// YAML makes of 1.10 or 0x10 plays no part.
type scalar struct {
	text   string
	quoted bool
	at     *token.Token
}

// scalar reads a key's value that has to be a single one.
func (d *decoder) scalar(e entry, want string) (scalar, bool) {
	n := d.resolve(e.value)
	switch n := n.(type) {
	case nil:
		return scalar{}, false
	case *ast.NullNode:
		d.errorAt(e.key, "%s has no value: it wants %s", e.name, want)
		return scalar{}, false
	case *ast.LiteralNode:
		return scalar{text: n.Value.Value, quoted: true, at: n.GetToken()}, true
	case *ast.StringNode:
		t := n.GetToken()
		quoted := t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType
		return scalar{text: n.Value, quoted: quoted, at: place(e.value, n)}, true
	case ast.ScalarNode:
		return scalar{text: n.GetToken().Value, at: place(e.value, n)}, true
	}
	d.errorAt(place(e.value, n), "%s is %s: it wants %s", e.name, describe(n), want)
	return scalar{}, false
}

// plain refuses quotes where YAML has a type of its own.
func (s scalar) plain(what string) error {
	if s.quoted {
		return fmt.Errorf("%q is a text: %s has no quotes", shorten(s.text), what)
	}
	return nil
}

// text is any text of one line.
func text(most int) kind[string] {
	return kind[string]{
		want: "a text",
		parse: func(s scalar) (string, error) {
			switch {
			case strings.TrimSpace(s.text) == "":
				return "", errors.New("the text is empty: say something, or leave the key out")
			case utf8.RuneCountInString(s.text) > most:
				return "", fmt.Errorf("the text has %d letters: at most %d are allowed", utf8.RuneCountInString(s.text), most)
			case strings.ContainsFunc(s.text, unicode.IsControl):
				return "", errors.New("the text has to be one line without control characters")
			}
			return s.text, nil
		},
		schema: schema{Type: []string{"string", "number"}, MinLength: 1, MaxLength: most},
	}
}

// fileName is a text that can name a folder, because results are kept under it.
func fileName() kind[string] {
	k := text(100)
	oneLine := k.parse
	k.parse = func(s scalar) (string, error) {
		name, err := oneLine(s)
		if err == nil && (strings.ContainsAny(name, `/\:*?"<>|`) || strings.HasPrefix(name, ".")) {
			return "", fmt.Errorf("%q cannot name a folder, and results are kept in one of this name: leave out / \\ : * ? \" < > | and a dot in front", shorten(name))
		}
		return name, err
	}
	k.schema.Pattern = `^[^./\\:*?"<>|][^/\\:*?"<>|]*$`
	return k
}

// prose is a text of any length and number of lines.
func prose() kind[string] {
	return kind[string]{
		want:   "a text",
		parse:  func(s scalar) (string, error) { return strings.TrimSpace(s.text), nil },
		schema: schema{Type: "string"},
	}
}

// count is a whole number between two bounds.
func count(least, most int) kind[int] {
	return kind[int]{
		want: "a whole number",
		parse: func(s scalar) (int, error) {
			if err := s.plain("a number"); err != nil {
				return 0, err
			}
			n, err := strconv.Atoi(s.text)
			switch {
			case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(s.text, "-"), err == nil && n > most:
				return 0, fmt.Errorf("%s is too many: at most %d are allowed", shorten(s.text), most)
			case errors.Is(err, strconv.ErrRange), err == nil && n < least:
				return 0, fmt.Errorf("%s is too few: at least %d is needed", shorten(s.text), least)
			case err != nil:
				return 0, fmt.Errorf("%q is no whole number", shorten(s.text))
			}
			return n, nil
		},
		schema: schema{Type: "integer", Minimum: new(least), Maximum: new(most)},
	}
}

// seed is any whole number that is not negative.
func seedNumber() kind[uint64] {
	return kind[uint64]{
		want: "a whole number",
		parse: func(s scalar) (uint64, error) {
			if err := s.plain("a number"); err != nil {
				return 0, err
			}
			n, err := strconv.ParseUint(s.text, 10, 64)
			if err != nil {
				return 0, fmt.Errorf("%q is no seed: it wants a whole number from 0 to %d", shorten(s.text), uint64(math.MaxUint64))
			}
			return n, nil
		},
		schema: schema{Type: "integer", Minimum: new(0)},
	}
}

// boolean is true or false.
func boolean() kind[bool] {
	return kind[bool]{
		want: "true or false",
		parse: func(s scalar) (bool, error) {
			if err := s.plain("true or false"); err != nil {
				return false, err
			}
			switch strings.ToLower(s.text) {
			case "true":
				return true, nil
			case "false":
				return false, nil
			case "yes", "on", "y", "1":
				return false, fmt.Errorf("%q is neither true nor false: did you mean true?", s.text)
			case "no", "off", "n", "0":
				return false, fmt.Errorf("%q is neither true nor false: did you mean false?", s.text)
			}
			return false, fmt.Errorf("%q is neither true nor false", shorten(s.text))
		},
		schema: schema{Type: "boolean"},
	}
}

// choice is one word out of a few.
func choice[V ~string](what string, words ...V) kind[V] {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return kind[V]{
		want: what + ": " + list(names),
		parse: func(s scalar) (V, error) {
			for _, w := range words {
				if s.text == string(w) {
					return w, nil
				}
			}
			return "", fmt.Errorf("unknown %s %q: %s", what, shorten(s.text), Hint(s.text, names, "there are"))
		},
		schema: schema{Type: "string", Enum: anys(names)},
	}
}

// span is a length of time between 0 and most.
func span(most time.Duration) kind[time.Duration] {
	return kind[time.Duration]{
		want: "a time such as 200ms",
		parse: func(s scalar) (time.Duration, error) {
			d, err := parseDuration(s.text)
			if err == nil && d > most {
				err = fmt.Errorf("%s is too long: at most %s is allowed", shorten(s.text), unpadded(most))
			}
			return d, err
		},
		schema: schema{Type: []string{"string", "integer"}, Pattern: `^(0|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$`, Minimum: new(0), Maximum: new(0)},
	}
}

// unpadded writes a duration without the zeros that String puts behind it.
func unpadded(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

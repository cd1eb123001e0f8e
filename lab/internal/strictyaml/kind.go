package strictyaml

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is how one sort of value is written: how to read it, what to say about
// it, what an editor checks.
type Kind[V any] struct {
	Want   string // "a time such as 200ms"
	Type   string // "time, at most 1h", for the help text
	Units  string // "time: ns, us, ms, s, m or h, as in 1m30s"; "" for none
	Parse  func(Scalar) (V, error)
	Schema Schema
}

// Scalar is a value as the file has it. The text is what was written: what
// YAML makes of 1.10 or 0x10 plays no part.
type Scalar struct {
	Text   string
	Quoted bool
	At     Place
}

// Plain refuses quotes where YAML has a type of its own.
func (s Scalar) Plain(what string) error {
	if s.Quoted {
		return fmt.Errorf("%q is a text: %s has no quotes", Shorten(s.Text), what)
	}
	return nil
}

// Text is any text of one line.
func Text(most int) Kind[string] {
	return Kind[string]{
		Want: "a text",
		Type: "text",
		Parse: func(s Scalar) (string, error) {
			switch {
			case strings.TrimSpace(s.Text) == "":
				return "", errors.New("the text is empty: say something, or leave the key out")
			case utf8.RuneCountInString(s.Text) > most:
				return "", fmt.Errorf("the text has %d letters: at most %d are allowed", utf8.RuneCountInString(s.Text), most)
			case strings.ContainsFunc(s.Text, unicode.IsControl):
				return "", errors.New("the text has to be one line without control characters")
			}
			return s.Text, nil
		},
		Schema: Schema{Type: []string{"string", "number"}, MinLength: 1, MaxLength: most},
	}
}

// Prose is a text of any length and number of lines.
func Prose() Kind[string] {
	return Kind[string]{
		Want:   "a text",
		Type:   "text of any length",
		Parse:  func(s Scalar) (string, error) { return strings.TrimSpace(s.Text), nil },
		Schema: Schema{Type: "string"},
	}
}

// Count is a whole number between two bounds.
func Count(least, most int) Kind[int] {
	return Kind[int]{
		Want: "a whole number",
		Type: fmt.Sprintf("whole number, %d to %d", least, most),
		Parse: func(s Scalar) (int, error) {
			if err := s.Plain("a number"); err != nil {
				return 0, err
			}
			n, err := strconv.Atoi(s.Text)
			switch {
			case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(s.Text, "-"), err == nil && n > most:
				return 0, fmt.Errorf("%s is too many: at most %d are allowed", Shorten(s.Text), most)
			case errors.Is(err, strconv.ErrRange), err == nil && n < least:
				return 0, fmt.Errorf("%s is too few: at least %d is needed", Shorten(s.Text), least)
			case err != nil:
				return 0, fmt.Errorf("%q is no whole number", Shorten(s.Text))
			}
			return n, nil
		},
		Schema: Schema{Type: "integer", Minimum: new(least), Maximum: new(most)},
	}
}

// Seed is any whole number that is not negative.
func Seed() Kind[uint64] {
	return Kind[uint64]{
		Want: "a whole number",
		Type: "whole number",
		Parse: func(s Scalar) (uint64, error) {
			if err := s.Plain("a number"); err != nil {
				return 0, err
			}
			n, err := strconv.ParseUint(s.Text, 10, 64)
			if err != nil {
				return 0, fmt.Errorf("%q is no seed: it wants a whole number from 0 to %d", Shorten(s.Text), uint64(math.MaxUint64))
			}
			return n, nil
		},
		Schema: Schema{Type: "integer", Minimum: new(0)},
	}
}

// Boolean is true or false.
func Boolean() Kind[bool] {
	return Kind[bool]{
		Want: "true or false",
		Type: "true or false",
		Parse: func(s Scalar) (bool, error) {
			if err := s.Plain("true or false"); err != nil {
				return false, err
			}
			switch strings.ToLower(s.Text) {
			case "true":
				return true, nil
			case "false":
				return false, nil
			case "yes", "on", "y", "1":
				return false, fmt.Errorf("%q is neither true nor false: did you mean true?", s.Text)
			case "no", "off", "n", "0":
				return false, fmt.Errorf("%q is neither true nor false: did you mean false?", s.Text)
			}
			return false, fmt.Errorf("%q is neither true nor false", Shorten(s.Text))
		},
		Schema: Schema{Type: "boolean"},
	}
}

// Choice is one word out of a few.
func Choice[V ~string](what string, synonyms Synonyms, words ...V) Kind[V] {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return Kind[V]{
		Want: what + ": " + List(names),
		Type: strings.Replace(List(names), " and ", " or ", 1),
		Parse: func(s Scalar) (V, error) {
			for _, w := range words {
				if s.Text == string(w) {
					return w, nil
				}
			}
			return "", fmt.Errorf("unknown %s %q: %s", what, Shorten(s.Text), synonyms.Hint(s.Text, names, "there are"))
		},
		Schema: Schema{Type: "string", Enum: Anys(names)},
	}
}

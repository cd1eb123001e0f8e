package strictyaml

import (
	"encoding/json"
	"strings"
)

// line is how wide a value may be that stands on one line.
const line = 96

// Lines are a group of keys as a file has them, with what lies over them and what
// they merge in its place, and without comments. A value that fits on its key's
// line is there, between brackets; one that does not has its parts on lines of
// their own. Every line begins with indent.
func Lines(keys []Entry, indent string) string {
	var b strings.Builder
	for _, e := range keys {
		b.WriteString(indent)
		writeEntry(&b, e, indent)
	}
	return b.String()
}

func writeEntry(b *strings.Builder, e Entry, indent string) {
	b.WriteString(word(e.Name) + ":")
	n := e.Value
	flat := n.flat()
	items, isList := n.Elements()
	switch {
	case len(indent)+len(e.Name)+len(": ")+len(flat) <= line || !isList && !n.IsMapping():
		b.WriteString(" " + flat + "\n")
	case isList:
		b.WriteByte('\n')
		for _, item := range items {
			b.WriteString(indent + "  - " + item.flat() + "\n")
		}
	default:
		b.WriteByte('\n')
		for _, inner := range n.Entries() {
			b.WriteString(indent + "  ")
			writeEntry(b, inner, indent+"  ")
		}
	}
}

// flat is a value on one line.
func (n *Node) flat() string {
	if n == nil {
		return ""
	}
	var parts []string
	switch n.sort {
	case mapping:
		for _, e := range n.Entries() {
			parts = append(parts, word(e.Name)+": "+e.Value.flat())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, item := range n.items {
			parts = append(parts, item.flat())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case empty:
		return "null"
	}
	if n.quoted {
		return Quote(n.text)
	}
	return word(n.text)
}

// word is a text as it is, or quoted where it could be taken for something else.
func word(s string) string {
	if s == "" || strings.ContainsAny(s, "\"'`\\,[]{}#&*!|<>@\n") || strings.HasPrefix(s, "-") && !isNumber(s) ||
		strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || strings.TrimSpace(s) != s || strings.ContainsAny(s[:1], "%?") {
		return Quote(s)
	}
	return s
}

func isNumber(s string) bool { return strings.Trim(s, "-0123456789.") == "" }

// Quote is a text in double quotes: what JSON has there, YAML has as well (YAML
// 1.2 §1.3).
func Quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // of a string, never
	}
	return strings.TrimSuffix(b.String(), "\n")
}

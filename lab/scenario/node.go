package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// decoder reads one file. It goes on after an error, so that a file's mistakes
// come out together.
type decoder struct {
	file    string
	lines   []string
	errs    Errors
	anchors map[string]ast.Node
	opened  map[ast.Node]*mapping // each mapping is read once, however many runs look at it
	places  map[string][]string   // key to the sections that have it, for hints
	given   map[string]entry      // which keys the run at hand was given, by path: "network.rtt"
}

// entry is one key of a mapping with its value.
type entry struct {
	name  string
	key   *token.Token
	value ast.Node
}

// mapping is a YAML mapping whose keys are all strings and all different, with
// what it merges from elsewhere (<<) put in.
type mapping struct {
	whole   bool // all of its entries are there
	entries []entry
	at      *token.Token
}

func (m *mapping) get(name string) (entry, bool) {
	for _, e := range m.entries {
		if e.name == name {
			return e, true
		}
	}
	return entry{}, false
}

// errorAt notes an error at a token's place.
func (d *decoder) errorAt(t *token.Token, format string, args ...any) {
	e := &Error{File: d.file, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		e.Line, e.Column = t.Position.Line, t.Position.Column
	}
	if e.Line >= 1 && e.Line <= len(d.lines) {
		e.Text = d.lines[e.Line-1]
	}
	d.errs = append(d.errs, e)
}

// collect notes every anchor below n.
func (d *decoder) collect(n ast.Node) {
	switch n := n.(type) {
	case *ast.AnchorNode:
		name := n.Name.GetToken().Value
		if _, twice := d.anchors[name]; twice {
			d.errorAt(n.GetToken(), "anchor &%s is there already: give this one another name", name)
		}
		d.anchors[name] = n.Value
		d.collect(n.Value)
	case *ast.MappingNode:
		for _, v := range n.Values {
			d.collect(v.Value)
		}
	case *ast.SequenceNode:
		for _, v := range n.Values {
			d.collect(v)
		}
	}
}

// maxAliases is how many aliases in a row are followed: more than one is a
// loop, or as good as one.
const maxAliases = 8

// resolve gives what a node stands for: an anchor's value, an alias's target.
// It reports what it cannot resolve, and returns nil.
func (d *decoder) resolve(n ast.Node) ast.Node {
	for range maxAliases {
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.AliasNode:
			name := v.Value.GetToken().Value
			target, ok := d.anchors[name]
			if !ok {
				d.errorAt(v.GetToken(), "alias *%s has no anchor: write &%s where it is defined", name, name)
				return nil
			}
			n = target
		case *ast.TagNode:
			d.errorAt(v.GetToken(), "tags such as %s have no use here: leave it out", v.GetToken().Value)
			return nil
		default:
			return n
		}
	}
	d.errorAt(n.GetToken(), "this alias goes round in a circle")
	return nil
}

// open reads a node that has to be a mapping. what says whose it is, for the
// error. It returns nil, having said why, when the node is something else.
func (d *decoder) open(n ast.Node, what string, example string) *mapping {
	r := d.resolve(n)
	if r == nil {
		return nil
	}
	node, ok := r.(*ast.MappingNode)
	if !ok {
		hint := fmt.Sprintf("keys are wanted here, as in %s", example)
		if s, isString := r.(*ast.StringNode); isString && isColonLess(s.Value) {
			hint = "write a space after the colon"
		}
		d.errorAt(place(n, r), "%s is %s: %s", what, describe(r), hint)
		return nil
	}
	if m, ok := d.opened[node]; ok {
		if !m.whole {
			d.errorAt(place(n, r), "this alias is part of what it stands for: leave it out")
			return nil
		}
		return m
	}
	m := &mapping{at: start(node)}
	d.opened[node] = m // before its entries, so that a mapping that merges itself ends
	var merged []entry
	for _, v := range node.Values {
		if v.Key.IsMergeKey() {
			merged = append(merged, d.merge(v.Value)...)
			continue
		}
		e := entry{key: v.Key.GetToken(), value: v.Value}
		e.name = e.key.Value
		if _, isString := v.Key.(*ast.StringNode); !isString {
			d.errorAt(e.key, "a key has to be a plain word, not %s", describe(v.Key))
			continue
		}
		if colon, value := v.Start, v.Value.GetToken(); e.key.Type == token.StringType && value.Type != token.ImplicitNullType &&
			value.Position.Line == colon.Position.Line && value.Position.Column == colon.Position.Column+1 {
			d.errorAt(e.key, "write a space after the colon: %s: %s", e.name, shorten(value.Value)) // other readers of YAML take it for one word
			continue
		}
		if first, twice := m.get(e.name); twice {
			d.errorAt(e.key, "duplicate key %q: it is on line %d already", e.name, first.key.Position.Line)
			continue
		}
		m.entries = append(m.entries, e)
	}
	for _, e := range merged {
		if _, own := m.get(e.name); !own {
			m.entries = append(m.entries, e)
		}
	}
	m.whole = true
	return m
}

// merge gives the entries that a merge key (<<) brings in.
func (d *decoder) merge(n ast.Node) []entry {
	nodes := []ast.Node{n}
	if list, ok := d.resolve(n).(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	var entries []entry
	for _, n := range nodes {
		if m := d.open(n, "what << merges", "<<: *name"); m != nil {
			entries = append(entries, m.entries...)
		}
	}
	return entries
}

// known reports the keys of m that are not among names. section says where
// they would be, as in "network has".
func (d *decoder) known(m *mapping, names []string, section string) {
	for _, e := range m.entries {
		if slices.Contains(names, e.name) {
			continue
		}
		d.errorAt(e.key, "unknown key %q: %s", e.name, d.hint(e, names, section))
	}
}

// hint says what to write instead of an unknown key.
func (d *decoder) hint(e entry, names []string, section string) string {
	if key, _, ok := strings.Cut(e.name, ":"); ok && slices.Contains(names, key) {
		return "write a space after the colon"
	}
	if in := d.places[e.name]; len(in) > 0 {
		return "it belongs " + strings.Join(in, " or ")
	}
	if s := didYouMean(e.name, names); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	if word := synonyms[strings.ToLower(e.name)]; word != "" && len(d.places[word]) > 0 {
		return fmt.Sprintf("did you mean %q? it belongs %s", word, strings.Join(d.places[word], " or "))
	}
	return section + " " + list(names)
}

// isColonLess says whether s looks like a key and its value written without a
// space between: "rtt:200ms".
func isColonLess(s string) bool {
	key, rest, ok := strings.Cut(s, ":")
	return ok && key != "" && rest != "" && rest[0] != ' ' && !strings.ContainsAny(key, " /")
}

// place is where to point for a value: at the value itself, or at the alias
// that stands for it.
func place(n, resolved ast.Node) *token.Token {
	if _, ok := n.(*ast.AliasNode); ok {
		return n.GetToken()
	}
	return start(resolved)
}

// start is where a node starts. YAML's own idea of it is the first colon for a
// mapping without braces.
func start(n ast.Node) *token.Token {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return n.GetToken()
}

// describe says what a node is, in a person's words.
func describe(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a group of keys"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "empty"
	case *ast.LiteralNode:
		return "a text"
	case ast.ScalarNode:
		return fmt.Sprintf("%q", shorten(n.GetToken().Value))
	}
	return "something else"
}

// shorten keeps long values out of messages.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

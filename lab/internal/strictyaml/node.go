package strictyaml

import (
	"fmt"
	"strings"
)

// sort is what a node is.
type sort int

const (
	empty   sort = iota // nothing, null or ~
	scalar              // a single value
	mapping             // a group of keys
	list
)

// Node is a value of a file, with its aliases resolved. A nil Node is a value
// that was found wrong already.
type Node struct {
	sort    sort
	text    string // a scalar's, as it was written
	quoted  bool
	entries []Entry // a mapping's, no two of one name, with what it merges (<<)
	items   []*Node // a list's
	under   *Node   // the mapping that an override of some of its keys lies over
	at      Place
}

// Entry is one key of a mapping with its value.
type Entry struct {
	Name  string
	Key   Place
	Value *Node
}

// At is where the node stands; of an alias, the alias.
func (n *Node) At() Place {
	if n == nil {
		return Place{}
	}
	return n.at
}

// IsMapping says whether n is a group of keys.
func (n *Node) IsMapping() bool { return n != nil && n.sort == mapping }

// IsEmptyList says whether n is a list of nothing.
func (n *Node) IsEmptyList() bool { return n != nil && n.sort == list && len(n.items) == 0 }

// Get is the entry of that name.
func (n *Node) Get(name string) (Entry, bool) {
	for _, e := range n.entries {
		if e.Name == name {
			return e, true
		}
	}
	if n.under != nil {
		return n.under.Get(name)
	}
	return Entry{}, false
}

// layers are n and what it lies over, the lowest first.
func (n *Node) layers() []*Node {
	if n.under == nil {
		return []*Node{n}
	}
	top := *n
	top.under = nil
	return append(n.under.layers(), &top)
}

// Mapping gives n if it is a group of keys. what says whose it is, for the
// error. It returns nil, having said why, when n is something else.
func (d *Decoder) Mapping(n *Node, what, example string) *Node {
	if n == nil || n.sort == mapping {
		return n
	}
	hint := "keys are wanted here, as in " + example
	if n.sort == scalar && isColonLess(n.text) {
		hint = "write a space after the colon"
	}
	d.Errorf(n.at, "%s is %s: %s", what, n.describe(), hint)
	return nil
}

// Items gives the elements of a value that has to be a list.
func (d *Decoder) Items(e Entry, most int, example string) []*Node {
	n := e.Value
	switch {
	case n == nil:
		return nil
	case n.sort == list && len(n.items) > most:
		d.Errorf(e.Key, "%s has %d entries: at most %d are allowed", e.Name, len(n.items), most)
		return nil
	case n.sort == list:
		return n.items
	case n.sort == empty:
		d.Errorf(e.Key, "%s is empty: put a list under it, as in - %s", e.Name, example)
	case n.sort == mapping && len(n.entries) > 0 && strings.HasPrefix(n.entries[0].Name, "-"):
		d.Errorf(n.at, "write a space after the dash")
	case n.sort == mapping:
		d.Errorf(n.at, "%s has to be a list: start each entry with a dash, as in - %s", e.Name, example)
	default:
		d.Errorf(n.at, "%s has to be a list, not %s: as in - %s", e.Name, n.describe(), example)
	}
	return nil
}

// Scalar reads a key's value that has to be a single one. want says what it
// should be, as in "a time such as 200ms".
func (d *Decoder) Scalar(e Entry, want string) (Scalar, bool) {
	n := e.Value
	switch {
	case n == nil:
		return Scalar{}, false
	case n.sort == empty:
		d.Errorf(e.Key, "%s has no value: it wants %s", e.Name, want)
		return Scalar{}, false
	case n.sort == scalar && !n.quoted && strings.Contains(n.text, ": "):
		d.Errorf(n.at, "%q has another key in it: write a comma before that", Shorten(n.text))
		return Scalar{}, false
	case n.sort == scalar:
		return Scalar{Text: n.text, Quoted: n.quoted, At: n.at}, true
	}
	d.Errorf(n.at, "%s is %s: it wants %s", e.Name, n.describe(), want)
	return Scalar{}, false
}

// describe says what a node is, in a person's words.
func (n *Node) describe() string {
	switch n.sort {
	case mapping:
		return "a group of keys"
	case list:
		return "a list"
	case empty:
		return "empty"
	}
	if strings.Contains(n.text, "\n") {
		return "a text"
	}
	return fmt.Sprintf("%q", Shorten(n.text))
}

// isColonLess says whether s looks like a key and its value written without a
// space between: "rtt:200ms".
func isColonLess(s string) bool {
	key, rest, ok := strings.Cut(s, ":")
	return ok && key != "" && rest != "" && rest[0] != ' ' && !strings.ContainsAny(key, " /")
}

// Shorten keeps long values out of messages.
func Shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

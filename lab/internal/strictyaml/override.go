package strictyaml

import (
	"slices"
	"strings"
)

// Override is a key's value that is given beside the file, as in
// "network.rtt=20ms".
type Override struct {
	Name string // as errors call it: "--set network.rtt=20ms"
	Path string // "network.rtt"

	source *source
	used   bool // it had a say somewhere
}

// override lays the nth override, counted from 1, over a file's root. What is
// wrong with it is noted as an error of the override's own.
//
// A path names keys from the file's top, with dots between them. In a list it
// names an entry by its name or by its number from 1: "runs.HTTP/2.http",
// "page.assets.1.count". An entry's own list that the file does not have is
// taken from the same path at the file's top, as its other keys are.
func (d *Decoder) override(root *Node, text string, n int) *Node {
	from := &source{name: "--set " + text, flag: true, order: n}
	path, value, found := strings.Cut(text, "=")
	here := Place{source: from, line: 1, column: 1}
	switch {
	case !found:
		d.Errorf(here, "a key wants a value behind =, as in network.rtt=20ms")
		return root
	case strings.TrimSpace(path) == "":
		d.Errorf(here, "there is no key in front of =, as in network.rtt=20ms")
		return root
	}
	from.lines = []string{value}
	made := &Node{at: here}
	if strings.TrimSpace(value) != "" {
		if made = d.build(from, value); made == nil {
			return root
		}
	}
	p := patch{d: d, root: root, from: here, value: made}
	patched := p.over(root, strings.TrimSpace(path), "")
	if patched == nil {
		return root
	}
	d.overrides = append(d.overrides, &Override{Name: from.name, Path: path, source: from})
	return patched
}

// patch is an override on its way to the value that it replaces.
type patch struct {
	d     *Decoder
	root  *Node
	from  Place
	value *Node
}

// over gives what stands for the node at a path from it; done is the path from
// the root to the node. It returns nil, having said why, when there is no such
// place. n may be nil.
func (p *patch) over(n *Node, path, done string) *Node {
	if path == "" {
		return p.value
	}
	if n != nil && n.sort == list {
		return p.entry(n, path, done)
	}
	name, rest, more := strings.Cut(path, ".")
	if strings.ContainsAny(name, "[]") {
		p.d.Errorf(p.from, "%q is no path: an entry is named by its number, counted from 1, as in page.assets.1.count", Shorten(name))
		return nil
	}
	if more && rest == "" || name == "" {
		p.d.Errorf(p.from, "%q is no path: write keys with a dot between them, as in network.rtt", path)
		return nil
	}
	var below *Node
	if n != nil {
		if e, ok := n.Get(name); ok {
			below = e.Value
		}
	}
	if below == nil || below.sort != list {
		if atTop := p.top(join(done, name)); atTop != nil && rest != "" {
			below = atTop
		}
	}
	value := p.over(below, rest, join(done, name))
	if value == nil {
		return nil
	}
	made := &Node{sort: mapping, entries: []Entry{{Name: name, Key: p.from, Value: value}}, at: p.from}
	if n != nil && n.sort == mapping {
		made.under = n
	}
	return made
}

// entry gives a list with one of its entries replaced.
func (p *patch) entry(n *Node, path, done string) *Node {
	i, rest := n.find(path)
	if i < 0 {
		p.d.Errorf(p.from, "%s has no entry %q: %s", done, Shorten(first(path)), n.others(first(path), p.d.format))
		return nil
	}
	value := p.over(n.items[i], rest, join(done, "*"))
	if value == nil {
		return nil
	}
	made := *n
	made.items = slices.Clone(n.items)
	made.items[i] = value
	return &made
}

// top is the list at the file's top that an entry's own stands for: the entry
// "runs.*.page.assets" is like "page.assets".
func (p *patch) top(path string) *Node {
	_, path, inEntry := strings.Cut(path, "*.")
	if !inEntry {
		return nil
	}
	n := p.root
	for name := range strings.SplitSeq(path, ".") {
		if n == nil || n.sort != mapping {
			return nil
		}
		e, _ := n.Get(name)
		n = e.Value
	}
	if n == nil || n.sort != list {
		return nil
	}
	return n
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

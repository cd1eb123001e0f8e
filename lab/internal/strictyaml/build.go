package strictyaml

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// builder makes Nodes of what the YAML parser gives. Aliases share what they
// stand for, so a file takes no more memory than its text.
type builder struct {
	d       *Decoder
	source  *source
	anchors map[string]*anchor
}

// anchor is a value with a name.
type anchor struct {
	whole bool  // the value is made
	value *Node // nil: it is wrong
}

// node makes the Node of n, or notes what is wrong with it and returns nil.
func (b *builder) node(n ast.Node) *Node {
	switch n := n.(type) {
	case *ast.AnchorNode:
		name := n.Name.GetToken().Value
		if _, twice := b.anchors[name]; twice {
			b.errorf(n.GetToken(), "anchor &%s is there already: give this one another name", name)
		}
		b.anchors[name] = &anchor{}
		value := b.node(n.Value)
		b.anchors[name] = &anchor{whole: true, value: value}
		return value
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		target, ok := b.anchors[name]
		switch {
		case !ok:
			b.errorf(n.GetToken(), "alias *%s has no anchor before it: write &%s where it is defined", name, name)
			return nil
		case !target.whole:
			b.errorf(n.GetToken(), "this alias is part of what it stands for: leave it out")
			return nil
		}
		if target.value == nil {
			return nil
		}
		copied := *target.value
		copied.at = b.source.at(n.GetToken())
		return &copied
	case *ast.TagNode:
		b.errorf(n.GetToken(), "tags such as %s have no use here: leave it out", n.GetToken().Value)
		return nil
	case *ast.MappingNode:
		return b.mapping(n)
	case *ast.SequenceNode:
		made := &Node{sort: list, at: b.source.at(n.GetToken())}
		for _, v := range n.Values {
			made.items = append(made.items, b.node(v))
		}
		return made
	case *ast.NullNode:
		return &Node{at: b.source.at(n.GetToken())}
	case *ast.LiteralNode:
		return &Node{sort: scalar, text: n.Value.Value, quoted: true, at: b.source.at(n.GetToken())}
	case *ast.StringNode:
		t := n.GetToken()
		quoted := t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType
		return &Node{sort: scalar, text: n.Value, quoted: quoted, at: b.source.at(t)}
	case ast.ScalarNode:
		return &Node{sort: scalar, text: n.GetToken().Value, at: b.source.at(n.GetToken())}
	}
	b.errorf(n.GetToken(), "this has no use here: write a value, a list or keys")
	return nil
}

// mapping makes a Node of keys that are all plain words and all different.
func (b *builder) mapping(n *ast.MappingNode) *Node {
	made := &Node{sort: mapping, at: b.source.at(n.GetToken())}
	if !n.IsFlowStyle && len(n.Values) > 0 { // YAML's own idea of its start is the first colon
		made.at = b.source.at(n.Values[0].Key.GetToken())
	}
	var merged []Entry
	for _, v := range n.Values {
		if v.Key.IsMergeKey() {
			merged = append(merged, b.merge(v.Value)...)
			continue
		}
		key := v.Key.GetToken()
		e := Entry{Name: key.Value, Key: b.source.at(key)}
		if _, isString := v.Key.(*ast.StringNode); !isString {
			b.errorf(key, "a key has to be a plain word, not %s", describe(v.Key))
			continue
		}
		if colon, value := v.Start, v.Value.GetToken(); key.Type == token.StringType && value.Type != token.ImplicitNullType &&
			value.Position.Line == colon.Position.Line && value.Position.Column == colon.Position.Column+1 {
			b.errorf(key, "write a space after the colon: %s: %s", e.Name, Shorten(value.Value)) // other readers of YAML take it for one word
			continue
		}
		if first, twice := made.Get(e.Name); twice {
			b.errorf(key, "duplicate key %q: it is %s already", e.Name, first.Key)
			continue
		}
		if len(made.entries) == maxKeys {
			b.errorf(key, "this is one key more than the %d that there may be", maxKeys)
			return nil
		}
		e.Value = b.node(v.Value)
		made.entries = append(made.entries, e)
	}
	for _, e := range merged {
		if _, own := made.Get(e.Name); !own && len(made.entries) < maxKeys {
			made.entries = append(made.entries, e)
		}
	}
	return made
}

// merge gives the entries that a merge key (<<) brings in.
func (b *builder) merge(n ast.Node) []Entry {
	value := b.node(n)
	nodes := []*Node{value}
	if value != nil && value.sort == list {
		nodes = value.items
	}
	var entries []Entry
	for _, n := range nodes {
		if m := b.d.Mapping(n, "what << merges", "<<: *name"); m != nil {
			entries = append(entries, m.entries...)
		}
	}
	return entries
}

func (b *builder) errorf(t *token.Token, format string, args ...any) {
	b.d.Errorf(b.source.at(t), format, args...)
}

// describe says what a key is that is no word.
func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return (&Node{sort: mapping}).describe()
	case *ast.SequenceNode:
		return (&Node{sort: list}).describe()
	case *ast.NullNode:
		return (&Node{sort: empty}).describe()
	case ast.ScalarNode:
		return (&Node{sort: scalar, text: n.GetToken().Value}).describe()
	}
	return "something else"
}

package scenario

import "github.com/goccy/go-yaml/ast"

// key is one key of a section whose values end up in a T. The section tables
// in keys.go are made of these.
type key[T any] struct {
	name   string
	schema *schema

	// apply puts the key's values into to. There is one for each layer that
	// gives the key, the top of the file before the run, so the last wins. It
	// is nil for the lists of a file, which Parse reads itself.
	apply func(d *decoder, path string, layers []entry, to *T)
}

// section is the keys that may stand together, in the order in which they are
// applied and in which editors offer them.
type section[T any] struct {
	name    string // "network"
	where   string // "under network:", for hints
	doc     string
	example string // one line of YAML
	keys    []key[T]
}

func (s *section[T]) names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

// note tells the hints where the section's keys belong.
func (s *section[T]) note(places map[string][]string) {
	for _, k := range s.keys {
		places[k.name] = append(places[k.name], s.where)
	}
}

// fill puts what the layers say into to, key by key.
func (s *section[T]) fill(d *decoder, path string, layers []*mapping, to *T) {
	for _, k := range s.keys {
		var given []entry
		for _, m := range layers {
			if e, ok := m.get(k.name); ok {
				given = append(given, e)
			}
		}
		if len(given) > 0 {
			d.given[path+k.name] = given[len(given)-1]
		}
		if len(given) > 0 && k.apply != nil {
			k.apply(d, path+k.name, given, to)
		}
	}
}

// open reads a mapping that holds this section.
// what is what an error calls it.
func (s *section[T]) open(d *decoder, n ast.Node, what string) *mapping {
	m := d.open(n, what, s.example)
	if m != nil {
		d.known(m, s.names(), s.name+" has")
	}
	return m
}

// field is a key with one value of kind k, kept where at says.
func field[T, V any](name string, k kind[V], at func(*T) *V, doc string, notes ...note) key[T] {
	return key[T]{
		name:   name,
		schema: k.schema.describe(doc, notes),
		apply: func(d *decoder, _ string, layers []entry, to *T) {
			for _, e := range layers {
				if v, ok := read(d, e, k); ok {
					*at(to) = v
				}
			}
		},
	}
}

// read takes one scalar value.
func read[V any](d *decoder, e entry, k kind[V]) (v V, ok bool) {
	s, ok := d.scalar(e, k.want)
	if !ok {
		return v, false
	}
	v, err := k.parse(s)
	if err != nil {
		d.errorAt(s.at, "%v", err)
		return v, false
	}
	return v, true
}

// sub is a key that holds a section of its own. It merges key by key with the
// same section in the layer above.
func sub[T, S any](s *section[S], at func(*T) *S) key[T] {
	return key[T]{
		name:   s.name,
		schema: ref(s.name),
		apply: func(d *decoder, path string, layers []entry, to *T) {
			var open []*mapping
			for _, e := range layers {
				if m := s.openValue(d, e); m != nil {
					open = append(open, m)
				}
			}
			s.fill(d, path+".", open, at(to))
		},
	}
}

// openValue is open for a key's value, which may have been forgotten.
func (s *section[T]) openValue(d *decoder, e entry) *mapping {
	if _, empty := e.value.(*ast.NullNode); empty {
		d.errorAt(e.key, "%s is empty: put keys under it, indented, as in %s", e.name, s.example)
		return nil
	}
	return s.open(d, e.value, e.name)
}

// items gives the elements of a value that has to be a list.
func (d *decoder) items(e entry, most int, example string) []ast.Node {
	n := d.resolve(e.value)
	switch n := n.(type) {
	case nil:
		return nil
	case *ast.SequenceNode:
		if len(n.Values) > most {
			d.errorAt(e.key, "%s has %d entries: at most %d are allowed", e.name, len(n.Values), most)
			return nil
		}
		return n.Values
	case *ast.NullNode:
		d.errorAt(e.key, "%s is empty: put a list under it, as in - %s", e.name, example)
	case *ast.MappingNode:
		d.errorAt(place(e.value, n), "%s has to be a list: start each entry with a dash, as in - %s", e.name, example)
	default:
		d.errorAt(place(e.value, n), "%s has to be a list, not %s: as in - %s", e.name, describe(n), example)
	}
	return nil
}

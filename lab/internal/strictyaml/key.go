package strictyaml

import "strings"

// Field is a key with one value of kind k, kept where at says.
func Field[T, V any](name string, k Kind[V], at func(*T) *V, doc string, notes ...Note) Key[T] {
	return Key[T]{
		Name:   name,
		Schema: k.Schema.Describe(doc, notes),
		Type:   k.Type, Units: k.Units,
		Apply: func(d *Decoder, _ string, layers []Entry, to *T) {
			for _, e := range layers {
				if v, ok := Read(d, e, k); ok {
					*at(to) = v
				}
			}
		},
	}
}

// Sub is a key that holds a section of its own. It merges key by key with the
// same section in the layer above.
func Sub[T, S any](s *Section[S], at func(*T) *S) Key[T] {
	return Key[T]{
		Name:   s.Name,
		Schema: Ref(s.Name),
		Type:   "keys of its own",
		Doc:    s.Doc, Example: strings.TrimPrefix(s.Example, s.Name+": "),
		Apply: func(d *Decoder, path string, layers []Entry, to *T) {
			var open []*Node
			for _, e := range layers {
				if m := s.openValue(d, e); m != nil {
					open = append(open, m)
				}
			}
			s.Fill(d, path+".", open, at(to))
		},
	}
}

// Either is a key with two forms: one value, or the section s. A value stands
// for the whole section: it replaces whatever the layers above say under this
// key. A section over another, or over a value, changes the keys that it names.
// set puts a value where the keys of the section that it gives are kept; gives
// names those.
func Either[T, S, V any](k Kind[V], s *Section[S], at func(*T) *S, set func(*S, V), gives []string, doc string, notes ...Note) Key[T] {
	return Key[T]{
		Name:   s.Name,
		Schema: Schema{AnyOf: []Schema{k.Schema, *Ref(s.Name)}}.Describe(doc, notes),
		Type:   k.Type + ", or keys of its own", Units: k.Units,
		Apply: func(d *Decoder, path string, layers []Entry, to *T) {
			before := *at(to)
			for _, e := range layers {
				if e.Value.IsMapping() {
					if m := s.Open(d, e.Value, e.Name); m != nil {
						s.Fill(d, path+".", []*Node{m}, at(to))
					}
					continue
				}
				v, ok := Read(d, e, k)
				if !ok {
					continue
				}
				*at(to) = before
				d.Forget(path + ".")
				set(at(to), v)
				for _, name := range gives {
					d.given[path+"."+name] = e
				}
			}
		},
	}
}

// Forget forgets that the keys below a path were given: that of an entry of a
// list, before the next entry is read.
func (d *Decoder) Forget(path string) {
	for given := range d.given {
		if strings.HasPrefix(given, path) {
			delete(d.given, given)
		}
	}
}

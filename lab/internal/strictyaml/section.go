package strictyaml

// Key is one key of a section whose values end up in a T.
type Key[T any] struct {
	Name   string
	Schema *Schema

	// For the help text; Doc and Example when the schema has none.
	Type         string
	Units        string
	Doc, Example string

	// Apply puts the key's values into to. There is one for each layer that
	// gives the key, so the last wins; path is the key's, as in "network.rtt".
	// It is nil for a key that is read in another way.
	Apply func(d *Decoder, path string, layers []Entry, to *T)
}

// Section is the keys that may stand together, in the order in which they are
// applied and in which editors offer them.
type Section[T any] struct {
	Name    string // "network"
	Where   string // "under network", for hints
	Doc     string
	Example string // one line of YAML

	Required []string // keys that an editor is to miss
	Inner    bool     // hints do not name its keys: those of others are called the same

	Keys []Key[T]
}

// Described is a section of whatever it fills.
type Described interface {
	Note(places map[string][]string)
	Definition() Property
	CheckExamples(f *Format, file string) error
	help(h *helper)
}

// Names are those of the section's keys.
func (s *Section[T]) Names() []string {
	names := make([]string, len(s.Keys))
	for i, k := range s.Keys {
		names[i] = k.Name
	}
	return names
}

// Note tells the hints where the section's keys belong.
func (s *Section[T]) Note(places map[string][]string) {
	if s.Inner {
		return
	}
	for _, k := range s.Keys {
		places[k.Name] = append(places[k.Name], s.Where)
	}
}

// Fill puts what the layers say into to, key by key.
func (s *Section[T]) Fill(d *Decoder, path string, layers []*Node, to *T) {
	for _, k := range s.Keys {
		var given []Entry
		for _, m := range layers {
			for _, m := range m.layers() {
				if e, ok := m.Get(k.Name); ok {
					given = append(given, e)
				}
			}
		}
		if len(given) > 0 {
			d.given[path+k.Name] = given[len(given)-1]
		}
		if len(given) > 0 && k.Apply != nil {
			k.Apply(d, path+k.Name, given, to)
		}
	}
}

// Open gives n if it is a mapping that holds this section. what is what an
// error calls it.
func (s *Section[T]) Open(d *Decoder, n *Node, what string) *Node {
	m := d.Mapping(n, what, s.Example)
	if m != nil {
		d.Known(m, s.Names(), s.Name+" has")
	}
	return m
}

// openValue is Open for a key's value, which may have been forgotten.
func (s *Section[T]) openValue(d *Decoder, e Entry) *Node {
	if e.Value != nil && e.Value.sort == empty {
		d.Errorf(e.Key, "%s is empty: put keys under it, indented, as in %s", e.Name, s.Example)
		return nil
	}
	return s.Open(d, e.Value, e.Name)
}

// Read takes one scalar value.
func Read[V any](d *Decoder, e Entry, k Kind[V]) (v V, ok bool) {
	s, ok := d.Scalar(e, k.Want)
	if !ok {
		return v, false
	}
	v, err := k.Parse(s)
	if err != nil {
		d.Errorf(s.At, "%v", err)
		return v, false
	}
	return v, true
}

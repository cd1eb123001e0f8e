package strictyaml

// Keyed is a key whose value is a mapping from names of kind k to sections s.
// What layers say of one name merges key by key. begin makes a name's section
// before its keys are read, and put keeps it; the names come in the order in which
// they are first given.
func Keyed[T, S any](name string, k Kind[string], s *Section[S], most int, begin func(*T, string) S, put func(*T, S), doc string) Key[T] {
	example := "{cdn.example.test: " + s.Example + "}"
	return Key[T]{
		Name: name, Type: "mapping of names", Example: example,
		Schema: &Schema{Type: "object", Description: doc, MaxProperties: most, AdditionalProperties: Ref(s.Name)},
		Apply: func(d *Decoder, path string, layers []Entry, to *T) {
			var order []string
			open := map[string][]*Node{}
			for _, e := range layers {
				m := d.Mapping(e.Value, e.Name, name+": "+example)
				if m == nil {
					continue
				}
				for _, m := range m.layers() {
					if len(m.entries) > most {
						d.Errorf(e.Key, "%s has %d names: at most %d are allowed", name, len(m.entries), most)
						return
					}
					for _, of := range m.entries {
						if _, err := k.Parse(Scalar{Text: of.Name, At: of.Key}); err != nil {
							d.Errorf(of.Key, "%v", err)
							continue
						}
						if open[of.Name] == nil {
							order = append(order, of.Name)
						}
						d.given[path+"."+of.Name] = of
						if m := s.openValue(d, of); m != nil {
							open[of.Name] = append(open[of.Name], m)
						}
					}
				}
			}
			for _, of := range order {
				section := begin(to, of)
				s.Fill(d, path+"."+of+".", open[of], &section)
				put(to, section)
			}
		},
	}
}

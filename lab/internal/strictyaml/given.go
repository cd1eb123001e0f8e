package strictyaml

// Start forgets which keys were given, for a part of the file with keys of its
// own.
func (d *Decoder) Start() {
	d.note()
	clear(d.given)
}

// Given is the entry of the last layer that has the key of that path, as in
// "network.rtt".
func (d *Decoder) Given(path string) (Entry, bool) {
	e, ok := d.given[path]
	return e, ok
}

// Last is where the one of these keys stands that was given last. Of a layer
// over another it is that layer's. It is unknown if none was given.
func (d *Decoder) Last(paths ...string) Place {
	var last Place
	for _, path := range paths {
		if e, ok := d.given[path]; ok && e.Key.After(last) {
			last = e.Key
		}
	}
	return last
}

// Beaten are the overrides that have no say in the keys given since Start: other
// layers lie over them.
func (d *Decoder) Beaten() []*Override {
	var beaten []*Override
	for _, o := range d.overrides {
		if !d.took(o) {
			beaten = append(beaten, o)
		}
	}
	return beaten
}

// note marks the overrides that have a say.
func (d *Decoder) note() {
	for _, o := range d.overrides {
		o.used = o.used || d.took(o)
	}
}

func (d *Decoder) took(o *Override) bool {
	for _, e := range d.given {
		if e.Key.source == o.source {
			return true
		}
	}
	return false
}

// unused reports the overrides that never had a say.
func (d *Decoder) unused() {
	d.note()
	for _, o := range d.overrides {
		if !o.used {
			d.Errorf(Place{source: o.source, line: 1, column: 1}, "this changes nothing: %s", d.format.Unused)
		}
	}
}

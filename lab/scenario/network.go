package scenario

// profileKey is network's profile: it sets what a profile has a figure for.
// It is applied before its neighbours whatever the order in the file, the
// run's profile in place of the top's. So an rtt that is given at the top
// overrides the profile of every run, also of a run that chooses another.
func profileKey() key[Network] {
	k := profileName()
	return key[Network]{
		name: "profile",
		schema: k.schema.describe("A named network to start from: `lab profiles` lists them. Keys beside it override it, those at the top of the file too.",
			nil),
		apply: func(d *decoder, _ string, layers []entry, to *Network) {
			for _, e := range layers {
				name, ok := read(d, e, k)
				if !ok {
					continue
				}
				p, _ := profile(name)
				*to = Network{Profile: p.Name, RTT: p.RTT, Down: p.Down, Up: p.Up, LossDown: p.Loss, LossUp: p.Loss}
			}
		},
	}
}

// lossKey is network's loss: one percentage for both directions, or a mapping
// with one for each.
func lossKey() key[Network] {
	k := percent(0, 100)
	both := k.schema
	return key[Network]{
		name: "loss",
		schema: &schema{
			Description: "The share of packets lost, each by chance and on its own: one percentage for both ways, or {down: 1%, up: 0%}; {down: 1%, burst: 4} has them come in bursts.",
			AnyOf:       []schema{both, *ref(lossSection.name)}, Default: "0%", Examples: []any{"1%"},
		},
		apply: func(d *decoder, path string, layers []entry, to *Network) {
			for _, e := range layers {
				if d.isMapping(e) {
					if m := lossSection.open(d, e.value, e.name); m != nil {
						lossSection.fill(d, path+".", []*mapping{m}, to)
					}
				} else if loss, ok := read(d, e, k); ok {
					to.LossDown, to.LossUp = loss, loss
				}
			}
		},
	}
}

// changed lists the keys of a network that were given beside a profile. The
// path is that of its keys: "network.".
func (d *decoder) changed(path string) []string {
	if _, ok := d.given[path+"profile"]; !ok {
		return nil
	}
	var keys []string
	for _, k := range networkSection.keys {
		if _, ok := d.given[path+k.name]; ok && k.name != "profile" {
			keys = append(keys, k.name)
		}
	}
	return keys
}

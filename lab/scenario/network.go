package scenario

import yaml "rttlab/lab/internal/strictyaml"

// profileKey is network's profile: it sets what a profile has a figure for.
// It is applied before its neighbours whatever the order in the file, the
// run's profile in place of the top's. So an rtt that is given at the top
// overrides the profile of every run, also of a run that chooses another.
func profileKey() yaml.Key[Network] {
	k := profileName()
	return yaml.Key[Network]{
		Name: "profile", Type: k.Type,
		Schema: k.Schema.Describe("A named network to start from: `lab profiles` lists them. Keys beside it override it, those at the top of the file too.",
			[]yaml.Note{yaml.Such("cable")}),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Network) {
			for _, e := range layers {
				name, ok := yaml.Read(d, e, k)
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
func lossKey() yaml.Key[Network] {
	return yaml.Either(yaml.Percent(0, 100), lossSection, func(n *Network) *Network { return n },
		func(n *Network, loss float64) { n.LossDown, n.LossUp = loss, loss }, []string{"down", "up"},
		"The share of packets lost, each by chance and on its own: one percentage for both ways, or {down: 1%, up: 0%}; {down: 1%, burst: 4} has them come in bursts.",
		yaml.Default("0%"), yaml.Such("1%"))
}

// changed lists the keys of a network that were given beside a profile. The
// path is that of its keys: "network.".
func (d *decoder) changed(path string) []string { return changed(d.Decoder, path) }

func changed(d *yaml.Decoder, path string) []string {
	if _, ok := d.Given(path + "profile"); !ok {
		return nil
	}
	var keys []string
	for _, k := range networkSection.Keys {
		if _, ok := d.Given(path + k.Name); ok && k.Name != "profile" {
			keys = append(keys, k.Name)
		}
	}
	return keys
}

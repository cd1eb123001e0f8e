package scenario

import (
	"time"

	yaml "rttlab/lab/internal/strictyaml"
)

// Migrate is a change of network while a page loads: at At the browser's host
// loses its address and goes on with another on another network, as a phone
// does that leaves the house's Wi-Fi for LTE.
type Migrate struct {
	At      time.Duration // since the start of navigation; 0: never
	Network Network
}

var migrateSection = &yaml.Section[Migrate]{
	Name: "migrate", Where: "under migrate",
	Doc:      "A change of network while the page loads: the old one is gone at once, and with it the browser's address. With via the network is the way to the first hop.",
	Example:  "migrate: {at: 1s, network: {profile: lte}}",
	Required: []string{"at"},
	Keys: []yaml.Key[Migrate]{
		yaml.Field("at", yaml.Span(maxTime), func(m *Migrate) *time.Duration { return &m.At },
			"When it happens, since the start of navigation.", yaml.Such("1s")),
		yaml.Sub(networkSection, func(m *Migrate) *Network { return &m.Network }),
	},
}

// finishMigrate fills in what was left out: the new network is like the old one.
func (d *decoder) finishMigrate(r *Run) {
	if _, said := d.Given("migrate.network"); !said && r.Migrate.At > 0 {
		r.Migrate.Network = r.nearest()
		return
	}
	r.Migrate.Network.Changed = d.changed("migrate.network.")
}

func (d *decoder) checkMigrate(r *Run, in string, at func(...string) yaml.Place) {
	if key := at("migrate"); key.Known() && r.Migrate.At == 0 {
		d.Errorf(key, "%smigrate has no time: say when it happens, as in migrate: {at: 1s}", in)
	}
}

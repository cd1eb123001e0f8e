package scenario

import (
	"time"

	"github.com/goccy/go-yaml/token"
)

// Migrate is a change of network while a page loads: at At the browser's host
// loses its address and goes on with another on another network, as a phone
// does that leaves the house's Wi-Fi for LTE.
type Migrate struct {
	At      time.Duration // since the start of navigation; 0: never
	Network Network
}

var migrateSection = &section[Migrate]{
	name: "migrate", where: "under migrate",
	doc:     "A change of network while the page loads: the old one is gone at once, and with it the browser's address.",
	example: "migrate: {at: 1s, network: {profile: lte}}",
	keys: []key[Migrate]{
		field("at", span(maxTime), func(m *Migrate) *time.Duration { return &m.At },
			"When it happens, since the start of navigation.", such("1s")),
		sub(networkSection, func(m *Migrate) *Network { return &m.Network }),
	},
}

// finishMigrate fills in what was left out: the new network is like the old one.
func (d *decoder) finishMigrate(r *Run) {
	if _, said := d.given["migrate.network"]; !said && r.Migrate.At > 0 {
		r.Migrate.Network = r.Network
		return
	}
	r.Migrate.Network.Changed = d.changed("migrate.network.")
}

func (d *decoder) checkMigrate(r *Run, in string, at func(...string) *token.Token) {
	if key := at("migrate"); key != nil && r.Migrate.At == 0 {
		d.errorAt(key, "%smigrate has no time: say when it happens, as in migrate: {at: 1s}", in)
	}
}

package scenario

import (
	"time"

	yaml "rttlab/lab/internal/strictyaml"
)

// Reset is a connection that dies while the page loads: the process that served
// it has crashed, or a box on the way has forgotten about it.
type Reset struct {
	At         time.Duration // since the start of navigation; 0: never
	Connection int           // in the order in which the server has accepted them, from 1
	Silent     bool          // the server's host goes, and says nothing
}

var resetSection = &yaml.Section[Reset]{
	Name: "reset", Where: "under reset",
	Doc:      "A connection that dies while the page loads. The server sends a RST, over QUIC a CONNECTION_CLOSE, and the browser asks again for what was under way.",
	Example:  "reset: {at: 500ms, connection: 1}",
	Required: []string{"at"},
	Keys: []yaml.Key[Reset]{
		yaml.Field("at", yaml.Span(maxTime), func(r *Reset) *time.Duration { return &r.At },
			"When the server does it, since the start of navigation.", yaml.Such("500ms")),
		yaml.Field("connection", yaml.Count(1, MaxFiles+1), func(r *Reset) *int { return &r.Connection },
			"Which connection, in the order in which the server has accepted them.", yaml.Default(1), yaml.Such(2)),
		yaml.Field("silent", yaml.Boolean(), func(r *Reset) *bool { return &r.Silent },
			"Whether the server's host goes and says nothing, with all its connections, as when its cable is pulled.", yaml.Default(false)),
	},
}

func (d *decoder) checkReset(r *Run, in string, at func(...string) yaml.Place) {
	switch key := at("reset"); {
	case !key.Known():
	case r.Reset.At == 0:
		d.Errorf(key, "%sreset has no time: say when it happens, as in reset: {at: 500ms}", in)
	case r.Loads() > 1:
		d.Errorf(at("visits", "reset"), "%sa reset goes with one visit only: leave visits or reset out", in)
	case r.Reset.Silent && r.Reset.Connection > 0:
		d.Errorf(at("reset.silent"), "%sa host that goes takes all its connections with it: leave connection or silent out", in)
	}
	if r.Reset.At > 0 {
		r.Reset.Connection = max(1, r.Reset.Connection)
	}
}

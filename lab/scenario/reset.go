package scenario

import (
	"time"

	"github.com/goccy/go-yaml/token"
)

// Reset is a connection that dies while the page loads: the process that served
// it has crashed, or a box on the way has forgotten about it.
type Reset struct {
	At         time.Duration // since the start of navigation; 0: never
	Connection int           // in the order in which the server has accepted them, from 1
}

var resetSection = &section[Reset]{
	name: "reset", where: "under reset",
	doc:     "A connection that dies while the page loads. The server sends a RST, over QUIC a CONNECTION_CLOSE, and the browser asks again for what was under way.",
	example: "reset: {at: 500ms, connection: 1}",
	keys: []key[Reset]{
		field("at", span(maxTime), func(r *Reset) *time.Duration { return &r.At },
			"When the server does it, since the start of navigation.", such("500ms")),
		field("connection", count(1, MaxFiles+1), func(r *Reset) *int { return &r.Connection },
			"Which connection, in the order in which the server has accepted them.", byDefault(1)),
	},
}

func (d *decoder) checkReset(r *Run, in string, at func(...string) *token.Token) {
	switch key := at("reset"); {
	case key == nil:
	case r.Reset.At == 0:
		d.errorAt(key, "%sreset has no time: say when it happens, as in reset: {at: 500ms}", in)
	case r.Loads() > 1:
		d.errorAt(at("visits", "reset"), "%sa reset goes with one visit only: leave visits or reset out", in)
	}
	if r.Reset.At > 0 {
		r.Reset.Connection = max(1, r.Reset.Connection)
	}
}

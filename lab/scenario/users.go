package scenario

import (
	"time"

	yaml "rttlab/lab/internal/strictyaml"
)

// Users are many visitors over time.
type Users struct {
	Count          int // 0: there are none
	Over, Patience time.Duration
}

const maxUsers = 100_000

var usersSection = &yaml.Section[Users]{
	Name: "users", Where: "under users", Inner: true,
	Doc:      "Many visitors over time, who each load the page: its files one after another on a connection of their own. They read, and leave the connection open until the server ends it.",
	Example:  "users: {count: 1000, over: 1m}",
	Required: []string{"count", "over"},
	Keys: []yaml.Key[Users]{
		yaml.Field("count", yaml.Count(1, maxUsers), func(u *Users) *int { return &u.Count }, "How many.", yaml.Such(10_000)),
		yaml.Field("over", yaml.Span(maxTime), func(u *Users) *time.Duration { return &u.Over },
			"The time in which they arrive, at even distances.", yaml.Such("1m")),
		yaml.Field("patience", yaml.Span(maxTime), func(u *Users) *time.Duration { return &u.Patience },
			"How long each waits for the whole page before it gives up.", yaml.Default("10s"), yaml.Such("5s")),
	},
}

// checkUsers looks for what users do not do.
func (d *decoder) checkUsers(r *Run, in string, at func(...string) yaml.Place) {
	key := at("users")
	if !key.Known() {
		return
	}
	for _, name := range append([]string{"requests", "client", "queries", "via"}, noBrowser...) {
		if other := at(name); other.Known() {
			d.Errorf(other, "%s%s does not go with users, who each load the page on one connection: leave one of them out", in, name)
		}
	}
	switch {
	case r.Users.Count == 0:
		d.Errorf(key, "%susers are none: say how many, as in users: {count: 1000, over: 1m}", in)
	case r.Users.Over == 0:
		d.Errorf(key, "%susers have no time to arrive in: say how long, as in over: 1m", in)
	case r.HTTP != "1.1" || r.TLS.Version != "":
		d.Errorf(at("http", "tls", "users"), "%susers speak HTTP/1.1 without TLS: leave http and tls out", in)
	case len(r.Page.Assets) > 0 && len(r.build().Hosts()) > 1:
		d.Errorf(at("page", "users"), "%susers have one connection each, to the page's own server: leave host and hosts out", in)
	}
}

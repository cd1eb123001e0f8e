package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	yaml "rttlab/lab/internal/strictyaml"
)

// idle are the keys that some versions of HTTP have no use for: path is the
// key's, and why says what becomes of it in a run; "": it has an effect. What
// contradicts the version is an error, and not in here.
var idle = []struct {
	path string
	why  func(r *Run) string
}{
	{"tcp", func(r *Run) string {
		return when(r.HTTP == "3" && !slices.ContainsFunc(r.Via, func(h Hop) bool { return h.HTTP != "3" }), "tcp has no effect on HTTP/3: QUIC has a recovery and a congestion control of its own")
	}},
	{"network.dial_delay", func(r *Run) string {
		return when(r.HTTP == "3", "dial_delay has no effect on HTTP/3: QUIC dials no TCP connection")
	}},
	{"browser.connections_per_host", func(r *Run) string {
		http, _ := r.front()
		return when(http >= "2", "connections_per_host has no effect on HTTP/"+http+": it has one connection")
	}},
	{"browser.coalesce", func(r *Run) string {
		http, tls := r.front()
		return cmp.Or(
			when(http < "2", "coalesce has no effect on HTTP/"+http+": only HTTP/2 and 3 share a connection between names"),
			when(tls == "", "coalesce has no effect without TLS: names share a connection because they share a certificate"))
	}},
	{"client.pool", func(r *Run) string {
		return when(r.callers() == 1, "pool has no effect on one caller: it has one connection")
	}},
	{"client.max_connections", func(r *Run) string {
		return when(r.callers() == 1, "max_connections has no effect on one caller: it has one connection")
	}},
	{"browser.dns.ttl", func(r *Run) string {
		return when(r.Loads() == 1, "ttl has no effect on a single visit: it says how long later ones may keep an address")
	}},
}

func when(is bool, words string) string {
	if is {
		return words
	}
	return ""
}

// effects are the keys of the file that matter to no run. A key at the top that
// matters to one of them is right where it is.
type effects map[yaml.Place]string // "": it matters

// note looks at the keys that a run was given.
func (e effects) note(d *yaml.Decoder, r *Run) {
	for _, key := range idle {
		given, ok := d.Given(key.path)
		if !ok {
			continue
		}
		why, seen := e[given.Key]
		if !seen || why != "" {
			e[given.Key] = key.why(r)
		}
	}
}

// warnings are one sentence for each key, in the file's order.
func (e effects) warnings() []string {
	places := slices.SortedFunc(maps.Keys(e), func(a, b yaml.Place) int {
		switch {
		case a == b:
			return 0
		case a.After(b):
			return 1
		}
		return -1
	})
	var all []string
	for _, at := range places {
		if e[at] != "" {
			all = append(all, fmt.Sprintf("%s: %s", at.Where(), e[at]))
		}
	}
	return all
}

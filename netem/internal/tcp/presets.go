package tcp

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// presets are the named behaviours: today's Linux, and those that published
// tables and drawings assume.
var presets = map[string]Config{
	"linux": {},

	// Grigorik, High Performance Browser Networking (2013), ch. 2: a window of
	// four segments, an ACK for each packet.
	"hpbn-2013": {
		InitialWindow: 4, DelayedACK: NoDelay, NoTimestamps: true, Congestion: "reno",
	},

	// RFC 6928 §5.1's table: an ACK for two segments and no timer for a single
	// one; each ACK adds a segment.
	"rfc6928-table": {
		DelayedACK: Never, CountACKs: true, NoTimestamps: true, Congestion: "reno",
	},

	// The stacks of Nielsen et al., Network Performance Effects of HTTP/1.1,
	// CSS1, and PNG (1997): RFC 2001's window of one segment, ACKs delayed by
	// 200 ms, no options, a timeout of at least 1 s.
	"w3c-1997": {
		InitialWindow: 1, DelayedACK: 200 * time.Millisecond, CountACKs: true, NoTimestamps: true,
		NoSACK: true, Congestion: "reno", MinRTO: time.Second, ReceiveBuffer: 32 << 10,
	},
}

// Preset is the configuration of that name; the empty name is "linux".
func Preset(name string) (Config, error) {
	if name == "" {
		name = "linux"
	}
	c, ok := presets[name]
	if !ok {
		return Config{}, fmt.Errorf("unknown TCP preset %q: use one of %s", name, strings.Join(Presets(), ", "))
	}
	return c, nil
}

// Presets names them, sorted.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// Congestions names the congestion controls, the default first.
func Congestions() []string { return []string{"cubic", "reno", "bbr"} }

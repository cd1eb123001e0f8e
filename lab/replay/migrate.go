package replay

import (
	"fmt"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// migration has the browser leave the first network for the second.
func migration(s *setup.Setup, net *Network) *browser.Migration {
	return &browser.Migration{
		At:    s.Change.At,
		Leave: net.Browser.Down,
		Dial:  net.After.DialContext,
		UDP:   udp(net, net.After),
	}
}

func udp(net *Network, h *netem.Host) browser.Network {
	return browser.Network{ListenPacket: h.ListenPacket, Lookup: net.Lookup}
}

// noteMigration says what the change of network did to the connections.
func noteMigration(out *timeline.Run, c *setup.Change) {
	if out.Total <= c.At {
		out.Warnings = append(out.Warnings, fmt.Sprintf("the load was over before the network changed at %v: let it change earlier, or make the page larger", c.At))
		return
	}
	var moved, lost int
	var validated, again time.Duration
	for i := range out.Connections {
		conn := &out.Connections[i]
		switch {
		case conn.Lost:
			lost++
		case conn.Moved > 0:
			moved++
			validated = max(validated, conn.Moved-c.At)
		case conn.Opened >= c.At:
			again = max(again, conn.Ready()-c.At)
		}
	}
	note := fmt.Sprintf("at %v the browser changes to another network (%s)", c.At, c.Network)
	if moved > 0 {
		note += fmt.Sprintf("; %s, which is validated after %v", count(moved, "connection goes on from the new address", "connections go on from the new address"), validated.Round(100*time.Microsecond))
	}
	if lost > 0 {
		note += fmt.Sprintf("; %s, and what was under way is asked for again", count(lost, "connection is lost", "connections are lost"))
		if again > 0 {
			note += fmt.Sprintf(" on new ones, the last ready after %v", again.Round(100*time.Microsecond))
		}
	}
	out.Notes = append(out.Notes, note)
}

func count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// Assets on three names that the HTML's is not one of. A connection takes h
// round trips to set up, so the HTML is there after h + 1. Coalesced, the assets
// come one later on the same connection; else after a look-up, another h, and
// one. A look-up of d goes before the HTML, and before the assets either way:
// the address has to be the same.
func TestCoalescing(t *testing.T) {
	const rtt = 100 * time.Millisecond
	for _, tc := range []struct {
		http, tls string
		shake     int
	}{{"2", "1.2", 3}, {"2", "1.3", 2}, {"3", "1.3", 1}} {
		for _, dns := range []time.Duration{0, 30 * time.Millisecond} {
			for _, coalesce := range []bool{true, false} {
				t.Run(fmt.Sprintf("HTTP/%s, TLS %s, DNS %v, %v", tc.http, tc.tls, dns, coalesce), func(t *testing.T) {
					run := settings(30, rtt)
					elsewhere(&run, 3)
					run.HTTP, run.TLS.Version, run.Browser.Coalesce, run.Browser.DNS.RTT = tc.http, tc.tls, coalesce, dns
					out := play(t, run, replay.Options{})
					require.Empty(t, out.Err)
					trips, conns := tc.shake+2, 1
					if !coalesce {
						trips, conns = 2*tc.shake+2, 4
					}
					require.Len(t, out.Connections, conns)
					want := time.Duration(trips)*rtt + 2*dns
					require.GreaterOrEqual(t, out.Total, want)
					require.LessOrEqual(t, out.Total-want, time.Duration(20*(trips+2)+30)*time.Microsecond)
					require.InDelta(t, float64(dns), float64(out.Resources[1].DNS), float64(100*time.Microsecond))
				})
			}
		}
	}
}

// Without TLS nobody says that the names are one server's, and HTTP/1.1 has
// connections to one name only.
func TestNotCoalesced(t *testing.T) {
	for _, change := range []func(*scenario.Run){
		func(r *scenario.Run) { r.HTTP = "2" },
		func(r *scenario.Run) { r.HTTP, r.TLS.Version, r.Browser.ConnectionsPerHost = "1.1", "1.3", 1 },
	} {
		run := settings(30, 50*time.Millisecond)
		elsewhere(&run, 3)
		run.Browser.Coalesce = true
		change(&run)
		require.Len(t, play(t, run, replay.Options{}).Connections, 4)
	}
}

func TestCoalescingSameEveryTime(t *testing.T) {
	for _, http := range []string{"2", "3"} {
		t.Run("HTTP/"+http, func(t *testing.T) {
			run := full()
			run.HTTP, run.TLS.Version, run.Browser.Coalesce = http, "1.3", true
			run.Page.Hosts, run.Browser.DNS = 3, scenario.DNS{RTT: 30 * time.Millisecond}
			run.Network.LossDown = 0.01
			run.Page.Assets = append(run.Page.Assets[:1:1], scenario.Assets{Count: 5, Size: 300, Type: page.CSS})
			sameEveryTime(t, run)
		})
	}
}

// A connection with as many requests under way as it takes is one that other
// names may use all the same: theirs wait for their turn on it, too.
func TestCoalescedOnFullConnection(t *testing.T) {
	for http, most := range map[string]int{"2": 250, "3": 100} {
		run := settings(0, 100*time.Millisecond)
		run.HTTP, run.TLS.Version, run.Browser.Coalesce = http, "1.3", true
		pg := &page.Page{Resources: []page.Resource{{Host: scenario.PageHost, Path: "/", Type: page.HTML, Size: 1000, Parent: -1}}}
		for id := 1; id <= 2*most; id++ {
			pg.Resources = append(pg.Resources, page.Resource{ID: id, Host: scenario.PageHost, Path: fmt.Sprintf("/%d", id), Type: page.Image, Size: 10, NamedAt: 1000})
		}
		last := 2*most + 1
		pg.Resources = append(pg.Resources, page.Resource{ID: last, Host: "img.example.test", Path: "/", Type: page.Image, Size: 10, NamedAt: 1000, Delay: 30 * time.Millisecond})
		out := playPage(t, run, pg, replay.Options{})
		require.Empty(t, out.Err)
		require.Len(t, out.Connections, 1, "HTTP/%s", http)
	}
}

package report

import (
	"fmt"

	"rttlab/lab/timeline"
)

// visited says whether all runs are of users that come to a server, of whom it
// matters who is served.
func visited(t *timeline.Timeline) bool {
	for i := range t.Runs {
		if t.Runs[i].Users == nil {
			return false
		}
	}
	return len(t.Runs) > 0
}

// visitors is the table of such runs.
func visitors(t *timeline.Timeline, c clock) *grid {
	g := &grid{
		head: []string{"run", "users", "turned away", "last page", "conns", "most open", "memory", "bytes"},
		drop: []string{"bytes", "conns", "last page", "users"},
	}
	lost := anyLost(t)
	if lost {
		g.head = append(g.head, "lost")
		g.drop = append([]string{"lost"}, g.drop...)
	}
	for i := range t.Runs {
		r := &t.Runs[i]
		if r.Err != "" {
			g.add(r.Name, "failed: "+r.Err)
			continue
		}
		u := r.Users
		cells := []string{
			r.Name, fmt.Sprint(u.Count), count(u.TurnedAway), c.format(r.Total), fmt.Sprint(r.Opened()),
			fmt.Sprint(u.Most), volume(u.Memory(u.Most)), volume(r.BytesDown + r.BytesUp),
		}
		if lost {
			cells = append(cells, count(r.Dropped))
		}
		g.add(cells...)
	}
	return g
}

const visitorsLegend = "Turned away are users that did not have the whole page before their patience ended. The last page is when the last one was there. " +
	"Most open are connections that the server has at once, and the memory is theirs, in Go's net/http and the kernel. Bytes count both ways, with headers."

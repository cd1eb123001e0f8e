package replay

import (
	"fmt"
	"sync/atomic"
	"time"

	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// resetAt is the instant after a microsecond at which a server resets a
// connection: one at which nobody else does anything there (see package pace).
const resetAt = 50 * time.Nanosecond

// reset has the server end a connection at its time. It returns what calls that
// off when the load is over, and says whether it has happened.
func reset(r *setup.Reset, net *Network) (stop func() bool) {
	if r.At == 0 {
		return func() bool { return false }
	}
	var happened atomic.Bool
	if r.Silent {
		timer := time.AfterFunc(r.At+resetAt, func() {
			happened.Store(true)
			net.hosts[r.Host].Down()
		})
		return func() bool {
			timer.Stop()
			return happened.Load()
		}
	}
	timer := time.AfterFunc(r.At+resetAt, func() { happened.Store(net.resets[r.Host](r.Connection)) })
	return func() bool {
		timer.Stop()
		return happened.Load()
	}
}

// noteReset says what the reset did to the load.
func noteReset(out *timeline.Run, r *setup.Reset, happened bool) {
	if r.At == 0 {
		return
	}
	if r.Silent {
		if happened {
			out.Notes = append(out.Notes, fmt.Sprintf("at %v the server's host goes, and says nothing", r.At))
		} else {
			out.Warnings = append(out.Warnings, fmt.Sprintf("the server's host was there to the end: the load was over before %v", r.At))
		}
		return
	}
	if !happened {
		out.Warnings = append(out.Warnings, fmt.Sprintf("no connection was reset at %v: the load was over, or had fewer than %s", r.At, count(r.Connection, "connection", "connections")))
		return
	}
	again := 0
	for i := range out.Resources {
		if out.Resources[i].Repeats > 0 {
			again++
		}
	}
	note := fmt.Sprintf("at %v the server resets connection %d", r.At, r.Connection)
	if again == 0 {
		note += ", on which nothing is under way"
	} else {
		note += "; " + count(again, "file was under way on it and is asked for again", "files were under way on it and are asked for again")
	}
	out.Notes = append(out.Notes, note)
}

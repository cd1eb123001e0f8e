package replay

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// events are a run's on their way.
type events struct {
	all    []setup.Event
	net    *Network
	over   chan struct{}
	ended  sync.WaitGroup
	passed int // events that earlier visits have noted
	now    int // events that have happened when the visit was over

	mu     sync.Mutex
	struck []bool // by event, as far as they have happened: whether there was something to happen to
}

// begin has a run's events happen, each at its time from now on.
func begin(s *setup.Setup, net *Network) *events {
	e := &events{all: s.Events, net: net, over: make(chan struct{})}
	start := time.Now()
	if len(e.all) == 0 {
		return e
	}
	e.ended.Go(func() {
		for i := range e.all {
			timer := time.NewTimer(e.all[i].At + pace.Events.From - time.Since(start))
			select {
			case <-timer.C:
			case <-e.over:
				timer.Stop()
				return
			}
			e.mu.Lock()
			e.struck = append(e.struck, e.strike(&e.all[i]))
			e.mu.Unlock()
		}
	})
	return e
}

// end calls off what has not happened.
func (e *events) end() {
	close(e.over)
	e.ended.Wait()
}

// pass takes note of what has happened so far.
func (e *events) pass() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = len(e.struck)
}

// strike has an event happen, and says whether there was something that it could
// happen to.
func (e *events) strike(ev *setup.Event) bool {
	for _, name := range ev.Down {
		e.net.hosts[e.own(name)].Down()
	}
	for _, name := range ev.Up {
		e.net.hosts[e.own(name)].Up()
	}
	for _, p := range ev.Paths {
		_ = e.net.Path(e.net.hosts[p.From], e.net.hosts[p.To], p.Path) // Network.Err has it
	}
	if ev.Link != nil {
		_ = e.net.Browser.SetLink(*ev.Link) // as above
	}
	for _, name := range ev.Restart {
		if reset := e.net.resets[e.own(name)]; reset != nil {
			for n := 1; reset(n); n++ {
			}
		}
	}
	if ev.Reset == nil {
		return true
	}
	reset := e.net.resets[e.own(ev.Reset.Host)]
	return reset != nil && reset(ev.Reset.Connection)
}

// own is the name of the host that has a name.
func (e *events) own(name string) string {
	if host, err := e.net.Lookup(name); err == nil {
		for own, h := range e.net.hosts {
			if h.Addr() == host {
				return own
			}
		}
	}
	return name
}

// note says what happened in a visit, and in the last what did not.
func (e *events) note(out *timeline.Run, last bool) {
	e.mu.Lock()
	struck := slices.Clone(e.struck[:e.now])
	e.mu.Unlock()
	for i := e.passed; i < len(struck); i++ {
		if ev := &e.all[i]; ev.Reset != nil {
			noteReset(out, ev, struck[i])
		} else {
			out.Notes = append(out.Notes, fmt.Sprintf("at %v %s", ev.At, ev.Says))
		}
	}
	e.passed = len(struck)
	for i := e.passed; last && i < len(e.all); i++ {
		if ev := &e.all[i]; ev.Reset != nil {
			noteReset(out, ev, false)
		} else {
			out.Warnings = append(out.Warnings, fmt.Sprintf("the load was over before %s at %v: let it happen earlier, or make the load longer", ev.Says, ev.At))
		}
	}
}

// noteReset says what a reset did to the load.
func noteReset(out *timeline.Run, ev *setup.Event, happened bool) {
	if !happened {
		out.Warnings = append(out.Warnings, fmt.Sprintf("no connection was reset at %v: the load was over, or had fewer than %s", ev.At, count(ev.Reset.Connection, "connection", "connections")))
		return
	}
	again := 0
	for i := range out.Resources {
		if out.Resources[i].Repeats > 0 {
			again++
		}
	}
	note := fmt.Sprintf("at %v %s", ev.At, ev.Says)
	if again == 0 {
		note += ", on which nothing is under way"
	} else {
		note += "; " + count(again, "file was under way on it and is asked for again", "files were under way on it and are asked for again")
	}
	out.Notes = append(out.Notes, note)
}

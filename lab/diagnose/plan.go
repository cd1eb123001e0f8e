package diagnose

import (
	"fmt"
	"time"

	"rttlab/lab/har"
)

// plan is when a fetch was asked for, and because of what.
type plan struct {
	fetch  *har.Fetch
	known  time.Duration // when the browser let it go: what it waited for after that is the network's
	parent *har.Fetch
	part   float64       // of the parent's body that had to be there
	delay  time.Duration // from then: scripts and the browser
	why    string
}

// What the emulated browser takes on its own (lab/browser/owntime.go) must not
// be in the delays a second time.
const (
	ownParse   = 25 * time.Millisecond
	ownRequest = time.Millisecond
)

// soon is how long after a script has come its requests may begin for the
// script to be taken as their cause.
const soon = 200 * time.Millisecond

// plan says of every fetch that has an answer what caused it. The first is the
// page itself.
func (s *Site) plan() []*plan {
	var all []*plan
	first := s.document()
	failed := 0
	for _, f := range s.Load.Fetches {
		if f.ID > 0 && f.Status == 0 {
			failed++
			continue
		}
		all = append(all, &plan{fetch: f, known: s.known(f)})
	}
	inTurn(all)
	for i, p := range all[1:] {
		s.cause(p, first, all[:i+1])
	}
	if failed > 0 {
		s.leave("%s without an answer", count(failed, "request"))
	}
	return all
}

// document is the HTML of the page: the first that is no redirect.
func (s *Site) document() *har.Fetch {
	for _, f := range s.Load.Fetches {
		if f.Type == "html" && f.Status >= 200 && f.Status < 300 {
			return f
		}
	}
	return s.Load.Fetches[0]
}

// known is when the browser let a request go. What it waited for then, a name,
// a handshake or one of six connections, is the network's, and comes out anew.
func (s *Site) known(f *har.Fetch) time.Duration {
	own := f.Asked - f.Phases.SetUp() - max(0, f.Phases.DNS)
	switch s.Load.Wait(f) {
	case har.WaitLimit:
		return f.Start
	case har.WaitNothing:
		if f != f.Connection.Fetches[0] && f.Start < f.Connection.Ready() {
			return f.Start // it waited for a handshake that another request had begun
		}
	}
	return own
}

// urgency orders what a browser asks for first.
var urgency = map[string]int{"html": 0, "css": 0, "js": 1, "font": 1, "other": 2, "image": 3}

// inTurn has no request let go before one to the same host that the browser knew
// of earlier and wants as urgently: it takes them in turn.
func inTurn(all []*plan) {
	type queue struct {
		host    string
		urgency int
	}
	last := map[queue]time.Duration{}
	for _, p := range all {
		u := urgency[p.fetch.Type]
		for i := range u + 1 {
			p.known = max(p.known, last[queue{p.fetch.Host, i}])
		}
		last[queue{p.fetch.Host, u}] = p.known
	}
}

// cause finds what named a fetch, and when.
func (s *Site) cause(p *plan, first *har.Fetch, before []*plan) {
	f := p.fetch
	named := s.named(f, first)
	held := p.known-f.Start >= leastHold
	switch {
	case held:
		if c := lastScript(before, p.known, p.known); c != nil && c.End > f.Start {
			p.after(c, "held back until the end")
			return
		}
		fallthrough
	case f.Start <= named.End+ownParse:
		p.within(named)
	default:
		if named.Type == "js" || named.Type == "css" {
			p.after(named, "named at the end")
			return
		}
		if c := lastScript(before, f.Start, soon); c != nil && c.End > named.End {
			p.after(c, "asked for soon after the end")
			return
		}
		p.after(named, "named at the end")
	}
}

const leastHold = 40 * time.Millisecond

// named is what the recording says has caused a fetch; the page's HTML where it
// says nothing, or nothing that can be.
func (s *Site) named(f, first *har.Fetch) *har.Fetch {
	var found *har.Fetch
	for _, x := range s.Load.Fetches[:f.ID] {
		if f.Initiator != "" && x.URL == f.Initiator && x.Status != 0 && x.First <= f.Start {
			found = x
		}
	}
	switch {
	case found != nil:
		return found
	case first.ID < f.ID && first.First <= f.Start:
		return first
	}
	return s.Load.Fetches[0]
}

// lastScript is the last script or style sheet that was there at some time, and
// not longer before than within.
func lastScript(before []*plan, at, within time.Duration) *har.Fetch {
	var last *har.Fetch
	for _, p := range before {
		x := p.fetch
		if (x.Type == "js" || x.Type == "css") && x.End <= at && x.End >= at-within && (last == nil || x.End > last.End) {
			last = x
		}
	}
	return last
}

// within has a fetch known when a part of its parent has come.
func (p *plan) within(parent *har.Fetch) {
	p.parent = parent
	seen := p.fetch.Start
	if parent.Type == "html" {
		seen -= ownParse
	}
	switch {
	case parent.End <= parent.First || seen >= parent.End:
		p.part = 1
	default:
		p.part = max(0, float64(seen-parent.First)/float64(parent.End-parent.First))
	}
	p.delay = max(0, p.known-max(p.fetch.Start, parent.First)-ownRequest)
	p.why = "named at the beginning"
	if percent := p.part * 100; percent >= 0.5 {
		p.why = fmt.Sprintf("named in the first %.0f %%", percent)
	}
}

// after has a fetch known when all of its parent has come, and a while later.
func (p *plan) after(parent *har.Fetch, why string) {
	p.parent, p.part, p.why = parent, 1, why
	p.delay = max(0, p.known-parent.End-ownRequest)
}

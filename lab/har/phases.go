package har

import (
	"math"
	"time"
)

// maxPhase is the longest that a phase may be: a load has a beginning and an
// end.
const maxPhase = 24 * time.Hour

// lengthOf is a number of milliseconds as a length; Absent for none, or -1.
func lengthOf(n number) time.Duration {
	if !n.ok || n.value < 0 {
		return Absent
	}
	ms := min(n.value, float64(maxPhase/time.Millisecond))
	return time.Duration(math.Round(ms * float64(time.Millisecond)))
}

// setUpOf is the length of a phase that a connection has once. Firefox,
// Firebug and Fiddler write 0 where it did not happen.
func setUpOf(n number) time.Duration {
	if d := lengthOf(n); d > 0 {
		return d
	}
	return Absent
}

// besideConnect reports whether a recording has TLS beside connect, as Firefox
// has, and not in it, as the format wants it: by which of the two makes more of
// the entries' phases add up to their time.
func besideConnect(entries []wireEntry) bool {
	inside, beside := 0, 0
	for i := range entries {
		e := &entries[i]
		t := &e.Timings
		if setUpOf(t.SSL) == Absent || setUpOf(t.Connect) == Absent || !e.Time.ok {
			continue
		}
		sum := 0.0
		for _, n := range []number{t.Blocked, t.DNS, t.Connect, t.Send, t.Wait, t.Receive} {
			sum += max(0, n.value)
		}
		switch off, with := math.Abs(e.Time.value-sum), math.Abs(e.Time.value-sum-t.SSL.value); {
		case with+0.5 < off:
			beside++
		case off+0.5 < with:
			inside++
		}
	}
	return beside > inside
}

// phases reads an entry's.
func (b *builder) phases(place int, w *wireEntry, protocol string) Phases {
	t := &w.Timings
	p := Phases{
		Blocked: lengthOf(t.Blocked), Queueing: max(0, lengthOf(t.Queueing)), DNS: setUpOf(t.DNS),
		Connect: setUpOf(t.Connect), TLS: setUpOf(t.SSL),
		Send: max(0, lengthOf(t.Send)), Wait: lengthOf(t.Wait), Receive: lengthOf(t.Receive),
	}
	for _, n := range []struct {
		name  string
		phase *time.Duration
	}{{"wait", &p.Wait}, {"receive", &p.Receive}} {
		if *n.phase == Absent {
			*n.phase = 0
			if w.Response.Status.value > 0 {
				b.notes.entry(place, "timings."+n.name+" is missing: taken as 0")
			}
		}
	}
	if p.TLS != Absent && !b.beside {
		if p.Connect == Absent {
			p.Connect = p.TLS // Safari may leave it out
		}
		p.Connect -= p.TLS
		if p.Connect < 0 { // it cannot have been inside
			b.notes.entry(place, "timings.ssl is longer than timings.connect, in which it should lie: taken as beside it")
			p.Connect += p.TLS
		}
		if p.Connect == 0 {
			p.Connect = Absent
		}
	}
	if protocol == http3 && p.TLS != Absent { // QUIC's handshake is TLS's
		p.Connect, p.TLS = max(0, p.Connect)+p.TLS, Absent
	}
	b.reconcile(place, w, &p)
	p.Queueing = min(p.Queueing, max(0, p.Blocked))
	return p
}

// tolerance is how far an entry's time may be from the sum of its phases:
// recordings in whole milliseconds are off by half of one for each.
const tolerance = 4 * time.Millisecond

// reconcile makes an entry's phases add up to its time. What is missing went by
// before the request was sent: it is what old versions of Chrome leave out.
func (b *builder) reconcile(place int, w *wireEntry, p *Phases) {
	total, sum := lengthOf(w.Time), p.Time()
	if total <= 0 {
		return
	}
	switch off := total - sum; {
	case off > tolerance:
		p.Blocked = max(0, p.Blocked) + off
		b.notes.entry(place, "time is longer than its phases together: the rest is taken as blocked")
	case off < -tolerance:
		b.notes.entry(place, "time is shorter than its phases together: the phases are taken")
	}
}

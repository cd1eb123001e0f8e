// Package timelinetest makes timelines for tests and examples: page loads as
// the closed forms have them, without a network. A page names its assets with
// its last byte, a request is answered one round trip after it was sent, and
// nothing is lost.
package timelinetest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// Load says which page load to make. The zero value of a field is what its
// comment says.
type Load struct {
	Name        string
	HTTP        string        // "1.0" closes after every response; "1.1" keeps its connections; "2" has one for all
	Pipeline    bool          // HTTP/1.1: all on the first connection, as soon as the page is there
	TLS         int           // round trips of the TLS handshake
	RTT         time.Duration // 0: 100 ms
	Assets      int
	Connections int           // per host; 0: 6
	Hosts       int           // names that the assets go to in turn; 0: one, the page's own
	Receive     time.Duration // of every body
	Spread      time.Duration // the server thinks up to this long, differently for each asset
}

// Host is the page's own name.
const Host = "www.example.test"

// Run makes the load.
func (l Load) Run() timeline.Run {
	b := &builder{Load: l, now: map[string][]slot{}}
	b.RTT = cmp.Or(b.RTT, 100*time.Millisecond)
	b.Connections = cmp.Or(b.Connections, 6)
	b.run = timeline.Run{
		Name: l.Name, HTTP: l.HTTP, RTT: b.RTT, Seed: 1,
		Network: fmt.Sprintf("%v, 20Mbps down, 5Mbps up", b.RTT), Down: 20_000_000,
	}
	if l.TLS > 0 {
		b.run.TLS = map[int]string{1: "1.3", 2: "1.2"}[l.TLS]
	}

	html := b.fetch(0, 0, 0)
	for i := 1; i <= l.Assets; i++ {
		b.fetch(i, html, i-1)
	}
	slices.SortStableFunc(b.run.Resources, func(x, y timeline.Resource) int { return cmp.Compare(x.Start, y.Start) })
	slices.SortStableFunc(b.run.Connections, func(x, y timeline.Connection) int { return cmp.Compare(x.Opened, y.Opened) })
	b.totals()
	return b.run
}

// slot is a place for a connection; it is free from a time on.
type slot struct {
	conn int // 0: none open
	free time.Duration
}

type builder struct {
	Load
	run timeline.Run
	now map[string][]slot
}

// fetch adds resource id, known at start; it is number nth of those that the
// page names. It returns when the resource was there.
func (b *builder) fetch(id int, start time.Duration, nth int) time.Duration {
	res := timeline.Resource{ID: id, Host: Host, Path: "/", Type: "html", MIME: "text/html", Start: start, Status: 200, Bytes: 10000, Priority: "VeryHigh", Initiator: -1}
	if id > 0 {
		res.Path, res.Type, res.MIME, res.Priority, res.Initiator = fmt.Sprintf("/images/asset-%03d.png", id), "image", "image/png", "Low", 0
		if host := nth % max(b.Hosts, 1); host > 0 {
			res.Host = fmt.Sprintf("img%d.example.test", host)
		}
		res.Think = b.Spread * time.Duration(id*37%11) / 10
	}
	res.Protocol = map[string]string{"1.0": "http/1.0", "1.1": "http/1.1", "2": "h2", "3": "h3"}[b.HTTP]
	scheme := "http"
	if b.TLS > 0 {
		scheme = "https"
	}
	res.URL = scheme + "://" + res.Host + res.Path

	at := b.choose(res.Host)
	res.Blocked = max(at.free-start, 0)
	if at.conn == 0 {
		res.Connect = b.RTT
		res.TLS = time.Duration(b.TLS) * b.RTT
		at.conn = b.open(&res)
	}
	res.Connection = at.conn
	res.Wait = b.RTT + res.Think
	res.Receive = b.Receive
	if id > 0 && b.shared() {
		res.Wait += time.Duration(nth) * b.Receive
	}
	b.release(at, &res)
	b.run.Connections[res.Connection-1].Requests++
	b.run.Resources = append(b.run.Resources, res)
	return res.End()
}

// shared says whether requests go out before the earlier ones are answered.
func (b *builder) shared() bool { return b.HTTP == "2" || b.HTTP == "3" || b.Pipeline }

// choose is the host's slot that is free first.
func (b *builder) choose(host string) *slot {
	if b.now[host] == nil {
		n := b.Connections
		if b.shared() {
			n = 1
		}
		b.now[host] = make([]slot, n)
	}
	slots := b.now[host]
	best := &slots[0]
	for i := range slots {
		if b.ready(&slots[i]) < b.ready(best) {
			best = &slots[i]
		}
	}
	return best
}

// ready is when a request could leave from a slot at the earliest.
func (b *builder) ready(s *slot) time.Duration {
	at := s.free
	if len(b.run.Resources) > 0 {
		at = max(at, b.run.Resources[0].End())
	}
	if s.conn == 0 {
		at += time.Duration(1+b.TLS) * b.RTT
	}
	return at
}

// open adds a connection for a resource.
func (b *builder) open(res *timeline.Resource) int {
	id := len(b.run.Connections) + 1
	b.run.Connections = append(b.run.Connections, timeline.Connection{
		ID: id, Host: res.Host, Protocol: res.Protocol, LocalPort: 32767 + id, Server: "192.0.2.1:80",
		Opened: res.Start + res.Blocked, Connect: res.Connect, TLS: res.TLS, RTT: b.RTT,
	})
	return id
}

// release lets go of the slot when the resource is there.
func (b *builder) release(at *slot, res *timeline.Resource) {
	switch {
	case b.HTTP == "1.0":
		b.run.Connections[at.conn-1].Closed = res.End()
		*at = slot{free: res.End()}
	case !b.shared() || len(b.run.Resources) == 0:
		at.free = res.End()
	}
}

func (b *builder) totals() {
	r := &b.run
	for i := range r.Resources {
		r.Total = max(r.Total, r.Resources[i].End())
		r.BytesDown += r.Resources[i].Bytes + 300
		r.BytesUp += 500
		r.PacketsDown += int(r.Resources[i].Bytes/1448) + 1
		r.PacketsUp += 4
	}
	for i := range r.Connections {
		r.HandshakeTotal += r.Connections[i].Connect + r.Connections[i].TLS
	}
	split := timeline.Split(r.CriticalPath())
	r.HandshakeCritical = split.Connect + split.TLS
}

// KeepAlive is a scenario of six runs: one page of n assets under HTTP/1.0 to
// HTTP/2.
func KeepAlive(n int) *timeline.Timeline {
	const receive = 4 * time.Millisecond
	load := func(name, http string, change func(*Load)) timeline.Run {
		l := Load{Name: name, HTTP: http, RTT: 200 * time.Millisecond, Assets: n, Receive: receive, Spread: 20 * time.Millisecond}
		if change != nil {
			change(&l)
		}
		return l.Run()
	}
	t := &timeline.Timeline{
		Scenario: "keep-alive", Title: "One handshake per file", Seed: 1,
		About: "What it costs to hang up after every file. HTTP/1.0 dials again for each of the files, and every dial " +
			"is a round trip in which nothing is loaded. Look at the orange bars, then set rtt to 20ms and run it again.",
		Runs: []timeline.Run{
			load("HTTP/1.0", "1.0", nil),
			load("HTTP/1.0 keep-alive", "1.1", func(l *Load) { l.Connections = 4 }),
			load("HTTP/1.1", "1.1", nil),
			load("HTTP/1.1, 3 domains", "1.1", func(l *Load) { l.Hosts = 3 }),
			load("HTTP/1.1, pipelined", "1.1", func(l *Load) { l.Pipeline = true }),
			load("HTTP/2", "2", nil),
		},
	}
	first, third := t.Runs[0].Total, t.Runs[2].Total
	t.Expect = []timeline.Check{
		{Text: "HTTP/1.1 is at least 1.7x faster than HTTP/1.0", OK: true, Got: float64(first) / float64(third), Unit: "x"},
		{Text: "HTTP/1.0 opens 100 connections", OK: false, Got: float64(len(t.Runs[0].Connections))},
	}
	t.Warnings = []string{"the server thinks for up to 20ms, and not equally long for each file"}
	return t
}

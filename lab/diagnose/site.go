package diagnose

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"rttlab/lab/har"
	"rttlab/lab/page"
)

// Site is a recorded page as something that can be played: what it is made of,
// what names what, and the network that it came over.
type Site struct {
	Load     *har.Load
	Estimate *har.Estimate
	Page     *page.Page
	Fetches  []*har.Fetch // by resource: the fetch that it was made of
	Causes   []Cause      // by resource: why it was asked for when it was
	Left     []string     // what was left out, one sentence each
	Speed    int          // how many times as fast as the emulated one the browser did its own work; 0 is 1

	names  *names
	merged map[string]string // hosts that share a connection with another: that one
}

// Cause is why a resource was asked for when it was.
type Cause struct {
	Parent int // resource
	Why    string
}

// NewSite makes a page of a recorded load. There must be a fetch.
func NewSite(l *har.Load) *Site {
	s := &Site{Load: l, Estimate: l.Estimate(), Page: &page.Page{}, names: newNames(), merged: map[string]string{}}
	s.merge()
	plans := s.plan()
	slices.SortStableFunc(plans, func(a, b *plan) int {
		if a.fetch.ID == 0 || b.fetch.ID == 0 {
			return a.fetch.ID - b.fetch.ID
		}
		return int(a.known - b.known)
	})
	ids := map[*har.Fetch]int{}
	for _, p := range plans {
		ids[p.fetch] = len(s.Fetches)
		s.Fetches = append(s.Fetches, p.fetch)
	}
	for id, p := range plans {
		r := s.resource(p.fetch)
		r.ID, r.Parent = id, -1
		if id > 0 {
			r.Parent = ids[p.parent]
			parent := &s.Page.Resources[r.Parent]
			parent.Size = max(parent.Size, 1) // it has to arrive for anybody to learn of this one
			r.NamedAt = min(max(1, int(p.part*float64(parent.Size))), parent.Size)
			r.Delay = min(p.delay, maxTime).Round(time.Microsecond)
		}
		s.Page.Resources = append(s.Page.Resources, r)
		s.Causes = append(s.Causes, Cause{r.Parent, p.why})
	}
	return s
}

// Why says in words why a resource was asked for when it was.
func (s *Site) Why(id int) string {
	c := s.Causes[id]
	if c.Parent < 0 {
		return "the page itself"
	}
	text := fmt.Sprintf("%s of no. %d", c.Why, s.Fetches[c.Parent].ID+1)
	if delay := s.Page.Resources[id].Delay; delay >= time.Millisecond {
		text += fmt.Sprintf(", %s later", short(delay))
	}
	return text
}

// merge finds hosts that were served over one connection of HTTP/2 or 3.
func (s *Site) merge() {
	for _, c := range s.Load.Connections {
		for _, f := range c.Fetches {
			if f.Host != c.Host && s.root(f.Host) != s.root(c.Host) {
				s.merged[s.root(f.Host)] = s.root(c.Host)
			}
		}
	}
}

func (s *Site) root(host string) string {
	for s.merged[host] != "" {
		host = s.merged[host]
	}
	return host
}

// resource is what a fetch was for, without what named it.
func (s *Site) resource(f *har.Fetch) page.Resource {
	path, query, _ := strings.Cut(f.Path, "?")
	r := page.Resource{
		Host: s.names.of(f.Host), Path: path, Query: query, Type: page.Type(f.Type),
		Size: int(min(f.Body, maxSize)), Think: min(s.Estimate.ThinkOf(f.ID), maxTime).Round(time.Microsecond),
	}
	if f.Method != http.MethodGet && slices.Contains(page.Methods(), f.Method) {
		r.Method = f.Method
	}
	if r.Verb() != http.MethodGet && r.Verb() != http.MethodHead {
		r.Upload = int(min(f.RequestBody, maxSize))
	}
	if f.Status >= 200 && f.Status <= 599 && f.Status != http.StatusOK {
		r.Status = f.Status
	}
	r.RequestHeader, r.ResponseHeader = headerOf(f.RequestHeader), headerOf(f.ResponseHeader)
	if err := r.Check(); err != nil { // a HEAD or a 304 with a body, as some recordings have it
		r.Method, r.Status, r.Upload = "", 0, 0
	}
	return r
}

// maxTime and maxSize keep one file from running for hours; scenario files have
// the same limits.
const maxTime = time.Hour

const maxSize = 1_000_000_000

// Headers of other sizes are left to browser and server: servers take 8 kB.
const (
	leastHeader = 100
	maxHeader   = 8000
)

func headerOf(size int) int {
	if size < leastHeader || size > maxHeader {
		return 0
	}
	return size
}

// leave notes what is left out.
func (s *Site) leave(format string, args ...any) {
	s.Left = append(s.Left, fmt.Sprintf(format, args...))
}

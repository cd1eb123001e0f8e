package har

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// builder makes a recording of what was read.
type builder struct {
	rec    *Recording
	notes  *notes
	beside bool // TLS is beside connect
	pages  map[string]int
}

// record makes a recording of a file; an error if nothing in it can be used.
func record(log *wireLog, n *notes) (*Recording, error) {
	b := &builder{
		rec:    &Recording{Creator: log.creator.String(), Browser: log.browser.String()},
		notes:  n,
		beside: besideConnect(log.entries),
		pages:  map[string]int{},
	}
	if b.beside {
		n.plain("timings.ssl is beside timings.connect, not in it: read as such")
	}
	if b.rec.Own() {
		b.rec.Comment = string(log.comment)
		b.rec.Scenario = log.scenario(n)
	}
	b.readPages(log.pages)
	shared := sharedPort(log.entries)
	for i := range log.entries {
		if e, ok := b.entry(log.places[i], &log.entries[i]); ok {
			if shared {
				e.Connection = string(log.entries[i].ConnectionID)
			}
			b.rec.Entries = append(b.rec.Entries, e)
		}
	}
	if len(b.rec.Entries) == 0 && b.rec.Scenario == "" {
		return nil, b.nothing(log.all)
	}
	slices.SortStableFunc(b.rec.Entries, func(x, y Entry) int { return x.Begin.Compare(y.Begin) })
	b.placePages(log.entries)
	b.guessProtocols()
	b.rec.Warnings = n.texts()
	return b.rec, nil
}

func (b *builder) nothing(all int) error {
	if all == 0 {
		return errors.New("the recording has no entries: record with the network panel open, and save when the page is there")
	}
	why := ""
	if lines := b.notes.texts(); len(lines) > 0 {
		why = ": " + lines[len(lines)-1]
	}
	return fmt.Errorf("none of the recording's %d entries can be used%s", all, why)
}

func (t wireTool) String() string {
	return clip(strings.TrimSpace(string(t.Name)+" "+string(t.Version)), 100)
}

// sharedPort reports whether what the entries call connection is only their
// server's port, as in recordings of Chrome.
func sharedPort(entries []wireEntry) bool {
	told, ids := false, false
	for i := range entries {
		e := &entries[i]
		ids = ids || e.ConnectionID != ""
		if e.Connection != "" && e.Connection != "80" && e.Connection != "443" {
			told = true
		}
	}
	return ids || !told
}

func (b *builder) readPages(pages []wirePage) {
	for i := range pages {
		p := &pages[i]
		begin, ok := timeOf(p.Begin)
		if !ok {
			b.notes.plain("pages[%d].startedDateTime is not a time: the page begins with its first entry", i)
		}
		b.pages[string(p.ID)] = len(b.rec.Pages)
		b.rec.Pages = append(b.rec.Pages, Page{
			ID: clip(string(p.ID), 100), Title: clip(without(string(p.Title)), 500), Begin: begin, OnLoad: lengthOf(p.Timings.OnLoad),
		})
	}
}

// placePages gives the entries their pages: the one they name, or the last that
// had begun.
func (b *builder) placePages(wire []wireEntry) {
	if len(b.rec.Pages) == 0 {
		b.notes.plain("the recording names no pages: all entries are taken as one")
		b.rec.Pages = []Page{{ID: "page_1", OnLoad: Absent}}
	}
	for i := range b.rec.Entries {
		e := &b.rec.Entries[i]
		if e.Page >= 0 {
			continue
		}
		e.Page = 0
		for k := range b.rec.Pages {
			if begin := b.rec.Pages[k].Begin; !begin.IsZero() && !begin.After(e.Begin) {
				e.Page = k
			}
		}
		if len(wire) > 0 && len(b.pages) > 0 {
			b.notes.entry(e.Index, "pageref names no page of the recording: placed by its time")
		}
	}
	for k := range b.rec.Pages {
		p := &b.rec.Pages[k]
		for i := range b.rec.Entries {
			if e := &b.rec.Entries[i]; e.Page == k && p.Begin.IsZero() {
				p.Begin = e.Begin
			}
		}
	}
}

// layouts are how recordings write times.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
}

func timeOf(s text) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, string(s)); err == nil && t.Year() > 1 {
			return t, true
		}
	}
	return time.Time{}, false
}

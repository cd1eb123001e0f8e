package har

import (
	"cmp"
	"slices"
	"time"
)

// Load is the load of one page. Its times are since the start of its first
// entry.
type Load struct {
	Page        *Page
	Fetches     []*Fetch      // that used the network, by their starts
	Connections []*Connection // by when they were opened
	Cached      int           // entries that came from a cache and are not in Fetches

	chrome bool // the browser was one of Chromium's kind
	own    bool // it was the lab's: its times are exact, and it connects when it asks
}

// Fetch is an entry within its page's load.
type Fetch struct {
	*Entry
	ID         int           // its index in Load.Fetches
	Start      time.Duration // when the browser knew of it
	Asked      time.Duration // when its request could be sent: it had its connection
	Sent       time.Duration // when its request had been sent
	First      time.Duration // when the first byte of the answer came
	End        time.Duration // when the last one came
	Connection *Connection
}

// Load is the load of a page, by its index in Pages. A page may have no
// entries.
func (r *Recording) Load(page int) *Load {
	l := &Load{Page: &r.Pages[page], chrome: r.likeChrome(), own: r.Own()}
	var all []*Entry
	for i := range r.Entries {
		switch e := &r.Entries[i]; {
		case e.Page != page:
		case e.Cached:
			l.Cached++
		default:
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b *Entry) int { return cmp.Or(a.Begin.Compare(b.Begin), cmp.Compare(a.Index, b.Index)) })
	for i, e := range all {
		f := &Fetch{Entry: e, ID: i, Start: e.Begin.Sub(all[0].Begin)}
		p := &f.Phases
		f.Asked = f.Start + max(0, p.Blocked) + max(0, p.DNS) + p.SetUp()
		f.Sent = f.Asked + max(0, p.Send)
		f.First = f.Sent + max(0, p.Wait)
		f.End = f.First + max(0, p.Receive)
		l.Fetches = append(l.Fetches, f)
	}
	l.Connections = connections(l.Fetches)
	return l
}

// Begin is when the page's connection began to be opened, or its request to be
// sent where that does not show: what Navigation Timing calls connectStart.
func (l *Load) Begin() time.Duration {
	if len(l.Fetches) == 0 {
		return 0
	}
	return l.Fetches[0].Asked - l.Fetches[0].Phases.SetUp()
}

// Total is from Begin to the last response's end.
func (l *Load) Total() time.Duration {
	var end time.Duration
	for _, f := range l.Fetches {
		end = max(end, f.End)
	}
	return max(0, end-l.Begin())
}

// Bytes are those that came, as far as the recording shows: headers and bodies.
func (f *Fetch) Bytes() int64 { return int64(f.ResponseHeader) + f.Body }

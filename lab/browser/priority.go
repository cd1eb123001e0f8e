package browser

import (
	"cmp"
	"fmt"
	"slices"

	"rttlab/lab/page"
)

// priority is how much the page needs a resource, as Chromium sees it before
// anything is laid out (third_party/blink/renderer/platform/loader/fetch/
// resource_fetcher.cc, TypeToPriority).
type priority struct {
	name        string // as DevTools has it, and HAR
	urgency     int    // RFC 9218 §4.1: 0 goes first, 7 last
	incremental bool   // RFC 9218 §4.2: of use before it is complete
}

// defaultUrgency is that of a request which does not say (RFC 9218 §4.1).
const defaultUrgency = 3

// priorityOf is a resource's. Nothing can be shown without HTML, style sheets
// and the fonts that they ask for; scripts hold up what comes after them; images
// come last, and part of one is better than nothing.
func priorityOf(r *page.Resource) priority {
	switch {
	case r.Type == page.HTML:
		return priority{"VeryHigh", 0, true}
	case r.Type == page.CSS:
		return priority{"VeryHigh", 0, false}
	case r.Type == page.Font && r.Preload:
		return priority{"High", 1, false}
	case r.Type == page.Font:
		return priority{"VeryHigh", 0, false}
	case r.Type == page.JS:
		return priority{"High", 1, false}
	case r.Type == page.Image:
		return priority{"Low", defaultUrgency, true}
	}
	return priority{"High", 1, true}
}

// String is the field of a request's header (RFC 9218 §5).
func (p priority) String() string {
	switch {
	case p.urgency == defaultUrgency && p.incremental:
		return "i"
	case p.incremental:
		return fmt.Sprintf("u=%d, i", p.urgency)
	}
	return fmt.Sprintf("u=%d", p.urgency)
}

// enqueue puts a request into its host's queue: before those that are less
// urgent, and of those that are as urgent behind those named before it.
func (h *host) enqueue(f *fetch) {
	i, _ := slices.BinarySearchFunc(h.queue, f, func(a, b *fetch) int {
		return cmp.Or(
			cmp.Compare(priorityOf(a.res).urgency, priorityOf(b.res).urgency),
			cmp.Compare(a.res.ID, b.res.ID),
		)
	})
	h.queue = slices.Insert(h.queue, i, f)
}

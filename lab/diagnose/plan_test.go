package diagnose

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/page"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// fetches are of one host, each on a connection of its own; the HTML comes from
// 100 to 200 ms.
func fetches(more ...*har.Fetch) *Site {
	const ms = time.Millisecond
	html := &har.Fetch{Entry: &har.Entry{Host: "a.test", URL: "html", Type: "html", Status: 200}, First: 100 * ms, End: 200 * ms}
	s := &Site{Load: &har.Load{Fetches: append([]*har.Fetch{html}, more...)}}
	for id, f := range s.Load.Fetches {
		f.ID, f.Entry.Host = id, "a.test"
		f.Connection = &har.Connection{Fetches: []*har.Fetch{f}}
	}
	return s
}

// fetched is a fetch that the browser knew of and sent at one time.
func fetched(kind string, status, start, end int) *har.Fetch {
	at := time.Duration(start) * time.Millisecond
	return &har.Fetch{Entry: &har.Entry{Type: kind, Status: status}, Start: at, Asked: at, First: at, End: time.Duration(end) * time.Millisecond}
}

// A request that got no answer is left out, and that is said.
func TestWithoutAnAnswer(t *testing.T) {
	s := fetches(fetched("image", 0, 150, 160), fetched("image", 200, 150, 160))
	require.Len(t, s.plan(), 2)
	require.Equal(t, []string{"1 request without an answer"}, s.Left)
}

// A file is named by the part of the HTML that had come when the browser began to
// look for it, which takes it 25 ms; later ones by the last script before them.
func TestWhatNamed(t *testing.T) {
	js, early := fetched("js", 200, 130, 300), fetched("css", 200, 135, 250)
	s := fetches(js, early, fetched("image", 200, 175, 400), fetched("image", 200, 310, 400), fetched("image", 200, 900, 950))
	all := s.plan()
	html := s.Load.Fetches[0]
	require.Equal(t, html, all[3].parent)
	require.InDelta(t, 0.5, all[3].part, 1e-9)
	require.Equal(t, "named in the first 50 %", all[3].why)
	require.Equal(t, js, all[4].parent) // not the style sheet, which had come before
	require.Equal(t, "asked for soon after the end", all[4].why)
	require.Equal(t, 9*time.Millisecond, all[4].delay) // less what the emulated browser takes for a request
	require.Equal(t, html, all[5].parent)
	require.Equal(t, "named at the end", all[5].why)
}

// Requests to one host go in the order in which the browser knew of them, but for
// those that it wants more; other hosts have turns of their own.
func TestInTurn(t *testing.T) {
	let := func(host, kind string, ms int) *plan {
		return &plan{fetch: &har.Fetch{Entry: &har.Entry{Host: host, Type: kind}}, known: time.Duration(ms) * time.Millisecond}
	}
	all := []*plan{let("a", "image", 200), let("a", "image", 180), let("a", "css", 150), let("b", "image", 100), let("a", "js", 140), let("a", "image", 300)}
	inTurn(all)
	var known []int
	for _, p := range all {
		known = append(known, int(p.known.Milliseconds()))
	}
	require.Equal(t, []int{200, 200, 150, 100, 150, 300}, known)
}

// What the recording says has named a request is believed if it can be: it had an
// answer, and that had begun.
func TestNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		status, first int
		believed      bool
	}{
		"it can be": {200, 130, true}, "no answer": {0, 130, false}, "too late": {200, 151, false},
	} {
		css, font := fetched("css", tc.status, 110, 300), fetched("font", 200, 150, 400)
		css.URL, font.Initiator, css.First = "style", "style", time.Duration(tc.first)*time.Millisecond
		s := fetches(css, font)
		require.Equal(t, tc.believed, s.named(font, s.Load.Fetches[0]) == css, name)
	}
}

// A request that the browser held back is as much later than what named it, less
// what the emulated browser takes for it.
func TestHeldBack(t *testing.T) {
	html := fetches().Load.Fetches[0]
	p := &plan{fetch: fetched("image", 200, 150, 400), known: 190 * time.Millisecond}
	p.within(html)
	require.Equal(t, 39*time.Millisecond, p.delay)
}

func TestHeaderOf(t *testing.T) {
	for size, want := range map[int]int{99: 0, 100: 100, 8000: 8000, 8001: 0} {
		require.Equal(t, want, headerOf(size))
	}
}

// The way to the resolver stays what it is when servers are elsewhere.
func TestDistance(t *testing.T) {
	s := &setup.Setup{Paths: []setup.Path{{To: "a.test", Path: path(time.Second)}, {To: setup.ResolverName, Path: path(time.Second)}}}
	distance(s, func(rtt time.Duration) time.Duration { return rtt / 2 })
	require.Equal(t, time.Second/2, s.Paths[0].RTT)
	require.Equal(t, time.Second, s.Paths[1].RTT)
}

// Something is taken to be as many times as fast as first brings a replay near the
// recording; if none does, as comes at least half way, and else as it was.
func TestFitOfSpeed(t *testing.T) {
	for name, tc := range map[string]struct {
		before int
		tries  [3]int // milliseconds, twice, four and eight times as fast
		want   int
	}{
		"near already":       {1100, [3]int{}, 1},
		"the first near one": {2000, [3]int{1100, 1000, 1000}, 2},
		"half way":           {2000, [3]int{1800, 1600, 1450}, 8},
		"not half way":       {2000, [3]int{1900, 1700, 1500}, 1},
	} {
		d := &Diagnosis{Site: fetches(), Recorded: time.Second}
		d.Site.Page, d.Site.names = &page.Page{}, newNames()
		d.Site.Estimate = &har.Estimate{Hosts: []har.HostEstimate{{Host: "a.test"}}}
		best := &study{runs: []timeline.Run{took(tc.before)}}
		set := 1
		_, times, err := d.fit(t.Context(), func(context.Context, []*setup.Setup) ([]timeline.Run, error) {
			return []timeline.Run{took(tc.tries[0]), took(tc.tries[1]), took(tc.tries[2])}, nil
		}, &best, func(times int) { set = times })
		require.NoError(t, err)
		require.Equal(t, tc.want, times, name)
		require.Equal(t, tc.want, set, name)
	}
}

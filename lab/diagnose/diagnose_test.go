package diagnose

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/internal/bubble"
	"rttlab/lab/internal/worker"
	"rttlab/lab/page"
	"rttlab/lab/report"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// play plays runs in worker processes, as the command does.
func play(ctx context.Context, runs []*setup.Setup) ([]timeline.Run, error) {
	return workers().Runs(ctx, runs)
}

var workers = sync.OnceValue(func() *worker.Pool { return worker.New(2) })

func TestMain(m *testing.M) {
	code := m.Run()
	_ = workers().Close() // the process ends
	os.Exit(code)
}

// known is a load whose network and page are known.
func known(change func(*setup.Setup)) *setup.Setup {
	pg := &page.Page{Resources: []page.Resource{{Host: "www.a.test", Path: "/", Type: page.HTML, Size: 30_000, Parent: -1}}}
	add := func(host string, t page.Type, size int, think time.Duration) {
		id := len(pg.Resources)
		pg.Resources = append(pg.Resources, page.Resource{
			ID: id, Host: host, Path: "/" + string(t) + string(rune('a'+id)), Type: t, Size: size, Think: think, NamedAt: 1000 * id,
		})
	}
	add("www.a.test", page.CSS, 20_000, 0)
	add("www.a.test", page.JS, 60_000, 0)
	for range 18 {
		add("www.a.test", page.Image, 100_000, 0)
	}
	add("far.a.test", page.Other, 2_000, 100*time.Millisecond)
	pg.Resources[len(pg.Resources)-1].Delay = 900 * time.Millisecond // when the link is free
	s := &setup.Setup{
		Name: "known", Seed: 1, Page: pg,
		Browser: setup.Browser{Like: "chromium", Warm: true},
		Hosts: []setup.Host{
			{Name: setup.BrowserName, Role: setup.BrowserHost, Link: netem.Link{Down: 20 * netem.Mbps, Up: 10 * netem.Mbps}},
			{Name: "www.a.test", Role: setup.ServerHost, Server: &setup.Server{HTTP: "1.1"}},
			{Name: "far.a.test", Role: setup.ServerHost, Server: &setup.Server{HTTP: "1.1"}},
		},
		Paths: []setup.Path{
			{From: setup.BrowserName, To: "www.a.test", Path: netem.Path{RTT: 80 * time.Millisecond}},
			{From: setup.BrowserName, To: "far.a.test", Path: netem.Path{RTT: 160 * time.Millisecond}},
		},
	}
	if change != nil {
		change(s)
	}
	return s
}

// recorded plays a load and reads what a browser's network panel would have
// saved of it.
func recorded(t *testing.T, s *setup.Setup) (*har.Recording, *timeline.Run) {
	t.Helper()
	runs, err := play(t.Context(), []*setup.Setup{s})
	require.NoError(t, err)
	require.Empty(t, runs[0].Err)
	var b bytes.Buffer
	require.NoError(t, report.HAR(&b, &timeline.Timeline{Scenario: "known"}, &runs[0]))
	rec, err := har.Read(&b)
	require.NoError(t, err)
	require.Empty(t, rec.Warnings)
	return rec, &runs[0]
}

// diagnosed is the diagnosis of the load whose network is known.
var diagnosed = sync.OnceValues(func() (*Diagnosis, error) {
	runs, err := play(context.Background(), []*setup.Setup{known(nil)})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := report.HAR(&b, &timeline.Timeline{Scenario: "known"}, &runs[0]); err != nil {
		return nil, err
	}
	rec, err := har.Read(&b)
	if err != nil {
		return nil, err
	}
	return Diagnose(context.Background(), rec, 0, play)
})

// From a recording of a network that is known the network comes out, and played
// again the load takes as long. What changing something really does is what the
// diagnosis says that it would do.
func TestKnownNetwork(t *testing.T) {
	_, run := recorded(t, known(nil))
	d, err := diagnosed()
	require.NoError(t, err)

	e := d.Site.Estimate
	require.Len(t, e.Hosts, 2)
	require.InEpsilon(t, float64(80*time.Millisecond), float64(e.Hosts[0].RTT), 0.05)
	require.InEpsilon(t, float64(160*time.Millisecond), float64(e.Hosts[1].RTT), 0.05)
	require.InEpsilon(t, 20e6, e.Down, 0.1)
	require.Zero(t, e.Think)
	require.InEpsilon(t, float64(100*time.Millisecond), float64(e.Hosts[1].Think), 0.1)

	require.Equal(t, len(run.Connections), d.Facts.Connections)
	// A recording has the browser's taking over of the connection before the handshake.
	require.InDelta(t, float64(total(run)), float64(d.Recorded), float64(2*time.Millisecond))
	require.InEpsilon(t, float64(d.Recorded), float64(d.Replayed), 0.05)

	truth := map[string]func(*setup.Setup){
		"close":       func(s *setup.Setup) { s.Hosts[1].Server.Close, s.Hosts[2].Server.Close = true, true },
		"half-rtt":    func(s *setup.Setup) { s.Paths[0].RTT /= 2; s.Paths[1].RTT /= 2 },
		"double-rate": func(s *setup.Setup) { s.Hosts[0].Link.Down *= 2; s.Hosts[0].Link.Up *= 2 },
	}
	seen := map[string]bool{}
	for i := range d.WhatIf {
		o := &d.WhatIf[i]
		require.Empty(t, o.Err, o.Name)
		seen[o.Name] = true
		require.Equal(t, d.Replayed-o.Total, o.Saves, o.Name)
		if i > 0 {
			require.GreaterOrEqual(t, d.WhatIf[i-1].Saves, o.Saves)
		}
		if change := truth[o.Name]; change != nil {
			runs, err := play(t.Context(), []*setup.Setup{known(change)})
			require.NoError(t, err)
			require.InEpsilon(t, float64(total(&runs[0])), float64(o.Total), 0.1, o.Name)
		}
		require.Equal(t, o.Name == "keep-alive", o.Same, o.Name)
	}
	for _, w := range WhatIfs() {
		require.True(t, seen[w.Name], w.Name)
	}
}

// The same file gives the same report, to the byte.
func TestSameReport(t *testing.T) {
	first, err := diagnosed()
	require.NoError(t, err)
	rec, _ := recorded(t, known(nil))
	second, err := Diagnose(t.Context(), rec, 0, play)
	require.NoError(t, err)
	var texts []string
	for _, d := range []*Diagnosis{first, second} {
		var b bytes.Buffer
		require.NoError(t, Text(&b, d, 100))
		require.NoError(t, JSON(&b, d))
		texts = append(texts, b.String())
	}
	if !bubble.Shuffled { // what HTTP/3 would give is in it
		require.Equal(t, texts[0], texts[1])
	}
	text, _, _ := strings.Cut(texts[0], "\n{")
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 100, line)
	}
}

func TestJSONKeys(t *testing.T) {
	d, err := diagnosed()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, JSON(&b, d))
	var out map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &out))
	keys := func(m map[string]any) (all []string) {
		for k := range m {
			all = append(all, k)
		}
		return all
	}
	require.ElementsMatch(t, []string{"recorded_ms", "replayed_ms", "network", "hosts", "what_if"}, keys(out))
	require.ElementsMatch(t, []string{"rtt_ms", "down_mbps", "up_mbps", "think_ms", "basis"}, keys(out["network"].(map[string]any)))
	for _, w := range out["what_if"].([]any) {
		require.ElementsMatch(t, []string{"name", "total_ms", "saves_ms"}, keys(w.(map[string]any)))
	}
}

// The page needs nothing else: no file, no script, no network.
func TestHTML(t *testing.T) {
	d, err := diagnosed()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, HTML(&b, d))
	page := b.String()
	for _, outside := range []string{"<script", "src=", "<link", "@import"} {
		require.NotContains(t, page, outside)
	}
	require.NotRegexp(t, `url\([^#]`, page, "but for the page's own patterns")
	require.Regexp(t, `(?s)<svg.*</svg>`, page)
	for _, w := range WhatIfs() {
		require.Contains(t, page, ">"+w.Name+"<")
	}
	for i := range d.Site.Fetches {
		require.Contains(t, page, d.Site.Fetches[i].Path)
	}
}

// Preconnecting saves the handshakes with other hosts when a script asks for
// their files late.
func TestPreconnect(t *testing.T) {
	late := known(func(s *setup.Setup) {
		r := &s.Page.Resources[len(s.Page.Resources)-1]
		r.Parent, r.NamedAt, r.Delay = 2, 60_000, 1200*time.Millisecond
	})
	rec, _ := recorded(t, late)
	d, err := Diagnose(t.Context(), rec, 0, play)
	require.NoError(t, err)
	for i := range d.WhatIf {
		if o := &d.WhatIf[i]; o.Name == "preconnect" {
			require.InDelta(t, float64(160*time.Millisecond), float64(o.Saves), float64(20*time.Millisecond))
		}
	}
}

// Names that the network does not take are replaced, each by its own.
func TestNames(t *testing.T) {
	n := newNames()
	for host, want := range map[string]string{
		"www.a.test": "www.a.test", "a.test:8080": "a.test-8080", "10.0.0.1": "host-10-0-0-1", "[::1]:80": "1-80",
		"browser": "host-browser", "Ünï.test": "n.test",
	} {
		require.Equal(t, want, n.of(host), host)
	}
	require.Equal(t, "a.test-8080-2", n.of("a.test-8080"))
	require.Equal(t, "a.test-8080", n.of("a.test:8080"))
}

// A page that is too small to fill its link for long, over one much faster than
// its average rate.
func TestSmallPage(t *testing.T) {
	rec, _ := recorded(t, known(func(s *setup.Setup) {
		s.Page.Resources = s.Page.Resources[:14]
		for i := range s.Page.Resources[3:] {
			s.Page.Resources[3+i].Size = 15_000
		}
	}))
	d, err := Diagnose(t.Context(), rec, 0, play)
	require.NoError(t, err)
	require.True(t, d.Site.Estimate.DownIsLeast)
	require.InEpsilon(t, float64(d.Recorded), float64(d.Replayed), 0.1)
}

// A page whose connection was there before its request is replayed by a browser
// that starts first, as Chromium does: that is no part of either time.
func TestOpenedAhead(t *testing.T) {
	rec, run := recorded(t, known(func(s *setup.Setup) {
		s.Browser.Warm = false
		s.Paths[0].RTT = 20 * time.Millisecond
	}))
	require.Zero(t, run.Resources[0].Connect)
	require.Greater(t, run.Resources[0].Blocked, 100*time.Millisecond)
	d, err := Diagnose(t.Context(), rec, 0, play)
	require.NoError(t, err)
	require.Equal(t, run.Total-run.Resources[0].Blocked, d.Recorded)
	require.InEpsilon(t, float64(d.Recorded), float64(d.Replayed), 0.05)
	require.Zero(t, d.Site.Speed)
}

// A browser that did its own work in no time: a replay by one on slow cores
// takes longer, and the diagnosis finds out that the recording's was faster.
func TestFasterBrowser(t *testing.T) {
	fast := func(s *setup.Setup) {
		s.Browser.Speed = 100
		s.Page.Resources[len(s.Page.Resources)-1].Delay = 0
		for range 120 {
			id := len(s.Page.Resources)
			s.Page.Resources = append(s.Page.Resources, page.Resource{
				ID: id, Host: "www.a.test", Path: "/" + strconv.Itoa(id), Type: page.Image, Size: 500, NamedAt: 20_000,
			})
		}
		s.Paths[0].RTT = 5 * time.Millisecond
		s.Hosts[0].Link.Down *= 10
	}
	rec, _ := recorded(t, known(fast))
	d, err := Diagnose(t.Context(), rec, 0, play)
	require.NoError(t, err)
	require.Greater(t, d.Site.Speed, 1)
	require.Greater(t, d.AtOwnSpeed, d.Replayed)
	require.InEpsilon(t, float64(d.Recorded), float64(d.Replayed), 0.1)
	require.Contains(t, d.judgement(), "times as fast")
}

package plots

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots/plotstest"
)

// words is a text on a picture, and how large it is.
type words struct {
	text string
	size float64
}

// texts are all that a chart writes.
func texts(c Chart) []words {
	width, height := c.Size()
	var rec recorder.Canvas
	c.Draw(draw.NewCanvas(&rec, width, height))
	var out []words
	for _, action := range rec.Actions {
		if a, ok := action.(*recorder.FillString); ok {
			out = append(out, words{a.String, float64(a.Size)})
		}
	}
	return out
}

// No text leaves the picture and no two lie on each other, however many
// resources, connections and runs there are and however long their names.
func TestTextsHaveRoom(t *testing.T) {
	long := strings.Repeat("a name that goes on ", 12)
	for _, c := range []struct {
		name  string
		load  timelinetest.Load
		runs  int
		title string
	}{
		{"one resource", timelinetest.Load{Name: "one", HTTP: "1.1"}, 1, ""},
		{"101 on six", timelinetest.Load{Name: "HTTP/1.1", HTTP: "1.1", Assets: 100}, 6, "One handshake per file"},
		{"101 connections", timelinetest.Load{Name: "HTTP/1.0", HTTP: "1.0", Assets: 100}, 3, "x"},
		{"18 connections", timelinetest.Load{Name: "3 domains", HTTP: "1.1", Assets: 100, Hosts: 3}, 9, "x"},
		{"500 resources", timelinetest.Load{Name: "HTTP/2", HTTP: "2", Assets: 499, Receive: time.Millisecond}, 24, "x"},
		{"1200 connections", timelinetest.Load{Name: "HTTP/1.0", HTTP: "1.0", Assets: 1199}, 1, "x"},
		{"long names", timelinetest.Load{Name: long, HTTP: "1.1", Assets: 20}, 7, long},
		{"a nanosecond", timelinetest.Load{Name: "fast", HTTP: "1.1", RTT: 1, Assets: 3}, 2, "x"},
		{"a month", timelinetest.Load{Name: "slow", HTTP: "1.1", RTT: 500 * time.Hour, Assets: 3}, 2, "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scenario := &timeline.Timeline{Scenario: "s", Title: c.title, About: long + ". More."}
			for range c.runs {
				run := c.load.Run()
				if c.title == long {
					run.Network = long
				}
				scenario.Runs = append(scenario.Runs, run)
			}
			all, err := All(scenario)
			require.NoError(t, err)
			for _, named := range all[:4] {
				requireRoom(t, named)
			}
		})
	}
}

func requireRoom(t *testing.T, named Named) {
	t.Helper()
	var svg bytes.Buffer
	require.NoError(t, writeSVG(&svg, named.Chart))
	picture, err := plotstest.Read(svg.Bytes())
	require.NoError(t, err)
	require.NotEmpty(t, picture.Texts, named.Name)
	require.Empty(t, picture.Faults(), "%s %s", named.Name, named.Run)
}

// A picture says what is on it: what ran on which network with which seed, how
// long it took, how many times faster that was.
func TestPicturesStandAlone(t *testing.T) {
	scenario := timelinetest.KeepAlive(100)
	all, err := All(scenario)
	require.NoError(t, err)
	has := func(name string, want ...string) {
		t.Helper()
		for _, named := range all {
			if strings.TrimSpace(named.Name+" "+named.Run) != name {
				continue
			}
			var got []string
			for _, w := range texts(named.Chart) {
				got = append(got, w.text)
			}
			require.Subset(t, got, want, name)
			return
		}
		require.Fail(t, "no chart of that name", name)
	}
	has("waterfall HTTP/1.1", "HTTP/1.1", "4.23 s", "1.", "101.", "www.example.test - /", "404 ms", "wait", "html", "0", "0.5 s", "HTML there",
		"HTTP/1.1 · 200ms, 20Mbps down, 5Mbps up · 101 requests on 6 connections · seed 1")
	has("connections HTTP/1.1", "1. www.example.test - http/1.1", "18 requests", "4.23 s", "connect")
	has("connections HTTP/1.1, pipelined", "in line behind an earlier response")
	has("compare", "One handshake per file", "What it costs to hang up after every file.", "7.4x faster",
		"HTTP/1.1, pipelined against HTTP/1.0", "3 round trips of 200 ms instead of 36", "HTTP/1.0", "7.44 s", "1.8x",
		"200ms, 20Mbps down, 5Mbps up · seed 1")
	has("totals", "3.60 s", "7.44 s", "1.8x", "TCP 18, 18 waves = 36 RTT = 7.20 s of 7.44 s")
}

// Speedups are over the first run on the network; when that failed there are none,
// and a run that failed says so.
func TestFailedRuns(t *testing.T) {
	write := func(scenario *timeline.Timeline) (all []string) {
		charts, err := All(scenario)
		require.NoError(t, err)
		for _, named := range charts[:3] {
			for _, w := range texts(named.Chart) {
				all = append(all, w.text)
			}
		}
		return all
	}
	scenario := timelinetest.KeepAlive(10)
	require.Contains(t, write(scenario), "1.9x")
	require.NotContains(t, write(scenario), "failed")

	scenario.Runs[1].Resources[2].Err = "502 Bad Gateway"
	require.Contains(t, write(scenario), "1 of 11 failed")
	scenario.Runs[1].Resources[2].Err = ""

	scenario.Runs[0].Err = "no"
	got := write(scenario)
	require.Contains(t, got, "failed")
	require.Contains(t, got, "failed at 1.24 s")
	for _, text := range got {
		require.NotRegexp(t, "^[0-9.]+x", text)
	}

	scenario.Runs[0].Resources = nil
	for _, text := range write(scenario) {
		require.NotRegexp(t, "^[0-9.]+x", text)
	}
}

// The greatest speedup within one network is the one to project; across
// networks only where each run has its own.
func TestHeadline(t *testing.T) {
	headline := func(scenario *timeline.Timeline) string {
		chart, err := NewCompare(scenario)
		require.NoError(t, err)
		return chart.headline().caption
	}
	scenario := timelinetest.KeepAlive(10)
	scenario.Runs[4].Network, scenario.Runs[5].Network = "fibre", "fibre"
	require.Equal(t, "HTTP/1.1, 3 domains against HTTP/1.0", headline(scenario))

	scenario.Runs[3].Network = "fibre"
	require.Equal(t, "HTTP/1.1, pipelined against HTTP/1.1, 3 domains", headline(scenario))

	for i := range scenario.Runs {
		scenario.Runs[i].Network = scenario.Runs[i].Name
	}
	require.Equal(t, "HTTP/1.1, pipelined against HTTP/1.0", headline(scenario))

	scenario.Runs = scenario.Runs[5:]
	require.Empty(t, headline(scenario), "nothing is faster than itself")
}

// A scenario says what its headline is about, and in what it is counted.
func TestHeadlineOfTheScenario(t *testing.T) {
	scenario := timelinetest.KeepAlive(100) // 36 round trips, and 20
	ratio, saved := scenario.Runs[0].Total.Seconds()/scenario.Runs[2].Total.Seconds(), scenario.Runs[0].Total-scenario.Runs[2].Total
	require.InDelta(t, 1.8, ratio, 0.05)
	require.InDelta(t, 3.2, saved.Seconds(), 0.05)
	for _, c := range []struct {
		run, against, measure, want string
		color                       color.RGBA
	}{
		{"HTTP/1.1", "HTTP/1.0", "times", "1.8x faster", faster},
		{"HTTP/1.0", "HTTP/1.1", "", "1.8x slower", slower},
		{"HTTP/1.0", "HTTP/1.1", "time", "+3.21 s", slower},
		{"HTTP/1.1", "HTTP/1.0", "time", "−3.21 s", faster},
		{"HTTP/1.1", "HTTP/1.0", "round trips", "−16 RTT", faster},
		{"HTTP/1.1", "HTTP/1.1", "round trips", "±0 RTT", faster},
	} {
		scenario.Headline = timeline.Headline{Run: c.run, Against: c.against, Measure: c.measure}
		chart, err := NewCompare(scenario)
		require.NoError(t, err)
		h := chart.headline()
		require.Equal(t, c.want, h.big)
		require.Equal(t, c.run+" against "+c.against, h.caption)
		require.Equal(t, c.color, h.color)
	}
}

// What failed is counted, of requests and of users.
func TestHeadlineOfFailures(t *testing.T) {
	scenario := timelinetest.KeepAlive(10)
	scenario.Runs[1].Resources[2].Err, scenario.Runs[1].Resources[5].Err = "502 Bad Gateway", "502 Bad Gateway"
	scenario.Headline = timeline.Headline{Run: scenario.Runs[0].Name, Against: scenario.Runs[1].Name, Measure: "failed"}
	chart, err := NewCompare(scenario)
	require.NoError(t, err)
	h := chart.headline()
	require.Equal(t, "−2 failed", h.big)
	require.Equal(t, "0 of 11 requests failed instead of 2", h.because)
	require.Equal(t, faster, h.color)

	all := &timeline.Timeline{Headline: timeline.Headline{Run: "few", Against: "many", Measure: "failed"}}
	for _, name := range []string{"many", "few"} {
		all.Runs = append(all.Runs, timeline.Run{Name: name, Users: &timeline.Users{Count: 10, Every: time.Second, Open: []int{1}, Waiting: []int{0}, Away: []int{0}}})
	}
	all.Runs[1].Users.TurnedAway = 7
	charts, err := usersCharts(all)
	require.NoError(t, err)
	users, ok := charts[0].Chart.(*Users)
	require.True(t, ok)
	require.Equal(t, headline{big: "+7 turned away", caption: "few against many", because: "7 of 10 users turned away instead of 0", color: slower}, users.lesson)
}

// Round trips are given as the reason only where they are one.
func TestHeadlineSaysWhy(t *testing.T) {
	scenario := timelinetest.KeepAlive(100)
	few, many := &scenario.Runs[2], &scenario.Runs[0]
	require.Equal(t, "20 round trips of 200 ms instead of 36", because(few, many))
	require.Equal(t, "36 round trips of 200 ms instead of 20", because(many, few))
	few.Total = many.Total + time.Second // lost packets, say
	require.Equal(t, duration(few.Total)+" instead of "+duration(many.Total), because(few, many))
}

// An SVG is well-formed, even with names made of what XML has a meaning for.
func TestSVGIsXML(t *testing.T) {
	run := timelinetest.Load{Name: `<b>&"'` + "\x00\x1b", HTTP: "1.1", Assets: 2}.Run()
	all, err := All(&timeline.Timeline{Title: "</svg>", Runs: []timeline.Run{run, run}})
	require.NoError(t, err)
	for _, named := range all {
		var b strings.Builder
		require.NoError(t, Write(&b, named.Chart, "svg"))
		require.Contains(t, b.String(), `<svg width="1920px" height="`)
		require.Contains(t, b.String(), `font-family="Liberation Sans,Arial,Helvetica,sans-serif"`)
		require.Equal(t, strings.Count(b.String(), "<text "), strings.Count(b.String(), ` textLength="`), "every text is as wide as there is room for")
		require.Contains(t, b.String(), `text-anchor="end" textLength="`)
		dec := xml.NewDecoder(strings.NewReader(b.String()))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else {
				require.NoError(t, err, named.Name)
			}
		}
	}
}

// What cannot be drawn is an error that says which run and why.
func TestRefused(t *testing.T) {
	good := timelinetest.Load{Name: "good", HTTP: "1.1", Assets: 2}.Run()
	for want, change := range map[string]func(*timeline.Run){
		"no resources to draw":            func(r *timeline.Run) { r.Resources = nil },
		"a total of 0s":                   func(r *timeline.Run) { r.Total = 0 },
		"its phase wait takes -1ns":       func(r *timeline.Run) { r.Resources[1].Wait = -1 },
		"it starts before the navigation": func(r *timeline.Run) { r.Resources[1].Start = -1 },
		"an attempt that was lost: its phase wait": func(r *timeline.Run) {
			r.Resources[1].Lost = []timeline.Attempt{{Phases: timeline.Phases{Wait: -1}}}
		},
		"resource 1 (http://www.example.test/ima": func(r *timeline.Run) { r.Resources[1].DNS = -1 },
	} {
		run := good
		run.Resources = append([]timeline.Resource(nil), good.Resources...)
		change(&run)
		_, err := NewWaterfall(&run)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, `run "good"`)
		_, err = NewConnections(&run)
		require.ErrorContains(t, err, want)
	}
	run := good
	run.Connections = nil
	_, err := NewConnections(&run)
	require.ErrorContains(t, err, "opened no connection")

	_, err = NewCompare(&timeline.Timeline{})
	require.ErrorContains(t, err, "nothing to draw")
	_, err = NewTotals(&timeline.Timeline{})
	require.ErrorContains(t, err, "nothing to draw")
	all, err := All(&timeline.Timeline{Runs: []timeline.Run{{Name: "failed", Err: "no"}}})
	require.NoError(t, err)
	require.Empty(t, all)

	chart, err := NewWaterfall(&good)
	require.NoError(t, err)
	require.ErrorContains(t, Write(io.Discard, chart, "gif"), `format "gif" is not known: use png or svg`)
	require.ErrorContains(t, Save(chart, "a/picture"), "a/picture: format")
	require.Error(t, Save(chart, t.TempDir()+"/no/such/folder.png"))
}

// A chart keeps what it was made of.
func TestChartsCopy(t *testing.T) {
	run := timelinetest.Load{Name: "run", HTTP: "1.1", Assets: 5}.Run()
	chart, err := NewWaterfall(&run)
	require.NoError(t, err)
	before := fmt.Sprint(texts(chart))
	run.Resources[0].Host = "changed"
	require.Equal(t, before, fmt.Sprint(texts(chart)))
}

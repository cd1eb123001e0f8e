package webreport_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/lab/webreport"
)

func write(t *testing.T, r webreport.Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, r.Write(&b))
	return b.String()
}

func example() webreport.Report {
	scenario := timelinetest.KeepAlive(3)
	scenario.About = "One.\n\n  a   b\n  1   2\n\n- first\n- second\n  goes on\n\nLast <b>."
	return webreport.Report{
		Timeline: scenario, Command: "lab keep-alive", Source: "network: {rtt: 1ms}",
		Charts: []webreport.Chart{
			{Name: "compare", SVG: []byte(`<?xml version="1.0"?>` + "\n" + `<svg width="1920px" height="1080px" viewBox="0 0 1920 1080"></svg>`)},
			{Name: "waterfall", Run: "HTTP/1.1", SVG: []byte(`<svg width="1920px" height="100px" viewBox="0 0 1920 100"></svg>`)},
		},
		Traces: []*timeline.Trace{{Connection: 1, Segments: []timeline.Segment{{Up: true, Flags: "SYN"}, {Dropped: "loss"}}}},
	}
}

// All of it is there: texts, tables, charts, connections, resources, packets, the
// scenario and the command.
func TestReport(t *testing.T) {
	got := write(t, example())
	for _, want := range []string{
		"<p>One.</p>", "<pre tabindex=\"0\">  a   b\n  1   2</pre>", "<li>first</li><li>second goes on</li>", "<p>Last &lt;b&gt;.</p>",
		`<svg role="img" aria-label="compare of all runs" viewBox="0 0 1920 1080">`, `aria-label="waterfall of HTTP/1.1" viewBox`,
		"<td>HTTP/1.0</td>", "connections of HTTP/1.1", " www.example.test/</td>", "Packets of connection 1", "SYN", ">loss<",
		"lab keep-alive", "network: {rtt: 1ms}",
	} {
		require.True(t, strings.Contains(got, want), want)
	}
	require.Equal(t, got, write(t, example()), "the same bytes")
}

// The file stands alone: it asks for nothing and runs nothing.
func TestReportStandsAlone(t *testing.T) {
	got := write(t, example())
	for _, not := range []string{"<script", "javascript:", `src="http`, `href="http`, "@import", "url(http"} {
		require.False(t, strings.Contains(got, not), not)
	}
}

// Names made of what HTML has a meaning for, and runs that failed, are text.
func TestReportEscapes(t *testing.T) {
	r := example()
	r.Timeline.Runs[1].Name = "</td><script>"
	r.Timeline.Runs[2].Err = "no <b>answer</b>"
	got := write(t, r)
	require.NotContains(t, got, "<script")
	require.Contains(t, got, "failed: no &lt;b&gt;answer")
	dec := xml.NewDecoder(strings.NewReader(got[strings.Index(got, "<main>") : strings.Index(got, "</main>")+len("</main>")]))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err, "every element is closed")
		}
	}
	var b bytes.Buffer
	require.NoError(t, webreport.Index(&b, []webreport.Entry{{Timeline: r.Timeline, Path: "keep-alive/report.html"}}))
	require.Contains(t, b.String(), `<a href="keep-alive/report.html">`)
}

func TestNothingRan(t *testing.T) {
	require.Contains(t, write(t, webreport.Report{Timeline: &timeline.Timeline{Scenario: "empty"}}), "<h1>empty</h1>")
}

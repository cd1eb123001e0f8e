package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// archive is a HAR as a reader sees it, decoded apart from the types that
// wrote it.
type archive struct {
	Log struct {
		Version string
		Creator struct{ Name, Version string }
		Pages   []struct {
			ID, Title       string
			StartedDateTime time.Time
			PageTimings     struct{ OnLoad float64 }
		}
		Entries []struct {
			Pageref         string
			StartedDateTime string
			Time            float64
			Request         struct {
				URL, HTTPVersion      string
				HeadersSize, BodySize int
				QueryString           []struct{ Name, Value string }
				Headers, Cookies      *[]any
			}
			Response struct {
				Status                int
				StatusText            *string
				RedirectURL           *string
				HeadersSize, BodySize int
				Content               struct {
					Size     int
					MIMEType string
				}
				TransferSize int `json:"_transferSize"`
			}
			Cache           *struct{}
			Timings         map[string]float64
			ServerIPAddress string
			Connection      string
			ResourceType    string                     `json:"_resourceType"`
			Initiator       struct{ Type, URL string } `json:"_initiator"`
		}
	}
}

func readHAR(t *testing.T, run *timeline.Run) archive {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, HAR(&buf, &timeline.Timeline{Scenario: "test"}, run))
	var a archive
	require.NoError(t, json.Unmarshal(buf.Bytes(), &a))
	return a
}

// The rules that har-validator does not check.
func TestHARIsConsistent(t *testing.T) {
	scenario := timelinetest.KeepAlive(40)
	scenario.Runs = append(scenario.Runs, timelinetest.Load{Name: "TLS", HTTP: "1.1", TLS: 2, Assets: 20, Receive: 1234567, Spread: 7654321}.Run())
	for i := range scenario.Runs {
		run := &scenario.Runs[i]
		t.Run(run.Name, func(t *testing.T) {
			a := readHAR(t, run)
			require.Equal(t, "1.2", a.Log.Version)
			require.NotEmpty(t, a.Log.Creator.Name)
			require.NotEmpty(t, a.Log.Creator.Version)
			require.Len(t, a.Log.Pages, 1)
			require.InDelta(t, run.Total.Seconds()*1000, a.Log.Pages[0].PageTimings.OnLoad, 1e-4)
			require.Len(t, a.Log.Entries, len(run.Resources))
			checkEntries(t, &a)
		})
	}
}

func checkEntries(t *testing.T, a *archive) {
	t.Helper()
	pages := map[string]bool{}
	for _, p := range a.Log.Pages {
		pages[p.ID] = true
	}
	var last time.Time
	used := map[string]bool{} // connections seen
	for i, e := range a.Log.Entries {
		name := fmt.Sprintf("entry %d, %s", i, e.Request.URL)
		require.True(t, pages[e.Pageref], name)

		started, err := time.Parse(time.RFC3339Nano, e.StartedDateTime)
		require.NoError(t, err, name)
		require.Zero(t, started.Nanosecond()%int(time.Millisecond), name)
		require.False(t, started.Before(last), name)
		last = started

		sum := 0.0
		for _, phase := range []string{"blocked", "dns", "connect", "send", "wait", "receive"} {
			length, ok := e.Timings[phase]
			require.True(t, ok, "%s: %s", name, phase)
			if length == -1 {
				require.Contains(t, []string{"blocked", "dns", "connect"}, phase, name)
				continue
			}
			require.GreaterOrEqual(t, length, 0.0, "%s: %s", name, phase)
			require.Equal(t, math.Round(length*1e4)/1e4, length, "%s: %s has at most four decimals", name, phase)
			sum += length
		}
		require.InDelta(t, sum, e.Time, 1e-6, name)
		require.LessOrEqual(t, e.Timings["ssl"], e.Timings["connect"], name)
		require.LessOrEqual(t, e.Timings["_blocked_queueing"], math.Max(e.Timings["blocked"], 0), name)
		if e.Timings["connect"] != -1 {
			require.False(t, used[e.Connection], "%s: only the first entry of a connection sets it up", name)
		}
		used[e.Connection] = true

		_, err = netip.ParseAddr(e.ServerIPAddress)
		require.NoError(t, err, name)
		require.Regexp(t, `^[0-9]+$`, e.Connection, name)
		require.NotNil(t, e.Cache, name)
		require.NotNil(t, e.Request.Headers, name)
		require.NotNil(t, e.Request.Cookies, name)
		require.NotNil(t, e.Response.StatusText, name)
		require.NotNil(t, e.Response.RedirectURL, name)
		require.NotContains(t, e.Request.URL, "#", name)
		require.Contains(t, []string{"http/1.0", "http/1.1", "h2", "h3"}, e.Request.HTTPVersion, name)
		require.NotEmpty(t, e.ResourceType, name)
		require.NotEmpty(t, e.Response.Content.MIMEType, name)
	}
}

// The fraction of a millisecond that a start time cannot carry is in blocked,
// and what HAR calls connect has TLS in it.
func TestHARTimings(t *testing.T) {
	us := time.Microsecond
	run := timeline.Run{Resources: []timeline.Resource{
		{
			ID: 0, Initiator: -1, URL: "https://a.test/?q=1%202&empty#top", Type: "html", Protocol: "http/1.1",
			Phases: timeline.Phases{DNS: 3 * us, Connect: 100 * us, TLS: 50 * us, Send: 1 * us, Wait: 100 * us, Receive: 10 * us},
		},
		{ID: 1, Start: 1_234_560, URL: "https://a.test/x", Protocol: "h3", Status: 404, Phases: timeline.Phases{Connect: 100 * us, Wait: 7 * us}},
		{ID: 2, Start: 1_234_560, URL: "https://a.test/y", Protocol: "h2", Phases: timeline.Phases{Blocked: 40 * us, Wait: 7 * us}},
	}}
	a := readHAR(t, &run)
	require.Equal(t, map[string]float64{
		"blocked": -1, "_blocked_queueing": 0, "dns": 0.003, "connect": 0.15, "ssl": 0.05, "send": 0.001, "wait": 0.1, "receive": 0.01,
	}, a.Log.Entries[0].Timings)
	require.Equal(t, "https://a.test/?q=1%202&empty", a.Log.Entries[0].Request.URL)
	require.Equal(t, []struct{ Name, Value string }{{"q", "1 2"}, {"empty", ""}}, a.Log.Entries[0].Request.QueryString)

	// 1.23456 ms is 1 ms and 0.2346 ms, in steps of 0.1 µs.
	require.Equal(t, "2000-01-01T00:00:00.001Z", a.Log.Entries[1].StartedDateTime)
	require.Equal(t, map[string]float64{
		"blocked": 0.2346, "_blocked_queueing": 0.2346, "dns": -1, "connect": 0.1, "ssl": 0.1, "send": 0, "wait": 0.007, "receive": 0,
	}, a.Log.Entries[1].Timings)
	require.Equal(t, 0.3416, a.Log.Entries[1].Time)
	require.Equal(t, "parser", a.Log.Entries[1].Initiator.Type)
	require.Equal(t, "https://a.test/?q=1%202&empty#top", a.Log.Entries[1].Initiator.URL)
	require.Equal(t, 0.2746, a.Log.Entries[2].Timings["blocked"])
}

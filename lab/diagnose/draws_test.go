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

// took is a run that finished after so many milliseconds; its page found its
// connection open.
func took(ms int) timeline.Run {
	total := time.Duration(ms) * time.Millisecond
	return timeline.Run{Total: total, Resources: []timeline.Resource{{Protocol: "http/1.1", Phases: timeline.Phases{Wait: total}}}}
}

func TestDraws(t *testing.T) {
	d := Draws{1000 * time.Millisecond, 1010 * time.Millisecond, 1030 * time.Millisecond, 1100 * time.Millisecond}
	require.Equal(t, 1010*time.Millisecond, d.Median())
	require.True(t, d[:3].within(0.03))
	require.False(t, d[:3].within(0.029))
	// Twice what draws that are steady differ by is the most that a recording may.
	require.True(t, among(Draws{940 * time.Millisecond}, time.Second))
	require.True(t, among(Draws{1060 * time.Millisecond}, time.Second))
	require.False(t, among(Draws{939 * time.Millisecond}, time.Second))
	require.False(t, among(Draws{1061 * time.Millisecond}, time.Second))
}

// Of a study's runs that finished, the nearest to a time is the load.
func TestNearest(t *testing.T) {
	failed := took(50)
	failed.Err = "no"
	st := &study{runs: []timeline.Run{took(10), failed, took(40), took(90)}}
	require.Equal(t, 40*time.Millisecond, st.nearest(52*time.Millisecond).Total)
	require.Equal(t, 10*time.Millisecond, st.nearest(0).Total)
	require.Nil(t, (&study{runs: []timeline.Run{failed}}).nearest(0))
}

// How often a load is played again: not where chance has no say, five times in all
// where it has, and the load as recorded 24 times if its draws differ or the
// recording is none of them.
func TestMoreDraws(t *testing.T) {
	for name, tc := range map[string]struct {
		recorded bool
		same     bool
		runs     [3]int // milliseconds
		want     int    // more
	}{
		"chance has no say":           {false, false, [3]int{1000, 1000, 1005}, 0},
		"steady":                      {false, false, [3]int{1000, 1010, 1030}, 0},
		"not steady":                  {false, false, [3]int{1000, 1010, 1031}, 2},
		"like that already":           {false, true, [3]int{1000, 1500, 2000}, 0},
		"recorded, steady":            {true, false, [3]int{1000, 1010, 1030}, 0},
		"recorded, not steady":        {true, false, [3]int{1000, 1010, 1100}, 21},
		"recorded is none of them":    {true, false, [3]int{1500, 1510, 1530}, 21},
		"recorded, chance has no say": {true, false, [3]int{1500, 1500, 1500}, 0},
	} {
		st := &study{setup: &setup.Setup{}, same: tc.same, runs: []timeline.Run{took(tc.runs[0]), took(tc.runs[1]), took(tc.runs[2])}}
		if !tc.recorded {
			st.what = &WhatIf{}
		}
		d := &Diagnosis{Site: &Site{Page: &page.Page{}}, Recorded: time.Second}
		played := 0
		require.NoError(t, d.more(t.Context(), []*study{st}, func(_ context.Context, runs []*setup.Setup) ([]timeline.Run, error) {
			played = len(runs)
			for i, s := range runs {
				require.EqualValues(t, 4+i, s.Seed, "%s: each draw has a seed of its own", name)
			}
			return make([]timeline.Run, len(runs)), nil
		}))
		require.Equal(t, tc.want, played, name)
	}
}

// A page that finds its connection open is timed from when its request was sent;
// one of HTTP/3 says of no connect either way, and is timed from its connection.
func TestConnectStart(t *testing.T) {
	const ms = time.Millisecond
	run := func(protocol string, connect time.Duration) *timeline.Run {
		return &timeline.Run{
			Resources:   []timeline.Resource{{Protocol: protocol, Connection: 1, Start: 1 * ms, Phases: timeline.Phases{Blocked: 20 * ms, DNS: 3 * ms, Connect: connect, Wait: 50 * ms}}},
			Connections: []timeline.Connection{{ID: 1, Opened: 7 * ms, Connect: 10 * ms}},
		}
	}
	require.Equal(t, 24*ms, connectStart(run("h2", 0)))
	require.Equal(t, run("h3", 0).ConnectStart(), connectStart(run("h3", 0)))
	require.Equal(t, run("h2", 5*ms).ConnectStart(), connectStart(run("h2", 5*ms)))
	require.NotEqual(t, 24*ms, run("h3", 0).ConnectStart())
}

// A page at one host has nothing to connect to beforehand.
func TestPreconnectOfOneHost(t *testing.T) {
	for hosts, same := range map[int]bool{1: true, 2: false} {
		names := []string{"a.test", "b.test"}[:hosts]
		s := &Site{
			Page: &page.Page{}, Estimate: &har.Estimate{}, names: newNames(), merged: map[string]string{},
			Load: &har.Load{Fetches: []*har.Fetch{{Entry: &har.Entry{Host: "a.test"}}}},
		}
		for id, name := range names {
			s.Page.Resources = append(s.Page.Resources, page.Resource{ID: id, Host: name, Path: "/", Parent: id - 1})
			s.Fetches = append(s.Fetches, &har.Fetch{Entry: &har.Entry{Host: name}})
			s.Estimate.Hosts = append(s.Estimate.Hosts, har.HostEstimate{Host: name, RTT: 50 * time.Millisecond})
		}
		for _, st := range (&Diagnosis{Site: s}).changes() {
			if st.what.Name == "preconnect" {
				require.Equal(t, same, st.same, "%d hosts", hosts)
			}
		}
	}
}

package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// stage is what recovery is in whys.
var stage = map[timeline.Cause]timeline.Stage{timeline.Recovery: timeline.CutWindow}

// whys is a scenario whose runs have causes, in milliseconds.
func whys(causes ...map[timeline.Cause]int) *timeline.Timeline {
	t := &timeline.Timeline{Scenario: "why", About: "What it is about."}
	for i, c := range causes {
		run := timelinetest.Load{Name: "run " + string(rune('a'+i)), HTTP: "2", Assets: 3}.Run()
		run.Total, run.Pieces = 0, nil
		for cause := range timeline.Cause(timeline.CauseCount) {
			if ms := c[cause]; ms > 0 {
				to := run.Total + time.Duration(ms)*time.Millisecond
				run.Pieces = append(run.Pieces, timeline.Piece{Cause: cause, Stage: stage[cause], From: run.Total, To: to})
				run.Total = to
			}
		}
		t.Runs = append(t.Runs, run)
	}
	return t
}

// A run's sentence names its greatest causes, most first, in one unit.
func TestSentence(t *testing.T) {
	of := func(dropped int, c map[timeline.Cause]int) string {
		run := whys(c).Runs[0]
		run.Dropped = dropped
		return report.Sentence(&run)
	}
	lossy := map[timeline.Cause]int{timeline.Recovery: 7700, timeline.TCP: 100, timeline.Sending: 1300}
	require.Equal(t, "run a: 7.70 of its 9.10 s are one window that 22 lost packets keep small, and 1.30 s are bytes on the link", of(22, lossy))
	require.Equal(t, "run a: 7.70 of its 9.10 s are one window that 1 lost packet keeps small, and 1.30 s are bytes on the link", of(1, lossy))
	require.Equal(t, "run a: 90 of its 100 ms are 1 TCP handshake", of(0, map[timeline.Cause]int{timeline.TCP: 90, timeline.Lookup: 10}))
	require.Equal(t, "run a: all of its 20.0 s are bytes on the link", of(0, map[timeline.Cause]int{timeline.Sending: 4000, timeline.Queueing: 16000}))
	require.Equal(t, "run a: 100 of its 200 ms are 1 TCP handshake, 50 ms are looking up names, and 40 ms are the server's thinking",
		of(0, map[timeline.Cause]int{timeline.TCP: 100, timeline.Lookup: 50, timeline.Server: 40, timeline.OwnTime: 10}))
	require.Empty(t, report.Sentence(&timeline.Run{Total: time.Second}), "nobody looked")
}

// stages makes a run of what recovery is, in milliseconds.
func stages(of map[timeline.Stage]int) *timeline.Timeline {
	scenario := whys(map[timeline.Cause]int{timeline.TCP: 100})
	r := &scenario.Runs[0]
	for s := range timeline.Stage(timeline.StageCount) {
		if ms := of[s]; ms > 0 {
			to := r.Total + time.Duration(ms)*time.Millisecond
			r.Pieces = append(r.Pieces, timeline.Piece{Cause: timeline.Recovery, Stage: s, From: r.Total, To: to})
			r.Total = to
		}
	}
	r.Dropped = 3
	return scenario
}

// Recovery is said by its stages: in the sentence, in a table of its own, and in
// JSON, where they add up to it.
func TestStages(t *testing.T) {
	mixed := stages(map[timeline.Stage]int{timeline.Detection: 300, timeline.Timeout: 200, timeline.Retransmission: 100, timeline.CutWindow: 300})
	require.Equal(t, "run a: 0.90 of its 1.00 s are 3 lost packets (0.30 until they are noticed, 0.30 in a window that they keep small, "+
		"0.20 until a timer runs out, 0.10 until they come again)", report.Sentence(&mixed.Runs[0]))
	require.Equal(t, "run a: 1.00 of its 1.10 s are 3 lost packets, until a timer runs out",
		report.Sentence(&stages(map[timeline.Stage]int{timeline.Timeout: 1000}).Runs[0]))
	require.Contains(t, table(t, mixed), "\nrecovery, in ms  detection  timeout  retransmission  window\nrun a                  300      200             100     300\n")
	var b bytes.Buffer
	require.NoError(t, report.JSON(&b, mixed))
	var got struct {
		Runs []struct{ Causes, Recovery map[string]float64 }
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, map[string]float64{"tcp": 100, "recovery": 900}, got.Runs[0].Causes)
	require.Equal(t, map[string]float64{"detection": 300, "timeout": 200, "retransmission": 100, "window": 300}, got.Runs[0].Recovery)
	require.NotContains(t, table(t, whys(map[timeline.Cause]int{timeline.TCP: 100})), "recovery, in")
}

// The causes that matter have a column each, the others one together, and a
// row's cells add up to the total.
func TestCausesTable(t *testing.T) {
	scenario := whys(
		map[timeline.Cause]int{timeline.TCP: 100, timeline.Asking: 300, timeline.Lookup: 5},
		map[timeline.Cause]int{timeline.TCP: 100, timeline.Asking: 200, timeline.Held: 100},
	)
	got := table(t, scenario)
	require.Contains(t, got, "\nwhy, in ms    tcp  request   held  other\nrun a       100.0    300.0      -    5.0\nrun b       100.0    200.0  100.0      -\n")
	require.Greater(t, strings.Index(got, "What it is about."), strings.Index(got, "why, in ms"), "the table first")
}

// Whatever the width, no row is wrapped: columns go, those that matter least
// first.
func TestTableWidths(t *testing.T) {
	scenario := timelinetest.KeepAlive(100)
	for i := range scenario.Runs {
		scenario.Runs[i].Dropped = 1
		scenario.Runs[i].Pieces = whys(map[timeline.Cause]int{
			timeline.Lookup: 10, timeline.TCP: 10, timeline.TLSSetUp: 10, timeline.Asking: 10, timeline.SlowStart: 10, timeline.Recovery: 10,
			timeline.Queueing: 10, timeline.Sending: 10, timeline.FlowControl: 10, timeline.Held: 10,
		}).Runs[0].Pieces
		scenario.Runs[i].Total = 100 * time.Millisecond
	}
	for _, width := range []int{100, 80, 60} {
		var b bytes.Buffer
		require.NoError(t, report.Layout{Width: width}.Table(&b, scenario))
		for line := range strings.Lines(b.String()) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), width, line)
		}
		require.Equal(t, width == 100, strings.Contains(b.String(), "bytes  packets"))
	}
}

// Quiet is the runs and what is not as expected.
func TestQuiet(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.Layout{Quiet: true}.Table(&b, timelinetest.KeepAlive(100)))
	require.Regexp(t, `^run +total .*\n(HTTP.*\n){6}\n✗ HTTP/1.0 opens 100 connections: 101\n$`, b.String())
}

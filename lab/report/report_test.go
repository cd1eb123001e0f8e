package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

var update = flag.Bool("update", false, "write the golden files again")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./lab/report -update writes it")
	require.Equal(t, string(want), string(got))
}

func TestGolden(t *testing.T) {
	write := map[string]func(io.Writer, *timeline.Timeline) error{
		"table.txt": report.Table, "run.json": report.JSON,
		"run.csv": func(w io.Writer, t *timeline.Timeline) error { return report.CSV(w, t) },
		"run.har": func(w io.Writer, t *timeline.Timeline) error { return report.HAR(w, t, &t.Runs[2]) },
	}
	for name, f := range write {
		t.Run(name, func(t *testing.T) {
			scenario := timelinetest.KeepAlive(100)
			if name != "table.txt" {
				scenario = timelinetest.KeepAlive(3)
			}
			var buf bytes.Buffer
			require.NoError(t, f(&buf, scenario))
			golden(t, name, buf.Bytes())
		})
	}
}

func table(t *testing.T, scenario *timeline.Timeline) string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, report.Table(&buf, scenario))
	for line := range strings.Lines(buf.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 100, line)
	}
	return buf.String()
}

// A run that did not finish says why in its row, a run on another network says
// which, and whatever the names are, the table fits.
func TestTableOddities(t *testing.T) {
	scenario := timelinetest.KeepAlive(100)
	scenario.Runs[1].Err = "the run did not finish within 10m0s of virtual time: 3 of 101 resources were loaded, the rest waits for " + strings.Repeat("img1.example.test ", 5)
	scenario.Runs[2].Network = "lte: 50ms, 12Mbps down, 6Mbps up"
	scenario.Runs[3].Name = strings.Repeat("three domains ", 6)
	scenario.Runs[4].Warnings = []string{"the queue dropped 12 packets"}
	scenario.Runs[4].Notes = []string{"the phone moved to LTE at 300ms"}
	got := table(t, scenario)
	require.Regexp(t, `HTTP/1.0 keep-alive +failed: the run did not finish`, got)
	require.Regexp(t, `run +another network\nHTTP/1.1 +lte: 50ms, 12Mbps down, 6Mbps up\n`, got)
	require.NotContains(t, got, "lost")
	require.NotContains(t, got, "Lost are packets")
	require.Contains(t, got, "note: HTTP/1.1, pipelined: the phone moved to LTE at 300ms")
	require.Contains(t, got, "warning: HTTP/1.1, pipelined: the queue dropped 12 packets")
	require.Contains(t, got, "✓ HTTP/1.1 is at least 1.7x faster than HTTP/1.0: 1.76x")
	require.Contains(t, got, "✗ HTTP/1.0 opens 100 connections: 101")

	scenario.Runs[3].Dropped = 27
	got = table(t, scenario)
	require.Regexp(t, `reqs +lost\n.* 101 +-\n`, got)
	require.Contains(t, strings.Join(strings.Fields(got), " "), "lost on the way, or dropped by a queue that was full")

	require.NotContains(t, got, "failed  speedup")
	scenario.Runs[3].Resources[7].Err = "502 Bad Gateway"
	got = table(t, scenario)
	require.Regexp(t, `total  failed  speedup`, got)
	require.Regexp(t, `\nthree domains .* s +1 `, got)
	require.Contains(t, strings.Join(strings.Fields(got), " "), "Failed are requests without the answer that was wanted")

	scenario.Runs[0].Err = "no"
	require.NotContains(t, table(t, scenario), "1.00x", "no speedup over a run that failed")
	require.Contains(t, table(t, &timeline.Timeline{Scenario: "empty"}), "no runs")
}

// What an author has indented, such as a table, stays as it is; a paragraph is
// broken anew, and so is a list item whose lines are indented below its dash.
func TestProseKeepsTables(t *testing.T) {
	about := "Loss costs\ntime:\n\n  loss      0 %   1 %\n  HTTP/2    1.6   2.4\n\nAnd:\n  here too   1\n- one\n  and a half\n- two\n"
	got := table(t, &timeline.Timeline{Scenario: "loss", About: about})
	require.Contains(t, got, "\nLoss costs time:\n\n  loss      0 %   1 %\n  HTTP/2    1.6   2.4\n\nAnd:\n  here too   1\n- one and a half\n- two\n")
}

// Hangul and emoji take two columns each, a combining accent none.
func TestWideNames(t *testing.T) {
	scenario := timelinetest.KeepAlive(3)
	scenario.Runs = scenario.Runs[:3]
	scenario.Runs[0].Name, scenario.Runs[1].Name, scenario.Runs[2].Name = "연결 끊기", "e\u0301te", "🚀 fast"
	got := table(t, scenario)
	require.Contains(t, got, "\nrun           total")
	require.Contains(t, got, "\n연결 끊기  824.0 ms")
	require.Contains(t, got, "\ne\u0301te        824.0 ms")
	require.Contains(t, got, "\n🚀 fast    824.0 ms")

	scenario.Runs[0].Name, scenario.Runs[1].Name = strings.Repeat("연결", 30), "b"
	require.Regexp(t, `\n(연결)+연?…결?(연결)+  `, table(t, scenario))
}

// Below ten seconds a table is in milliseconds, from there on in seconds, all
// of it.
func TestTableUnits(t *testing.T) {
	run := timelinetest.Load{Name: "one", HTTP: "1.1", Assets: 1}.Run()
	require.Contains(t, table(t, &timeline.Timeline{Runs: []timeline.Run{run}}), "300.0 ms")
	run.Total = 4230 * time.Millisecond
	require.Contains(t, table(t, &timeline.Timeline{Runs: []timeline.Run{run}}), " 4230 ms ")
	run.Total, run.HandshakeTotal = 300*time.Millisecond, 38*time.Second
	got := table(t, &timeline.Timeline{Runs: []timeline.Run{run}})
	require.Contains(t, got, "38.00 s")
	require.Contains(t, got, "0.30 s")
	require.NotContains(t, got, " ms")
}

// The phases in the JSON add up to the end exactly, though each is rounded to
// a ten-thousandth of a millisecond, and no number has noise behind that.
func TestJSONAddsUp(t *testing.T) {
	run := timelinetest.Load{Name: "odd", HTTP: "1.1", Assets: 60, Receive: 1_234_567, Spread: 3_333_333}.Run()
	var buf bytes.Buffer
	require.NoError(t, report.JSON(&buf, &timeline.Timeline{Runs: []timeline.Run{run}}))
	require.NotRegexp(t, `\.[0-9]{5}`, buf.String())

	var got struct {
		Runs []struct {
			Total     json.Number            `json:"total_ms"`
			Critical  map[string]json.Number `json:"critical_path"`
			Resources []map[string]any
		}
	}
	dec := json.NewDecoder(&buf)
	dec.UseNumber()
	require.NoError(t, dec.Decode(&got))
	require.Len(t, got.Runs[0].Resources, 61)
	ticks := func(n any) int64 {
		v, err := n.(json.Number).Float64()
		require.NoError(t, err)
		return int64(v*1e4 + 0.5)
	}
	critical := int64(0)
	for _, n := range got.Runs[0].Critical {
		critical += ticks(n)
	}
	require.Equal(t, ticks(got.Runs[0].Total), critical)
	for _, r := range got.Runs[0].Resources {
		sum := ticks(r["start_ms"])
		for _, phase := range []string{"blocked", "dns", "connect", "tls", "send", "wait", "receive"} {
			sum += ticks(r[phase+"_ms"])
		}
		require.Equal(t, ticks(r["end_ms"]), sum, r["url"])
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrors(t *testing.T) {
	scenario := timelinetest.KeepAlive(3)
	require.ErrorContains(t, report.Table(broken{}, scenario), "disk full")
	require.ErrorContains(t, report.JSON(broken{}, scenario), "disk full")
	require.ErrorContains(t, report.CSV(broken{}, scenario), "disk full")
	require.ErrorContains(t, report.HAR(broken{}, scenario, &scenario.Runs[0]), "disk full")
}

// What is drawn of many visitors is in JSON, too.
func TestJSONUsers(t *testing.T) {
	u := &timeline.Users{
		Count: 9, TurnedAway: 2, Limit: 5, Most: 5, Stay: 3 * time.Second, Every: 100 * time.Millisecond,
		Open: []int{0, 5, 4}, Waiting: []int{0, 3, 0}, Away: []int{0, 0, 2},
	}
	var out bytes.Buffer
	require.NoError(t, report.JSON(&out, &timeline.Timeline{Runs: []timeline.Run{{Name: "many", Users: u}, {Name: "one"}}}))
	var got struct {
		Runs []struct{ Users map[string]any }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	require.Equal(t, map[string]any{
		"count": 9.0, "turned_away": 2.0, "limit": 5.0, "most_open": 5.0, "connection_stayed_ms": 3000.0,
		"connection_bytes": float64(timeline.ServerMemory + timeline.KernelMemory/2), "most_memory_bytes": 5 * float64(timeline.ServerMemory+timeline.KernelMemory/2),
		"every_ms": 100.0, "open": []any{0.0, 5.0, 4.0}, "waiting": []any{0.0, 3.0, 0.0}, "turned_away_by_then": []any{0.0, 0.0, 2.0},
	}, got.Runs[0].Users)
	require.Nil(t, got.Runs[1].Users)
}

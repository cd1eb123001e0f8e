package replay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/timeline"
)

type memory struct{ bytes.Buffer }

func (*memory) Close() error { return nil }

// logged plays a page on two hosts over HTTP/3 and gives its logs.
func logged(t *testing.T) (timeline.Run, map[string]*memory) {
	t.Helper()
	run := overHTTP3(full())
	run.Page.Hosts = 2
	logs := map[string]*memory{}
	got := play(t, run, replay.Options{QLOG: func(name string, connection int, end string) io.WriteCloser {
		require.Equal(t, run.Name, name)
		file := fmt.Sprintf("%d %s", connection, end)
		require.NotContains(t, logs, file)
		logs[file] = new(memory)
		return logs[file]
	}})
	require.Empty(t, got.Err)
	return got, logs
}

// sorted are a log's records in an order of their own. Streams whose headers come
// in one packet read them at one instant, and the race detector has goroutines
// of one instant run in any order.
func sorted(log *memory) []string {
	records := strings.Split(log.String(), "\x1e")
	slices.Sort(records)
	return records
}

// Every end of every connection is logged as qlog's JSON text sequence (RFC
// 7464), in virtual time, the same every time, and without any effect on the
// load.
func TestQLOG(t *testing.T) {
	got, logs := logged(t)
	require.Len(t, got.Connections, 2)
	require.Len(t, logs, 4)
	for file, log := range logs {
		records := bytes.Split(log.Bytes(), []byte{0x1e})[1:]
		require.Greater(t, len(records), 100, file)
		before, sent := 0.0, 0
		for _, record := range records[1:] {
			var event struct {
				Time float64 // ms
				Name string
			}
			require.NoError(t, json.Unmarshal(record, &event), "%s: %s", file, record)
			require.GreaterOrEqual(t, event.Time, before, file)
			before = event.Time
			if event.Name == "transport:packet_sent" {
				sent++
			}
		}
		require.Positive(t, sent, file)
		require.LessOrEqual(t, before/1000, got.Total.Seconds()+0.01, "%s: its last event", file)
	}

	if raceEnabled {
		return // HTTP/3 does not repeat there: see requireSame
	}
	_, again := logged(t)
	for file, log := range logs {
		require.True(t, slices.Equal(sorted(log), sorted(again[file])), "%s is not the same every time", file)
	}

	run := overHTTP3(full())
	run.Page.Hosts = 2
	require.Equal(t, play(t, run, replay.Options{}), got)
}

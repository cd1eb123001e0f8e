package replay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/internal/worker"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

type memory struct{ bytes.Buffer }

func (*memory) Close() error { return nil }

func (*memory) Commit() error { return nil }

func (*memory) Abort() {}

// twoHosts is a page on two hosts, over HTTP/3.
func twoHosts() scenario.Run {
	run := overHTTP3(full())
	run.Page.Hosts = 2
	return run
}

// logged has a worker play it, which HTTP/3 needs to be the same every time, and
// gives its logs, if they are wanted.
func logged(t *testing.T, pool *worker.Pool, qlog bool) (timeline.Run, map[string]*memory) {
	t.Helper()
	run, logs := twoHosts(), map[string]*memory{}
	got, err := pool.Play(t.Context(), &worker.Job{Setup: run.Setup(), QLOG: qlog, Recording: func(name string) (worker.Sink, error) {
		require.NotContains(t, logs, name)
		logs[name] = new(memory)
		return logs[name], nil
	}})
	require.NoError(t, err)
	require.Len(t, got.Visits, 1)
	require.Empty(t, got.Visits[0].Err)
	return got.Visits[0], logs
}

// Every end of every connection is logged as qlog's JSON text sequence (RFC
// 7464), in virtual time, the same every time, and without any effect on the
// load.
func TestQLOG(t *testing.T) {
	pool := worker.New(1)
	defer pool.Close()
	got, logs := logged(t, pool, true)
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

	if bubble.Shuffled {
		return // HTTP/3 does not repeat there
	}
	_, again := logged(t, pool, true)
	require.Len(t, again, len(logs))
	for file, log := range logs {
		require.True(t, bytes.Equal(log.Bytes(), again[file].Bytes()), "%s is not the same every time", file)
	}
	without, none := logged(t, pool, false)
	require.Empty(t, none)
	require.Equal(t, without, got)
}

// A log is asked for by the name of the run, the number of the connection and
// the end.
func TestQLOGNames(t *testing.T) {
	run, names := twoHosts(), []string{}
	out := play(t, run, replay.Options{QLOG: func(name string, connection int, end string) io.WriteCloser {
		names = append(names, fmt.Sprintf("%s %d %s", name, connection, end))
		return new(memory)
	}})
	require.Empty(t, out.Err)
	var want []string
	for i := 1; i <= 2; i++ {
		for _, end := range []string{"client", "server"} {
			want = append(want, fmt.Sprintf("%s %d %s", run.Name, i, end))
		}
	}
	require.ElementsMatch(t, want, names)
}

package worker_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
)

// buffer is a recording that is kept.
type buffer struct{ bytes.Buffer }

func (*buffer) Commit() error { return nil }
func (*buffer) Abort()        {}

// In real time a log is written by a goroutine that nobody else waits for. It is
// there as a whole: it ends with the end of its connection.
func TestLogsInRealTime(t *testing.T) {
	s := parse(t, `
network: {rtt: 2ms}
page: {html: 1KB, assets: [{count: 20, size: 1KB}]}
http: "3"
runs: [{name: a}]
`)
	for range 10 {
		logs := map[string]*buffer{}
		_, err := worker.RealTime(t.Context(), &worker.Job{
			Setup: s.Runs[0].Setup(), QLOG: true,
			Recording: func(name string) (worker.Sink, error) {
				logs[name] = &buffer{}
				return logs[name], nil
			},
		}, nil)
		require.NoError(t, err)
		require.Len(t, logs, 2)
		for name, log := range logs {
			require.Contains(t, log.String(), "connection_closed", name)
			require.True(t, bytes.HasSuffix(log.Bytes(), []byte("}\n")), name)
		}
	}
}

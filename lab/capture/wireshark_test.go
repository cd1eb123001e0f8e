//go:build wireshark

package capture_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
	"rttlab/scenarios"
)

// taken is one capture and what netem counted while it was taken.
type taken struct {
	*capture.Recorder
	netem *tally
}

// Wireshark's analysis of every built-in scenario agrees with what netem
// counted and with the timeline. `just wireshark` runs it.
func TestWireshark(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	for _, path := range files {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		compare(t, filepath.Base(path), text)
	}
	for _, name := range scenarios.Names() {
		text, err := scenarios.Open(name)
		require.NoError(t, err)
		compare(t, name, text)
	}
}

func compare(t *testing.T, name string, text []byte) {
	s, err := scenario.Parse(name, text)
	require.NoError(t, err)
	captures := map[string]map[string]taken{}
	result, err := replay.All(context.Background(), s, replay.Options{
		Prepare: func(run string, net *replay.Network) {
			at := func(h *netem.Host) taken { return taken{capture.New(net.Network, s.Seed, h), newTally(net.Network, h)} }
			captures[run] = map[string]taken{"browser": at(net.Browser), "server": at(net.Servers[0])}
			net.KeyLog = io.MultiWriter(captures[run]["browser"].KeyLog(), captures[run]["server"].KeyLog())
		},
		Done: func(run string) {
			for _, c := range captures[run] {
				c.Stop()
				c.netem.stop()
			}
		},
	}, func(f func()) error {
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.NoError(t, err)
	for i := range result.Runs {
		run := &result.Runs[i]
		for _, at := range []string{"browser", "server"} {
			t.Run(strings.Join([]string{name, run.Name, at}, "/"), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "run.pcapng")
				require.NoError(t, os.WriteFile(path, file(t, captures[run.Name][at].Recorder), 0o600))
				agree(t, run, at, captures[run.Name][at].netem, analyse(t, path))
			})
		}
	}
}

// agree compares what tshark says of a capture with what netem counted, and
// logs both.
func agree(t *testing.T, run *timeline.Run, at string, want *tally, got *analysis) {
	t.Logf("%-40s %5d packets; sent again %d = %d of netem's; duplicate ACKs %d = %d; bytes %d down, %d up, timeline %d, %d; requests read %d",
		strings.TrimPrefix(t.Name(), "TestWireshark/"), got.packets, got.again[at], want.again, got.duplicates, want.duplicates,
		got.bytes["server"], got.bytes["browser"], run.BytesDown, run.BytesUp, got.requests)

	require.Zero(t, got.malformed, "malformed packets")
	require.Zero(t, got.badSums, "wrong checksums")
	require.Equal(t, want.again, got.again[at], "retransmissions by the host that captured")
	require.Equal(t, want.duplicates, got.duplicates, "duplicate ACKs")
	require.Equal(t, want.dropped, got.comments, "comments at drops")
	require.Equal(t, want.conversations, got.conversations, "packets per conversation, each way")
	if at == "browser" {
		require.Equal(t, run.BytesDown, got.bytes["server"])
		require.Equal(t, run.BytesUp, got.bytes["browser"])
	}
	// What the browser asked for is there to be read: TLS is decrypted.
	require.GreaterOrEqual(t, got.requests, run.Requests())
}

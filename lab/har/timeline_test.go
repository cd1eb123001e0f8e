package har_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// written is the recording of a run as the lab writes it.
func written(t *testing.T, tl *timeline.Timeline, run *timeline.Run) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.HAR(&b, tl, run))
	return b.String()
}

// A recording that is read and written again is the same file.
func TestWrittenReadWritten(t *testing.T) {
	tl := timelinetest.KeepAlive(40)
	tl.Runs = append(tl.Runs, timelinetest.Load{Name: "TLS: and a colon", HTTP: "1.1", TLS: 2, Assets: 20, Receive: 1234567, Spread: 7654321}.Run())
	for i := range tl.Runs {
		run := &tl.Runs[i]
		first := written(t, tl, run)
		rec, err := har.Read(bytes.NewReader([]byte(first)))
		require.NoError(t, err)
		require.Empty(t, rec.Warnings)
		again := rec.Timeline(0)
		require.Equal(t, first, written(t, again, &again.Runs[0]), run.Name)
	}
}

// TestExports is the same for the lab's recordings in the folders that HAR_DIR
// names.
func TestExports(t *testing.T) {
	for _, dir := range filepath.SplitList(os.Getenv("HAR_DIR")) {
		files, err := filepath.Glob(filepath.Join(dir, "*.har"))
		require.NoError(t, err)
		for _, file := range files {
			rec, err := har.Open(file)
			require.NoError(t, err)
			if rec.Creator != "rttlab 1" {
				continue
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			again := rec.Timeline(0)
			if got := written(t, again, &again.Runs[0]); got != string(want) {
				t.Errorf("%s is another file once it is read and written again", file)
			}
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
)

// shows requires that a document has the line. Its rows with loss are left to
// `just accuracy`: they take half a minute.
func shows(t *testing.T, file, line string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../..", file))
	require.NoError(t, err)
	require.True(t, strings.Contains(string(text), line), "%s is out of date: run `just accuracy` or `just accuracy-browser`; it has no line %s", file, line)
}

func TestKernelDocumentIsUpToDate(t *testing.T) {
	all, err := claims()
	require.NoError(t, err)
	for _, c := range all {
		shows(t, kernelFile, claimLine(c))
	}
	for _, file := range []string{"transfer", "page-go"} {
		results, err := emulateFile(emulate, file, 1)
		require.NoError(t, err)
		for _, r := range results {
			shows(t, kernelFile, exactLine(r))
		}
	}
}

func TestBrowserDocumentIsUpToDate(t *testing.T) {
	rows, err := referenceRows("page-chrome")
	require.NoError(t, err)
	for _, r := range rows[:7] { // a row of each kind
		out, err := emulateRow(emulatePage, r, 1)
		require.NoError(t, err)
		if bubble.Shuffled && r.Proto == "h3" {
			continue // its last digit differs from play to play
		}
		shows(t, browserFile, exactLine(out))
	}
}

func TestLiveSectionIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ACCURACY.md")
	section, err := liveSection(file)
	require.NoError(t, err)
	require.Equal(t, noLive, section)
	for _, live := range []string{"| 1 | 2 |\n", "| 3 | 4 |\n"} {
		require.NoError(t, writeDocument(file, "kernel.md.tmpl", kernelReport{Live: live}))
		section, err = liveSection(file)
		require.NoError(t, err)
		require.Equal(t, live, section)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "# How far netem is from Linux\n"))
}

package scenario

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Every key is explained, and its example is right.
func TestHelp(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Help(&out, 80))
	for line := range strings.Lines(out.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
		require.NotContains(t, line, "<nil>")
	}
	example := regexp.MustCompile(`(?m)^  ([a-z_]+): (\S.*?)(?:  +(\S.*))?\n(?:      (\S.*)\n)`)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lte.trace"), []byte("1\n"), 0o644))
	keys := 0
	for _, s := range sections() {
		keys += len(s.Definition().Schema.Properties)
	}
	found := example.FindAllStringSubmatch(out.String(), -1)
	require.Len(t, found, keys-len(settings), "a run's keys are explained once")
	for _, m := range found {
		require.NotEmpty(t, m[4], "%s has neither type nor text", m[1])
	}
	for _, s := range sections() {
		require.NoError(t, s.CheckExamples(format(), filepath.Join(dir, "x.yaml")))
	}
}
